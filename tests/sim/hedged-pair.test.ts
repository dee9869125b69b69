// Goal: a market that hedges another looks as soon as that one has filled, takes what offsets it, and leaves less to the
// price; at a cost that stands in its fees. It is one run: the same with either engine, and played again from a journal.
// Method: the shipped pair on synthetic markets of one fair value, for a few minutes; fills of both against each other and
// against those of Spot alone; sums of the fills by themselves.
import { afterAll, expect, test } from "bun:test";
import { type BacktestRun, runBacktest } from "../../sim/backtest.ts";
import type { MarketRun } from "../../sim/market-run.ts";
import { replayJournal } from "../../sim/replay-journal.ts";
import { composeRunResult } from "../../sim/run-result.ts";
import { openSession } from "../../sim/session.ts";
import { headerOfSession } from "../../sim/session-header.ts";
import type { SessionSpec } from "../../sim/session-spec.ts";
import { MemoryLog } from "../../sim/world/memory-log.ts";
import type { BacktestSetup } from "../../src/commands/backtest-setup.ts";
import { closeTapes, openBacktestTapes } from "../../src/commands/backtest-tapes.ts";
import { backtestInput } from "../../src/commands/bracketed-backtest.ts";
import type { Fill } from "../../src/domain/fill.ts";
import { type MarketRow, MarketRows } from "../../src/domain/market-rows.ts";
import { sign } from "../../src/domain/side.ts";
import { nsPerSecond, nsPerUs } from "../../src/domain/time.ts";
import { nativeLibrary } from "../../src/engine/native-library.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import { JournalWriter } from "../../src/live/journal/journal-writer.ts";
import { RowColumns } from "../../src/live/row-columns.ts";
import type { Engine } from "../../src/ports/engine.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { journaledTapes } from "../helpers/column-tape.ts";
import { needs } from "../helpers/needs.ts";
import { paperSpec } from "../helpers/paper-session.ts";
import { backtest, setupOf } from "../helpers/setup-runs.ts";
import { generateMessages } from "../helpers/synthetic-rows.ts";

const isNativeMissing = needs("native engine", nativeLibrary() !== undefined, "install a C++ compiler");
const [spot, futures] = [0, 1];
const near = "instruments.0.strategy.parameters.half_spread_ticks=40";

function pairOf(seed: number, minutes: number, settings: readonly string[] = []): BacktestSetup {
  return setupOf("synthetic-pair.yaml", [
    `instruments.0.synthetic={ minutes: ${minutes}, seed: ${seed} }`,
    `instruments.1.synthetic={ minutes: ${minutes}, seed: ${seed + 1000}, fair_value_seed: ${seed} }`,
    ...settings,
  ]);
}

const opened: Tape[][][] = [];
afterAll(() => opened.forEach(closeTapes));

async function tapesOf(setup: BacktestSetup): Promise<Tape[][]> {
  const tapes = await openBacktestTapes(setup);
  opened.push(tapes);
  return tapes;
}

const common = await tapesOf(pairOf(1, 4));

interface Played {
  readonly run: BacktestRun;
  readonly fills: readonly [spot: Fill[], futures: Fill[]];
}

interface Variant {
  readonly settings?: readonly string[];
  readonly kind?: Engine["kind"];
  readonly chunkRows?: number;
  readonly only?: readonly number[];
}

function play({ settings = [], kind, chunkRows = 65_536, only = [spot, futures] }: Variant = {}): Played {
  const setup = pairOf(1, 4, [near, ...settings]);
  const fills: [Fill[], Fill[]] = [[], []];
  const run = runBacktest({
    ...backtestInput(
      { ...setup, markets: only.map((at) => setup.markets[at]!) },
      only.map((at) => common[at]!),
    ),
    ...{ queueModel: setup.config.queueModel, chunkRows },
    openEngine: (configs) => openEngine(configs, kind),
    onFill: (fill, at) => fills[only[at]!]!.push(fill),
  });
  return { run, fills };
}

const pair = play();

test.skipIf(isNativeMissing)(
  "hedged pair: native or reference engine, rows in chunks of any size: one run hash",
  () => {
    const hashes = [
      play({ kind: "reference" }),
      play({ kind: "native", chunkRows: 997 }),
      play({ kind: "native", chunkRows: 1_000_000 }),
    ];
    expect(hashes.map(({ run }) => run.runHash)).toEqual(hashes.map(() => pair.run.runHash));
    for (const fills of pair.fills) expect(fills.length).toBeGreaterThan(50);
  },
);

test("hedged pair: what is hedged: trades as it does alone", () => {
  const [alone] = play({ only: [spot] }).fills;
  expect(pair.fills[spot]!.slice(0, alone.length)).toEqual(alone);
  expect(pair.fills[spot]!.length - alone.length).toBeLessThanOrEqual(2);
});

test("hedged pair: Spot has filled: the order that offsets it arrives a decision and a way later, without waiting for the grid", () => {
  const wayNs = 100 * nsPerUs + 5000 * nsPerUs; // decision_us, entry_ms
  const times = pair.fills[spot]!.map(({ receivedNs }) => receivedNs);
  const inTime = pair.fills[futures]!.filter(({ venueNs }) => times.includes(venueNs - wayNs));
  // Others go on from a part that was filled, or waited for the order before.
  expect(inTime.length).toBeGreaterThan(0.6 * pair.fills[futures]!.length);
  const slower = play({ settings: ["instruments.1.decide.every_ms=60000"] }).fills[futures]!;
  expect(slower.filter(({ venueNs }) => times.includes(venueNs - wayNs)).length).toBeGreaterThan(0.6 * slower.length);
});

test("hedged pair: all its fills are takers', and after each run of them both positions add up to less than the band", () => {
  const [own, hedges] = pair.fills;
  expect(new Set(hedges.map(({ cause }) => cause))).toEqual(new Set(["taker"]));
  const lots = (fills: readonly Fill[]) => fills.reduce((sum, { side, sizeLots }) => sum + sign(side) * sizeLots, 0);
  const spotBtc = lots(own) * 1e-5; // Before fees of 0.1% in what is bought.
  const feesBtc = own.reduce((sum, of) => sum + (of.feeAsset === "BTC" ? Number(of.feeUnits) * 1e-8 : 0), 0);
  expect(Math.abs(spotBtc - feesBtc + lots(hedges) * 1e-3)).toBeLessThanOrEqual(0.0055);
});

test("hedged pair: the error of the hedge: as its fills say, second by second and at its worst", () => {
  const { meanLots, maxLots } = pair.run.markets[futures]!.hedgeEnd!;
  const heldLots = (at: number, timeNs: number) => {
    let lots = 0;
    for (const { receivedNs, side, sizeLots, feeAsset, feeUnits } of pair.fills[at]!) {
      if (receivedNs > timeNs) break;
      lots += at === spot ? (sign(side) * sizeLots) / 100 : sign(side) * sizeLots;
      if (feeAsset === "BTC") lots -= Number(feeUnits) * 1e-5;
    }
    return lots;
  };
  const offLots = (timeNs: number) => Math.abs(heldLots(spot, timeNs) + heldLots(futures, timeNs));
  const moments = pair.fills.flat().map(({ receivedNs }) => receivedNs);
  expect(maxLots).toBeGreaterThanOrEqual(Math.max(...moments.map(offLots)) - 1e-9);
  const [series] = pair.run.markets.map(({ collector }) => collector.seriesPoints.map(({ timeNs }) => timeNs));
  const sampled = series!.map(offLots);
  const mean = sampled.reduce((sum, lots) => sum + lots, 0) / sampled.length;
  expect(meanLots).toBeGreaterThan(mean * 0.8);
  expect(meanLots).toBeLessThan(mean * 1.2);
});

test("hedged pair: a wider band: fewer hedges, and off by more", () => {
  const [tight, wide] = [2, 8].map((lots) =>
    play({ settings: [`instruments.1.strategy.parameters.band_lots=${lots}`] }),
  );
  expect(wide!.fills[futures]!.length).toBeLessThan(tight!.fills[futures]!.length);
  const meanLots = ({ run }: Played) => run.markets[futures]!.hedgeEnd!.meanLots;
  expect(meanLots(wide!)).toBeGreaterThan(meanLots(tight!));
});

test("hedged pair: its result: the net of both, and the costs of the hedge among the fees", () => {
  const { run, fills } = pair;
  const setup = pairOf(1, 4, [near]);
  const context = {
    kind: "backtest",
    configHash: "",
    configText: "",
    version: "",
    replaySeconds: 1,
    peakRssBytes: 1,
  } as const;
  const { hedges, instruments, totals } = composeRunResult(setup, run, { conservative: run, probable: run }, context);
  const [own, hedge] = instruments.map(({ pnl }) => pnl);
  expect(hedges).toMatchObject([{ netUnits: own!.net + hedge!.net }]);
  expect([hedges[0]!.hedge.market, hedges[0]!.hedged.market]).toEqual(["usdm", "spot"]);
  expect(totals).toMatchObject([
    { instrumentsCount: 2, pnl: { net: own!.net + hedge!.net, fees: own!.fees + hedge!.fees } },
  ]);
  // A taker of tier VIP 0 pays 0.05%: each fill of 0.1 USDT x 0.001 BTC a tick and lot, in 1e-8.
  const paid = fills[futures]!.map(({ priceTicks, sizeLots }) => (priceTicks * sizeLots * 10_000 * 5) / 10_000);
  expect(Number(hedge!.fees)).toBeCloseTo(
    paid.reduce((sum, units) => sum + units, 0),
    -3,
  );
});

test("hedged pair: what ten seconds do to P&L before fees: at least five times less variance than of Spot alone, whatever the seed", async () => {
  for (const seed of [1, 2, 3]) {
    const setup = pairOf(seed, 5, [near]);
    const { run } = backtest(setup, (await tapesOf(setup)).flat());
    const [alone, hedge] = run.markets.map(grossBySecond);
    const times = [...alone!.keys()].filter((timeNs) => timeNs % (10 * nsPerSecond) === 0 && hedge!.has(timeNs));
    expect(times.length).toBeGreaterThan(25);
    const varianceAlone = variance(times.map((timeNs) => alone!.get(timeNs)!));
    const varianceTogether = variance(times.map((timeNs) => alone!.get(timeNs)! + hedge!.get(timeNs)!));
    expect(varianceTogether).toBeLessThan(varianceAlone / 5);
  }
}, 60_000);

test("hedged pair: what is wrong with a pair: told with its place in the file", () => {
  const one = "instruments.1.hedges={ venue: binance, market: spot, symbol: ETHUSDT }";
  expect(() => setupOf("synthetic-pair.yaml", [one])).toThrow(
    /synthetic-pair\.yaml: instruments\.1\.hedges: ETHUSDT of binance spot is not in this run; expected one that is$/,
  );
});

test("hedged pair: a session on paper: the backtest of its rows and its journal have the same hash", () => {
  const settings = [near, "balances={ BTC: '1', USDT: '200000' }"];
  const spec = paperSpec(`${import.meta.dir}/../../configs/synthetic-pair.yaml`, settings);
  const log = new MemoryLog("journal");
  const { runHash, fillsCounts } = tradeOnPaper(spec, log, 60);
  expect(Math.min(...fillsCounts)).toBeGreaterThan(10);
  const setup = { ...setupOf("synthetic-pair.yaml", [...settings, "seed=7"]), balances: spec.balances };
  // A session has one account.
  const markets = setup.markets.map((market) => ({ ...market, balances: undefined }));
  expect(backtest({ ...setup, markets }, journaledTapes(log, spec)).run.runHash).toBe(runHash);
  expect(replayJournal(log).outcome).toMatchObject({ difference: undefined, runHash });
});

/** Both markets in the order of their messages, each at a time of its own. */
function tradeOnPaper(spec: SessionSpec, log: MemoryLog, seconds: number) {
  const journal = new JournalWriter(log, headerOfSession(spec));
  using paper = openSession(spec, { journal, openEngine });
  const { session } = paper;
  const columns = new RowColumns();
  for (const { at, message } of mergedMessages(spec, seconds)) {
    const atNs = Math.max(message[0]!.receivedNs, session.lastNs + 1);
    const rows = new MarketRows(message.length);
    for (const row of message) rows.append(row);
    session.rows(atNs, at, columns.fill(rows, atNs, 0));
  }
  const fillsCounts = session.markets.map(({ collector }) => collector.fillsCount);
  const runHash = paper.end();
  journal.ended(session.lastNs, runHash);
  return { runHash, fillsCounts };
}

function mergedMessages({ markets }: SessionSpec, seconds: number): { at: number; message: MarketRow[] }[] {
  const prices = [6_000_000, 600_000];
  const all = markets.flatMap(({ instrument }, at) =>
    generateMessages({ seed: 11 + at, fairValueSeed: 11, seconds, instrument, startPriceTicks: prices[at]! })
      .filter((message) => message.length > 0)
      .map((message) => ({ at, message })),
  );
  return all.toSorted((a, b) => a.message[0]!.receivedNs - b.message[0]!.receivedNs);
}

function grossBySecond({ collector }: MarketRun): Map<number, number> {
  return new Map(collector.seriesPoints.map(({ timeNs, gross }) => [timeNs, gross]));
}

/** Of the increments. */
function variance(values: readonly number[]): number {
  const increments = values.slice(1).map((value, at) => value - values[at]!);
  const mean = increments.reduce((sum, value) => sum + value, 0) / increments.length;
  return increments.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (increments.length - 1);
}
