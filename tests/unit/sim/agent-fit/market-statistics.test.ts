// Goal: figures of a market are those that can be counted by hand, and count nothing while the book cannot be trusted.
// Method: a few levels and trades told one by one, each figure worked out in the test; the exchange told by a client's orders; rows of a tape.
import { describe, expect, test } from "bun:test";
import { ExchangeStatistics } from "../../../../sim/agent-fit/exchange-statistics.ts";
import { MarketStatistics } from "../../../../sim/agent-fit/market-statistics.ts";
import { tellRows } from "../../../../sim/agent-fit/tape-statistics.ts";
import { type EventColumns, eventFlag, eventKind } from "../../../../src/domain/event.ts";
import { ask, bid, type Side } from "../../../../src/domain/side.ts";
import { nsPerMs, nsPerSecond } from "../../../../src/domain/time.ts";
import { testSymbol, whole } from "../../../helpers/exchange-symbols.ts";
import { Venue } from "../../../helpers/exchange-venue.ts";

/** A bid of 4 lots at 99,999 and an offer of 6 at 100,001, from time 0; a lot is worth 0.01 at a tick. */
function opened(): MarketStatistics {
  const statistics = new MarketStatistics(0.01);
  statistics.clear(0);
  statistics.level(0, bid, 99_999, 4);
  statistics.level(0, ask, 100_001, 6);
  statistics.snapshotEnd(0);
  return statistics;
}

describe("market statistics:", () => {
  test("a still book: its spread, and its depth by level and within reach", () => {
    const statistics = opened();
    statistics.level(0, bid, 99_000, 50);
    statistics.depthEnd(0);
    const figures = statistics.figures(2 * nsPerSecond);
    expect(figures.seconds).toBe(2);
    expect(figures.spreadTicks).toBe(2);
    expect(figures.oneTickShare).toBe(0);
    expect(figures.firstMidTicks).toBe(100_000);
    expect(figures.depthQuote[0]).toBeCloseTo((4 * 999.99 + 6 * 1000.01) / 2, 6);
    expect(figures.depthQuote[1]).toBeCloseTo((50 * 990) / 2, 6);
    expect(figures.depthQuote[2]).toBe(0);
    // 99,000 is 100 bps away.
    expect(figures.nearQuote).toBeCloseTo((4 * 999.99 + 6 * 1000.01) / 2, 6);
    expect(figures.bpsPerMinute).toEqual([0, 0, Number.NaN, Number.NaN]);
  });

  test("a spread that narrows: means over time, not over updates", () => {
    const statistics = opened();
    statistics.level(1.5 * nsPerSecond, bid, 100_000, 1);
    statistics.depthEnd(1.5 * nsPerSecond);
    const figures = statistics.figures(2 * nsPerSecond);
    // 15 samples before 1.5 s, 5 from there.
    expect(figures.spreadTicks).toBeCloseTo((15 * 2 + 5 * 1) / 20, 9);
    expect(figures.oneTickShare).toBeCloseTo(0.25, 9);
  });

  test("trades: those of one time and side are one order; sizes, signs and rates", () => {
    const statistics = opened();
    const trades: [matchedMs: number, side: Side, lots: number][] = [
      [10, bid, 1],
      [10, bid, 2],
      [20, bid, 1],
      [20, ask, 5],
      [30, ask, 5],
    ];
    for (const [ms, side, lots] of trades) statistics.trade(ms * nsPerMs, ms * nsPerMs, side, 100_000, lots);
    const figures = statistics.figures(1 * nsPerSecond);
    expect([figures.tradesPerSecond, figures.takesPerSecond]).toEqual([5, 4]);
    // 3, 1, 5 and 5 lots of 1000 each.
    expect(figures.sizeMedianQuote).toBeCloseTo(3000, 6);
    expect(figures.sizeNinthDecileQuote).toBeCloseTo(5000, 6);
    expect(figures.sizeMeanQuote).toBeCloseTo(3500, 6);
    expect(figures.buysShare).toBe(0.5);
    // + + - -: two pairs alike, one not; at lag 3 one pair, unlike.
    expect(figures.signCorrelation[0]).toBeCloseTo(1 / 3, 9);
    expect(figures.signCorrelation.slice(1)).toEqual([-1, Number.NaN, Number.NaN]);
  });

  test("a mid that steps up and down: volatility in each step, scaled to a minute", () => {
    const statistics = opened();
    for (let tenth = 1; tenth < 40; tenth++) {
      const timeNs = tenth * 100 * nsPerMs - 1;
      // The mid is 100,000 and 100,010 in turn.
      statistics.level(timeNs, ask, 100_021, tenth % 2 === 1 ? 6 : 0);
      statistics.level(timeNs, ask, 100_001, tenth % 2 === 1 ? 0 : 6);
      statistics.depthEnd(timeNs);
    }
    const figures = statistics.figures(4 * nsPerSecond);
    // 1 bps each 100 ms, 600 of them a minute; back again after any even number.
    expect(figures.bpsPerMinute[0]).toBeCloseTo(Math.sqrt(600), 2);
    expect(figures.bpsPerMinute[1]).toBe(0);
  });

  test("levels that grow and shrink: orders and cancels, but for what was traded", () => {
    const statistics = opened();
    statistics.figures(100 * nsPerMs);
    const at = 150 * nsPerMs;
    // 2 of 6 are bought, and 4 left: nobody cancelled. 1 of 4 is sold, and 5 left: an order of 2 came.
    statistics.trade(at, at, bid, 100_001, 2);
    statistics.trade(at, at, ask, 99_999, 1);
    statistics.level(at, ask, 100_001, 4);
    statistics.level(at, bid, 99_999, 5);
    statistics.depthEnd(at);
    // A new level near, one far away, and one that loses 3.
    statistics.level(at + 1, bid, 99_998, 7);
    statistics.level(at + 1, bid, 90_000, 7);
    statistics.level(at + 1, ask, 100_001, 1);
    statistics.depthEnd(at + 1);
    const figures = statistics.figures(1 * nsPerSecond);
    expect(figures.ordersPerSecond).toBe(2);
    expect(figures.cancelsPerSecond).toBe(1);
  });

  test("a gap: neither time nor trades nor changes count until the next snapshot", () => {
    const statistics = opened();
    statistics.gap(1 * nsPerSecond);
    statistics.trade(1.5 * nsPerSecond, 1, bid, 100_001, 1);
    statistics.level(1.6 * nsPerSecond, bid, 100_000, 9);
    statistics.depthEnd(1.6 * nsPerSecond);
    statistics.clear(2 * nsPerSecond);
    statistics.level(2 * nsPerSecond, bid, 99_990, 1);
    statistics.level(2 * nsPerSecond, ask, 100_010, 1);
    statistics.snapshotEnd(2 * nsPerSecond);
    const figures = statistics.figures(3 * nsPerSecond);
    expect(figures.seconds).toBe(2);
    expect(figures.spreadTicks).toBe(11);
    expect([figures.takesPerSecond, figures.ordersPerSecond, figures.cancelsPerSecond]).toEqual([0, 0, 0]);
  });

  test("rows of a tape: the same as told by hand, tickers passed over", () => {
    const rows: [kind: number, side: Side, ticks: number, lots: number, isLast: boolean][] = [
      [eventKind.clear, bid, 0, 0, false],
      [eventKind.snapshotLevel, bid, 99_999, 4, false],
      [eventKind.snapshotLevel, ask, 100_001, 6, true],
      [eventKind.ticker, bid, 1, 1, false],
      [eventKind.ticker, ask, 2, 1, true],
      [eventKind.trade, ask, 99_999, 1, true],
      [eventKind.depth, bid, 99_999, 3, true],
      [eventKind.gap, bid, 0, 0, true],
    ];
    const told = new MarketStatistics(0.01);
    tellRows(told, columnsOf(rows));
    const byHand = opened();
    byHand.trade(0, 0, ask, 99_999, 1);
    byHand.level(0, bid, 99_999, 3);
    byHand.depthEnd(0);
    const last = (rows.length - 1) * 100 * nsPerMs;
    const figures = told.figures(last + nsPerSecond);
    // From the snapshot at 200 ms to the gap at 700 ms.
    expect(figures.seconds).toBe(0.5);
    expect(figures.spreadTicks).toBe(byHand.figures(500 * nsPerMs).spreadTicks);
    expect(figures.takesPerSecond).toBe(2);
    expect([figures.ordersPerSecond, figures.cancelsPerSecond]).toEqual([0, 0]);
  });
});

test("exchange statistics: a client's orders: levels as a period of the depth stream ends, trades at once", () => {
  const venue = new Venue(testSymbol(whole));
  const { market } = venue;
  const startUs = venue.now();
  const statistics = new ExchangeStatistics(market, startUs, 100 * nsPerMs, 1);
  venue.exchange.listen(statistics);
  const client = venue.account();
  venue.buy(client, { price: "90", size: "3" });
  venue.sell(client, { price: "110", size: "3" });
  venue.sell(venue.account(), { price: "90", size: "1" });
  const figures = statistics.figures(startUs + 1_000_000);
  expect(figures.spreadTicks).toBe(20);
  expect(figures.depthQuote[0]).toBe((2 * 90 + 3 * 110) / 2);
  expect(figures.firstMidTicks).toBe(100);
});

/** A row each 100 ms. */
function columnsOf(rows: readonly [number, Side, number, number, boolean][]): EventColumns {
  const timesNs = BigInt64Array.from(rows, (_, at) => BigInt(at * 100 * nsPerMs));
  return {
    rowsCount: rows.length,
    receivedNs: timesNs,
    venueNs: timesNs,
    sizeLots: BigInt64Array.from(rows, ([, , , lots]) => BigInt(lots)),
    priceTicks: Int32Array.from(rows, ([, , ticks]) => ticks),
    flags: Uint8Array.from(
      rows,
      ([kind, side, , , isLast]) => kind | (side === ask ? eventFlag.ask : 0) | (isLast ? eventFlag.isLast : 0),
    ),
  };
}
