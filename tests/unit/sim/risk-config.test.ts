// Goal: limits of a configuration become those of the core, number by number; what contradicts itself is refused at the
// start, with its path and what was expected.
// Method: a configuration with every limit there is, then changed one entry at a time.
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { bookLimits } from "../../../sim/book-risks.ts";
import { bookRiskSchema, type RiskConfig, riskLimitsOf, riskSchema, riskSignals } from "../../../sim/risk-config.ts";
import { readBacktestSetup } from "../../../src/commands/backtest-setup.ts";
import { checkConfig, readYaml } from "../../../src/commands/read-config.ts";
import { nsPerMs, nsPerSecond } from "../../../src/domain/time.ts";
import { spotBtcusdt } from "../../helpers/instruments.ts";
import { projectRoot } from "../../helpers/needs.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const least = { positionLotsMax: 20_000, priceBandTicks: 50_000, staleAfterMs: 3000 };
const soft = { stepsCount: 4, widenTicks: 20, skewTicks: 10 };
const all = {
  ...least,
  flattenTicksMax: 500,
  positionSoft: { fromLots: 8000, ...soft },
  notionalMax: "12000",
  notionalSoft: { from: "6000.5", ...soft },
  inventoryBands: {
    bands: [
      { loss: "5", widenTicks: 50 },
      { loss: "10", widenTicks: 150 },
    ],
    narrowShare: 0.5,
  },
  drawdown: { sessionMax: "100", dayMax: "50" },
  lossRate: { max: "10", windowS: 60, pauseS: 300 },
  orderLotsMax: 2000,
  ordersOpenMax: 10,
  messageRate: { countMax: 50, windowS: 1 },
  orderToTrade: { ratioMax: 200, windowS: 3600, freeCount: 5000 },
  priceCollar: { ticksMax: 20_000, reference: "decayed_mid", halfLifeS: 5 },
  fatFinger: { ticksMax: 10_000, sizeMultipleMax: 1000 },
  latency: { roundTripMsMax: 500, feedMsMax: 1000, pauseS: 5 },
  clockOffsetMsMax: 500,
  volatilityHalt: { moveTicksMax: 20_000, windowS: 10, calmS: 30 },
} as const satisfies RiskConfig;
const usdt = 100_000_000;

test("risk config: every limit: as the core takes it", () => {
  expect(riskLimitsOf(checkConfig(riskSchema, all, "here"), spotBtcusdt, "risk")).toEqual({
    positionLotsMax: 20_000,
    priceBandTicks: 50_000,
    staleAfterNs: 3 * nsPerSecond,
    flattenTicksMax: 500,
    positionSoft: { from: 8000, ...soft },
    notionalUnitsMax: 12_000 * usdt,
    notionalSoft: { from: 6000.5 * usdt, ...soft },
    inventoryBands: {
      bands: [
        { lossUnits: 5 * usdt, widenTicks: 50 },
        { lossUnits: 10 * usdt, widenTicks: 150 },
      ],
      narrowShare: 0.5,
    },
    drawdown: { sessionUnitsMax: 100 * usdt, dayUnitsMax: 50 * usdt },
    lossRate: { unitsMax: 10 * usdt, windowNs: 60 * nsPerSecond, pauseNs: 300 * nsPerSecond },
    orderLotsMax: 2000,
    ordersOpenMax: 10,
    messageRate: { countMax: 50, windowNs: nsPerSecond },
    orderToTrade: { ratioMax: 200, windowNs: 3600 * nsPerSecond, freeCount: 5000 },
    priceCollar: { ticksMax: 20_000, reference: { decayedMid: { halfLifeNs: 5 * nsPerSecond } } },
    fatFinger: { ticksMax: 10_000, sizeMultipleMax: 1000 },
    latency: { roundTripNsMax: 500 * nsPerMs, feedNsMax: nsPerSecond, pauseNs: 5 * nsPerSecond },
    clockOffsetNsMax: 500 * nsPerMs,
    volatilityHalt: { moveTicksMax: 20_000, windowNs: 10 * nsPerSecond, calmNs: 30 * nsPerSecond },
  });
});

test("risk config: the example of the documentation: has every limit there is, and each is taken", async () => {
  const text = await Bun.file(join(projectRoot, "src/core/risk/README.md")).text();
  const [example] = /^ {4}risk:\n(?: {4}.*\n|\n)+/m.exec(text)!;
  using folder = temporaryFolder();
  const path = join(folder.path, "example.yaml");
  await Bun.write(path, example.replaceAll(/^ {4}/gm, ""));
  const { risk, bookRisk } = readYaml(path, []) as { risk: object; bookRisk: object };
  expect(Object.keys(risk).toSorted()).toEqual(Object.keys(all).toSorted());
  const limits = riskLimitsOf(checkConfig(riskSchema, risk, "README"), spotBtcusdt, "risk");
  expect(Object.values(limits)).not.toContain(undefined);
  expect(checkConfig(bookRiskSchema, bookRisk, "README").USDT).toHaveProperty("drawdown");
});

test("risk config: the three that must be there: nothing else is set", () => {
  const limits = riskLimitsOf(checkConfig(riskSchema, least, "here"), spotBtcusdt, "risk");
  const set = Object.entries(limits).filter(([, value]) => value !== undefined);
  expect(set.map(([key]) => key)).toEqual(["positionLotsMax", "priceBandTicks", "staleAfterNs"]);
});

test("risk config: trades are asked of the engine where a limit reads them, and only there", () => {
  const flowOf = (changes: object) => riskSignals(checkConfig(riskSchema, { ...least, ...changes }, "here")).flow;
  expect(flowOf({})).toBe(false);
  expect(flowOf({ priceCollar: { ticksMax: 5, reference: "depth_mid" } })).toBe(false);
  expect(flowOf({ priceCollar: { ticksMax: 5, reference: "last_trade" } })).toBe(true);
  expect(flowOf({ latency: { roundTripMsMax: 5, pauseS: 1 } })).toBe(false);
  expect(flowOf({ latency: { feedMsMax: 5, pauseS: 1 } })).toBe(true);
});

describe("risk config: refused:", () => {
  const band = (loss: string, widenTicks: number) => ({ loss, widenTicks });
  const bands = (...list: object[]) => ({ inventoryBands: { bands: list, narrowShare: 0.5 } });
  const refused: [what: string, changes: object, message: RegExp][] = [
    [
      "a soft position at the hard one",
      { positionSoft: { ...soft, fromLots: 20_000 } },
      /^here: position_soft.from_lots: expected less than position_lots_max/,
    ],
    [
      "a soft limit that moves nothing",
      { positionSoft: { fromLots: 1, stepsCount: 1, widenTicks: 0, skewTicks: 0 } },
      /^here: position_soft.widen_ticks: expected /,
    ],
    [
      "a soft notional at the hard one",
      { notionalSoft: { ...soft, from: "12000" } },
      /^here: notional_soft.from: expected less than notional_max/,
    ],
    ["a soft notional that leads to nothing", { notionalMax: undefined }, /^here: notional_max: is missing; expected /],
    [
      "bands whose losses do not rise",
      bands(band("5", 1), band("5", 2)),
      /^here: inventory_bands.bands.1.loss: expected more /,
    ],
    [
      "bands that do not widen",
      bands(band("5", 2), band("6", 2)),
      /^here: inventory_bands.bands.1.widen_ticks: expected more /,
    ],
    ["no bands", bands(), /^here: inventory_bands.bands: /],
    [
      "bands that never narrow",
      { inventoryBands: { ...all.inventoryBands, narrowShare: 1 } },
      /^here: inventory_bands.narrow_share: /,
    ],
    ["a stop below 0", { drawdown: { sessionMax: "-1" } }, /^here: drawdown.session_max: expected an amount above 0/],
    ["a stop of 0", { drawdown: { sessionMax: "0" } }, /^here: drawdown.session_max: expected an amount above 0/],
    ["a stop of nothing", { drawdown: {} }, /^here: drawdown.session_max: is missing; expected session_max, day_max/],
    [
      "a day's stop at the session's",
      { drawdown: { sessionMax: "5", dayMax: "5" } },
      /^here: drawdown.day_max: expected less than session_max/,
    ],
    ["a price band of 0", { priceBandTicks: 0 }, /^here: price_band_ticks: /],
    [
      "an order that no position has room for",
      { orderLotsMax: 40_001 },
      /^here: order_lots_max: expected at most twice/,
    ],
    ["more orders than there may be", { ordersOpenMax: 129 }, /^here: orders_open_max: /],
    [
      "a decayed mid without its half-life",
      { priceCollar: { ticksMax: 5, reference: "decayed_mid" } },
      /^here: price_collar.half_life_s: is missing; expected with/,
    ],
    [
      "a half-life of a last trade",
      { priceCollar: { ticksMax: 5, reference: "last_trade", halfLifeS: 1 } },
      /^here: price_collar.half_life_s: expected with/,
    ],
    [
      "a fat finger beyond the band",
      { fatFinger: { ticksMax: 50_001 } },
      /^here: fat_finger.ticks_max: expected at most price_band_ticks/,
    ],
    ["a fat finger of nothing", { fatFinger: {} }, /^here: fat_finger.ticks_max: is missing; expected /],
    ["latency of nothing", { latency: { pauseS: 1 } }, /^here: latency.round_trip_ms_max: is missing; expected /],
    ["less than a message", { messageRate: { countMax: 0, windowS: 1 } }, /^here: message_rate.count_max: /],
    ["a typo", { orderLotMax: 5 }, /^here: order_lot_max: unknown key/],
  ];
  test.each(refused)("%s", (_what, changes, message) => {
    expect(() => checkConfig(riskSchema, { ...all, ...changes }, "here")).toThrow(message);
  });

  const ofInstrument: [what: string, changes: object, message: RegExp][] = [
    [
      "more places than the asset has",
      { notionalMax: "15000.123456789" },
      /^risk.notional_max: expected at most 8 decimals of USDT/,
    ],
    ["in a band, too", bands(band("0.123456789", 1)), /^risk.inventory_bands.bands.0.loss: expected at most 8/],
    [
      "less than the smallest order's worth",
      { notionalMax: "4.99", notionalSoft: undefined },
      /^risk.notional_max: is less than the smallest order/,
    ],
  ];
  test.each(ofInstrument)("by its instrument: %s", (_what, changes, message) => {
    const config = checkConfig(riskSchema, { ...all, ...changes }, "here");
    expect(() => riskLimitsOf(config, spotBtcusdt, "risk")).toThrow(message);
  });

  test("by its instrument: less than the smallest order, in lots", () => {
    const large = { ...spotBtcusdt, sizeLotsMin: 3000 };
    expect(() => riskLimitsOf(all, large, "risk")).toThrow(/^risk.order_lots_max: is less than the smallest order/);
  });
});

describe("book risk:", () => {
  const sharing = [{ instrument: spotBtcusdt, balances: undefined }];
  const of = (limits: object) => checkConfig(bookRiskSchema, { USDT: limits }, "here");

  test("limits by asset, as the core takes them", () => {
    const config = of({ grossNotionalMax: "20000", netNotionalMax: "100", drawdown: { dayMax: "8" } });
    expect(bookLimits(config, sharing, "book_risk").get("USDT")).toEqual({
      grossUnitsMax: 20_000 * usdt,
      netUnitsMax: 100 * usdt,
      drawdown: { sessionUnitsMax: undefined, dayUnitsMax: 8 * usdt },
    });
    expect(bookLimits(undefined, sharing, "book_risk").size).toBe(0);
  });

  test("nothing, or a net limit at the gross one: refused", () => {
    expect(() => of({})).toThrow(/^here: USDT.gross_notional_max: is missing; expected /);
    const same = { grossNotionalMax: "5", netNotionalMax: "5" };
    expect(() => of(same)).toThrow(/^here: USDT.net_notional_max: expected less than gross_notional_max/);
  });

  test("an asset that nothing of the common account settles in: refused", () => {
    const config = of({ grossNotionalMax: "5" });
    const own = [{ instrument: spotBtcusdt, balances: new Map() }];
    expect(() => bookLimits(config, own, "book_risk")).toThrow(/^book_risk.USDT: nothing of the common account/);
  });
});

describe("risk config: from the command line:", () => {
  const setup = (...settings: string[]) =>
    readBacktestSetup({
      ...{
        configPath: undefined,
        data: undefined,
        strategyName: undefined,
        seed: undefined,
        instrumentsPath: undefined,
      },
      settings,
    } as Parameters<typeof readBacktestSetup>[0]);

  test("limits of market and book: taken", () => {
    const { config } = setup("risk.notional_max='9'", "book_risk.USDT.net_notional_max='9'");
    expect([config.instruments[0]!.risk.notionalMax, config.bookRisk]).toEqual([
      "9",
      { USDT: { netNotionalMax: "9" } },
    ]);
  });

  test("limits that contradict each other: refused with the file and the path", () => {
    expect(() => setup("risk.notional_max='1'")).toThrow(/synthetic-naive.yaml: risk.notional_max: is less /);
    expect(() => setup("book_risk.BTC.net_notional_max='1'")).toThrow(/synthetic-naive.yaml: book_risk.BTC: nothing /);
  });
});
