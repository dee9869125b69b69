/** Section 2: several markets of one engine share one time. */
import { expect, test } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { RowError } from "../../src/engine/replay-errors.ts";
import { change, type Engine, engineLimits, stop } from "../../src/ports/engine.ts";
import { deskConfig, deskVenue, once, openingBook, ownEventsOf, soldAt } from "../helpers/engine-desk.ts";
import type { EngineUnderTest } from "../helpers/engine-kinds.ts";
import { bidLevel, columnsOf, type Message, message, rowsOf, sliceColumns } from "../helpers/engine-messages.ts";

const everLong = 1e6;

function push(engine: Engine, marketIndex: number, ...messages: readonly Message[]): void {
  engine.markets[marketIndex]!.push(columnsOf(rowsOf(messages)), 0);
}

/** Stops as market, time and reasons, until rows are used up: then the market that waits for them. */
function runOut(engine: Engine, horizonNs: number): { stops: number[][]; waiting: number } {
  const stops: number[][] = [];
  for (;;) {
    const reasons = engine.run(horizonNs);
    if (reasons === stop.rowsUsed) return { stops, waiting: engine.stoppedAt };
    stops.push([engine.stoppedAt, engine.markets[engine.stoppedAt]!.view.nowNs, reasons]);
  }
}

export function severalMarketsCases({ open, isMissing }: EngineUnderTest): void {
  const onTrades = { ...deskConfig, decideOn: change.trade };

  test.skipIf(isMissing)(
    "markets: one waits for its first rows: nothing happens; one waits for more: nothing after",
    () => {
      using engine = open(onTrades, onTrades);
      push(engine, 0, openingBook(1000), soldAt(1100, 100, 1));
      expect(runOut(engine, 0)).toEqual({ stops: [], waiting: 1 });
      push(engine, 1, openingBook(1050), soldAt(1200, 100, 1));
      // The first may have another row at 1100.
      expect(runOut(engine, 0)).toEqual({ stops: [], waiting: 0 });
      engine.markets[0]!.end();
      expect(runOut(engine, 0)).toEqual({ stops: [[0, 1100, stop.decision]], waiting: 1 });
      engine.markets[1]!.end();
      expect(runOut(engine, 1201)).toEqual({ stops: [[1, 1200, stop.decision]], waiting: 0 });
    },
  );

  test.skipIf(isMissing)("markets: while one waits, time goes to the horizon and not into it", () => {
    using engine = open(onTrades, onTrades);
    push(engine, 0, openingBook(1000), soldAt(1100, 100, 1), soldAt(1200, 100, 1), soldAt(1300, 100, 1));
    engine.markets[1]!.setDeadline(1150);
    expect(runOut(engine, 1200)).toEqual({
      stops: [
        [0, 1100, stop.decision],
        [1, 1150, stop.timer],
      ],
      waiting: 1,
    });
    engine.markets[1]!.end();
    expect(runOut(engine, 0)).toEqual({ stops: [[0, 1200, stop.decision]], waiting: 0 });
  });

  test.skipIf(isMissing)("markets: all have ended: what lies before the horizon happens, in each", () => {
    using engine = open(deskConfig, deskConfig);
    for (const [index, market] of engine.markets.entries()) {
      push(engine, index, openingBook(1000));
      market.setDeadline(1500 - 100 * index);
    }
    expect(runOut(engine, 1001)).toEqual({ stops: [], waiting: 0 });
    for (const market of engine.markets) market.end();
    expect(runOut(engine, 1500)).toEqual({ stops: [[1, 1400, stop.timer]], waiting: 0 });
    expect(runOut(engine, 1501)).toEqual({ stops: [[0, 1500, stop.timer]], waiting: 0 });
  });

  test.skipIf(isMissing)("markets: things at one time: all messages, then the stops, the smaller index first", () => {
    using engine = open(onTrades, onTrades);
    for (const index of [0, 1]) push(engine, index, openingBook(1000), soldAt(2000, 100, 1));
    for (const market of engine.markets) market.setDeadline(1800);
    expect(runOut(engine, everLong).stops).toEqual([
      [0, 1800, stop.timer],
      [1, 1800, stop.timer],
      [0, 2000, stop.decision],
      [1, 2000, stop.decision],
    ]);
  });

  test.skipIf(isMissing)("markets: a message of one and a stop of another at one time: the message is first", () => {
    using engine = open(onTrades, onTrades);
    push(engine, 0, openingBook(1000), soldAt(2000, 100, 1));
    push(engine, 1, openingBook(1000), soldAt(2000, 100, 1), soldAt(2001, 100, 1));
    engine.markets[0]!.setDeadline(2000);
    expect(runOut(engine, everLong).stops).toEqual([
      [0, 2000, stop.timer | stop.decision],
      [1, 2000, stop.decision],
      [1, 2001, stop.decision],
    ]);
  });

  test.skipIf(isMissing)("markets: one is told: the stop is of that market, and of no other", () => {
    using engine = open(onTrades, onTrades);
    for (const index of [0, 1]) push(engine, index, openingBook(1000));
    engine.markets[1]!.tell(1500);
    expect(runOut(engine, everLong).stops).toEqual([[1, 1500, stop.own]]);
  });

  test.skipIf(isMissing)("markets: what is next: the earliest of all, a message already there among it", () => {
    using engine = open(onTrades, onTrades);
    push(engine, 0, openingBook(1000));
    engine.markets[0]!.tell(1500);
    engine.markets[1]!.setDeadline(1400);
    expect([runOut(engine, 1001), engine.nextNs]).toEqual([{ stops: [], waiting: 0 }, 1400]);
    push(engine, 0, soldAt(1300, 100, 1), soldAt(1450, 100, 1));
    // The second may have a row at 1200.
    expect([runOut(engine, 1200), engine.nextNs]).toEqual([{ stops: [], waiting: 1 }, 1300]);
    expect([runOut(engine, 1401).stops.length, engine.nextNs]).toEqual([2, 1450]);
    const columns = columnsOf(rowsOf([openingBook(1460)]));
    engine.markets[1]!.push(sliceColumns(columns, 0, 2), 0);
    expect([runOut(engine, 1461), engine.nextNs]).toEqual([
      { stops: [[0, 1450, stop.decision]], waiting: 0 },
      Number.POSITIVE_INFINITY,
    ]);
    engine.markets[1]!.push(sliceColumns(columns, 2, columns.rowsCount), 0);
    expect([runOut(engine, 1460), engine.nextNs]).toEqual([{ stops: [], waiting: 0 }, 1460]);
  });

  test.skipIf(isMissing)("markets: at a stop of one an order for another: it leaves now, and is answered there", () => {
    using engine = open(onTrades, deskConfig);
    push(engine, 0, openingBook(1000), soldAt(1100, 100, 1));
    push(engine, 1, openingBook(1000), message("depth", once(1200), [bidLevel(50, 1)]));
    expect([engine.run(everLong), engine.stoppedAt]).toEqual([stop.decision, 0]);
    deskVenue(engine.markets[1]!).place(1, ask, 102, 5, orderType.postOnly);
    expect([engine.run(everLong), engine.stoppedAt]).toEqual([stop.own, 1]);
    expect(engine.markets[1]!.view).toMatchObject({ nowNs: 1200, touchBidTicks: 100 });
    expect(ownEventsOf(engine.markets[1]!)).toMatchObject([
      { kind: ownEventKind.accepted, orderId: 1, venueNs: 1110, seenNs: 1200, priceTicks: 102 },
    ]);
  });

  test.skipIf(isMissing)("markets: one id in two of them: two orders, and only the market that fills is told", () => {
    using engine = open(onTrades, onTrades);
    for (const index of [0, 1])
      push(engine, index, openingBook(1000), soldAt(1100, 99, 1), soldAt(1300 + index, 99, 9));
    engine.run(everLong);
    for (const market of engine.markets) deskVenue(market).place(1, bid, 101, 4, orderType.postOnly);
    const told: number[][] = [];
    for (let reasons = engine.run(everLong); reasons !== stop.rowsUsed; reasons = engine.run(everLong))
      for (const { kind, seenNs, lots } of ownEventsOf(engine.markets[engine.stoppedAt]!))
        told.push([engine.stoppedAt, kind, seenNs, lots]);
    expect(told).toEqual([
      [0, ownEventKind.accepted, 1300, 0],
      [1, ownEventKind.accepted, 1301, 0],
      [0, ownEventKind.filled, 1320, 4],
      [1, ownEventKind.filled, 1321, 4],
    ]);
  });

  test.skipIf(isMissing)(
    "markets: one is in the middle of a message: nothing happens anywhere until its rest comes",
    () => {
      using engine = open(onTrades, onTrades);
      const columns = columnsOf(rowsOf([openingBook(1000)]));
      push(engine, 0, openingBook(900), soldAt(1100, 100, 1));
      engine.markets[1]!.push(sliceColumns(columns, 0, 2), 0);
      expect(runOut(engine, everLong)).toEqual({ stops: [], waiting: 1 });
      engine.markets[1]!.push(sliceColumns(columns, 2, columns.rowsCount), 0);
      expect(runOut(engine, everLong).stops).toEqual([[0, 1100, stop.decision]]);
    },
  );

  test.skipIf(isMissing)(
    "markets: rows of one break the rules: the run stops there, naming the row of that market",
    () => {
      using engine = open(deskConfig, deskConfig);
      push(engine, 0, openingBook(1000), soldAt(1100, 100, 1), soldAt(1300, 100, 1));
      push(engine, 1, openingBook(1050), soldAt(1200, -5, 1));
      let error: unknown;
      try {
        runOut(engine, everLong);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(RowError);
      expect(error).toMatchObject({ code: 3, rowNumber: 5 });
      expect(engine.stoppedAt).toBe(1);
    },
  );

  test.skipIf(isMissing)(
    "markets: an end before the rows are used up, in a message, or twice, and rows after it: bugs",
    () => {
      using engine = open(deskConfig);
      const [market] = engine.markets;
      const columns = columnsOf(rowsOf([openingBook(1000)]));
      market!.push(sliceColumns(columns, 0, 2), 0);
      expect(() => market!.end()).toThrow("violated");
      expect(runOut(engine, 0).waiting).toBe(0);
      expect(() => market!.end()).toThrow("violated");
      market!.push(sliceColumns(columns, 2, columns.rowsCount), 0);
      expect(runOut(engine, 0).waiting).toBe(0);
      market!.end();
      expect(() => market!.end()).toThrow("violated");
      expect(() => market!.push(columns, 0)).toThrow("violated");
    },
  );

  test.skipIf(isMissing)("markets: as many as an engine may have; one more is a bug", () => {
    const configs = (count: number) => Array.from({ length: count }, () => deskConfig);
    using engine = open(...configs(engineLimits.marketsMax));
    expect(engine.markets).toHaveLength(engineLimits.marketsMax);
    for (const index of engine.markets.keys()) push(engine, index, openingBook(2000 - index));
    engine.markets.at(-1)!.setDeadline(1999);
    expect(runOut(engine, 2001)).toEqual({ stops: [[engineLimits.marketsMax - 1, 1999, stop.timer]], waiting: 0 });
    expect(() => open(...configs(engineLimits.marketsMax + 1))).toThrow("violated");
    expect(() => open()).toThrow("violated");
  });
}
