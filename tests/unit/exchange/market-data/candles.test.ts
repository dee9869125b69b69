// Goal: a candle of any stretch says what the trades in it say, in every interval and time zone, and a window of 24 hours forgets exactly.
// Method: random trades over days; candles beside sums over the whole list of trades; intervals beside the calendar of the platform.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { PublicTrade } from "../../../../sim/exchange/listener.ts";
import { type Candle, tradesCount } from "../../../../sim/exchange/market-data/candle.ts";
import { Candles } from "../../../../sim/exchange/market-data/candles.ts";
import {
  intervalEndUs,
  intervalStartUs,
  type KlineInterval,
  klineIntervals,
  readTimeZone,
} from "../../../../sim/exchange/market-data/kline-interval.ts";
import { propertyRuns } from "../../../helpers/engine-kinds.ts";

const secondUs = 1_000_000;
const hourUs = 3600 * secondUs;
const dayUs = 24 * hourUs;
const startUs = 1_699_747_200_000_000;

type Trade = Pick<PublicTrade, "timeUs" | "tradeId" | "priceTicks" | "lots" | "quoteUnits" | "isBuyerMaker">;

const gap = fc.oneof(fc.nat(3 * secondUs), fc.nat(10 * 60 * secondUs), fc.nat(7 * hourUs));
const flows = fc
  .array(
    fc.record({
      gapUs: gap,
      priceTicks: fc.integer({ min: 1, max: 50 }),
      lots: fc.integer({ min: 1, max: 9 }),
      isBuyerMaker: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map((steps) => {
    let timeUs = startUs;
    return steps.map(({ gapUs, priceTicks, lots, isBuyerMaker }, index): Trade => {
      timeUs += gapUs;
      return { timeUs, tradeId: index + 1, priceTicks, lots, quoteUnits: BigInt(priceTicks * lots), isBuyerMaker };
    });
  });

function candlesOf(trades: readonly Trade[]): Candles {
  const candles = new Candles();
  for (const trade of trades) candles.add(trade as PublicTrade);
  return candles;
}

/** The same candle, from all trades. */
function summed(trades: readonly Trade[], fromUs: number, toUs: number): Candle {
  const inside = trades.filter(({ timeUs }) => timeUs >= fromUs && timeUs < toUs);
  const before = trades.findLast(({ timeUs }) => timeUs < fromUs)?.priceTicks ?? 0;
  const prices = inside.length === 0 ? [before] : inside.map(({ priceTicks }) => priceTicks);
  const bought = inside.filter(({ isBuyerMaker }) => !isBuyerMaker);
  const lots = (some: readonly Trade[]) => some.reduce((sum, trade) => sum + trade.lots, 0);
  const quote = (some: readonly Trade[]) => some.reduce((sum, trade) => sum + trade.quoteUnits, 0n);
  return {
    fromUs,
    toUs,
    openTicks: prices[0]!,
    highTicks: Math.max(...prices),
    lowTicks: Math.min(...prices),
    closeTicks: prices.at(-1)!,
    lots: lots(inside),
    quoteUnits: quote(inside),
    takerBuyLots: lots(bought),
    takerBuyQuoteUnits: quote(bought),
    firstTradeId: inside[0]?.tradeId ?? -1,
    lastTradeId: inside.at(-1)?.tradeId ?? -1,
  };
}

const zones = fc.constantFrom("0", "8", "-12:00", "14:00", "05:45", "-3:30").map((text) => readTimeZone(text)!);

describe("candles:", () => {
  test("any trades, interval and time zone: each kline is the sum of its trades", () => {
    fc.assert(
      fc.property(flows, fc.constantFrom(...klineIntervals), zones, (trades, interval, offsetUs) => {
        const candles = candlesOf(trades);
        const nowUs = trades.at(-1)!.timeUs;
        const found = candles.klines({ interval, offsetUs, countMax: 50 }, nowUs);
        expect(found.length).toBeGreaterThan(0);
        // Seconds are kept for a day.
        const remembered = found.filter(({ toUs }) => !/[sm]$/.test(interval) || toUs > nowUs - dayUs);
        expect(remembered).toEqual(remembered.map(({ fromUs, toUs }) => summed(trades, fromUs, toUs)));
        expect(found.slice(1).map(({ fromUs }) => fromUs)).toEqual(found.slice(0, -1).map(({ toUs }) => toUs));
        expect(found.at(-1)!.toUs).toBeGreaterThan(nowUs);
      }),
      propertyRuns(300),
    );
  });

  test("any trades: the last day, to the second", () => {
    fc.assert(
      fc.property(flows, fc.nat(dayUs), (trades, laterUs) => {
        const nowUs = trades.at(-1)!.timeUs + laterUs;
        const fromUs = nowUs - dayUs;
        const found = candlesOf(trades).between(fromUs, nowUs + 1);
        const expected = summed(trades, Math.floor(fromUs / secondUs) * secondUs, nowUs + 1);
        const { fromUs: _, toUs: __, ...numbers } = expected;
        if (expected.firstTradeId > 0) expect(found).toMatchObject(numbers);
        else expect(tradesCount(found)).toBe(0);
      }),
      propertyRuns(300),
    );
  });

  test("from a start: the first from there, none before the first trade, none after the end", () => {
    const trades = [0, 61, 62, 300].map((second, index) => ({
      ...{ timeUs: startUs + second * secondUs, tradeId: index + 1, priceTicks: 10 + index, lots: 1 },
      ...{ quoteUnits: 1n, isBuyerMaker: false },
    }));
    const candles = candlesOf(trades);
    const minutes = (query: object) =>
      candles
        .klines({ interval: "1m", offsetUs: 0, countMax: 1000, ...query }, startUs + 320 * secondUs)
        .map(({ fromUs }) => (fromUs - startUs) / secondUs);
    expect(minutes({})).toEqual([0, 60, 120, 180, 240, 300]);
    expect(minutes({ countMax: 2 })).toEqual([240, 300]);
    expect(minutes({ startUs: startUs + 1 })).toEqual([60, 120, 180, 240, 300]);
    expect(minutes({ startUs: 0, countMax: 2 })).toEqual([0, 60]);
    expect(minutes({ endUs: startUs + 120 * secondUs })).toEqual([0, 60, 120]);
    expect(minutes({ startUs: startUs + 60 * secondUs, endUs: startUs + 179 * secondUs })).toEqual([60, 120]);
    expect(minutes({ startUs: startUs + 999 * secondUs })).toEqual([]);
    expect(minutes({ endUs: startUs - 1 })).toEqual([]);
  });

  test("no trades: no klines", () => {
    expect(new Candles().klines({ interval: "1m", offsetUs: 0, countMax: 10 }, startUs)).toEqual([]);
  });
});

describe("kline intervals:", () => {
  test("any time: an interval holds it, and the next begins where it ends", () => {
    const times = fc.integer({ min: 0, max: 4_102_444_800_000 }).map((ms) => ms * 1000);
    fc.assert(
      fc.property(fc.constantFrom(...klineIntervals), zones, times, (interval, offsetUs, timeUs) => {
        const fromUs = intervalStartUs(interval, offsetUs, timeUs);
        const toUs = intervalEndUs(interval, offsetUs, fromUs);
        expect(fromUs <= timeUs && timeUs < toUs).toBe(true);
        expect(intervalStartUs(interval, offsetUs, toUs)).toBe(toUs);
        expect(intervalStartUs(interval, offsetUs, toUs - 1)).toBe(fromUs);
      }),
    );
  });

  const starts: [interval: KlineInterval, zone: string, at: string, start: string][] = [
    ["1w", "0", "2023-11-12T23:59:59Z", "2023-11-06T00:00:00Z"],
    ["1w", "0", "2023-11-13T00:00:00Z", "2023-11-13T00:00:00Z"],
    ["1w", "8", "2023-11-12T16:00:00Z", "2023-11-12T16:00:00Z"],
    ["1M", "0", "2024-02-29T23:59:59Z", "2024-02-01T00:00:00Z"],
    ["1M", "-1:00", "2024-03-01T00:30:00Z", "2024-02-01T01:00:00Z"],
    ["1d", "05:45", "2024-03-01T18:14:59Z", "2024-02-29T18:15:00Z"],
    ["3d", "0", "1970-01-03T23:59:59Z", "1970-01-01T00:00:00Z"],
  ];
  test.each(starts)("%s, zone %s, at %s: began %s", (interval, zone, at, start) => {
    const us = (text: string) => Date.parse(text) * 1000;
    expect(intervalStartUs(interval, readTimeZone(zone)!, us(at))).toBe(us(start));
  });

  test("time zones: hours, or hours and minutes, within -12:00 and +14:00", () => {
    const hours = (text: string) => {
      const offsetUs = readTimeZone(text);
      return offsetUs === undefined ? undefined : offsetUs / hourUs;
    };
    expect(["0", "8", "+8:00", "-1:00", "05:45", "-12:00", "14"].map(hours)).toEqual([0, 8, 8, -1, 5.75, -12, 14]);
    expect(["-12:01", "14:01", "15", "", "x", "1:60", "1:5"].map(hours)).toEqual(Array(7).fill(undefined));
  });
});
