/** Sections 1 and 2: times, and what can happen next. */
import { expect, test } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { bid } from "../../src/domain/side.ts";
import { change, type EngineConfig, stop } from "../../src/ports/engine.ts";
import { Desk, deskConfig, openingBook } from "../helpers/engine-desk.ts";
import type { EngineUnderTest } from "../helpers/engine-kinds.ts";
import { askLevel, bidLevel, columnsOf, message, rowsOf, sliceColumns } from "../helpers/engine-messages.ts";

const { postOnly } = orderType;

export function loopCases({ open, isMissing }: EngineUnderTest): void {
  const desk = (config: Partial<EngineConfig> = {}) => new Desk(open({ ...deskConfig, ...config }));
  const quote = (receivedNs: number, bidLots: number) =>
    message("ticker", { receivedNs }, [bidLevel(100, bidLots), askLevel(103, 10)]);
  const trade = (receivedNs: number, venueNs?: number) =>
    message("trade", venueNs === undefined ? { receivedNs } : { receivedNs, venueNs }, [askLevel(100, 1)]);

  test.skipIf(isMissing)(
    "times: one late, one missing, a ticker without: counted once each, the ticker not at all",
    () => {
      using on = desk();
      on.receive(openingBook(1000), trade(1100, 1050), trade(1200, 1040), trade(1300), quote(1400, 10));
      expect(on.market.counts).toMatchObject({ venueTimesLateCount: 1, venueTimesMissingCount: 1 });
    },
  );

  test.skipIf(isMissing)(
    "counts: a snapshot, a depth message of two levels, a trade, a ticker: four events in ten rows",
    () => {
      using on = desk();
      const depth = message("depth", { receivedNs: 1100, venueNs: 1100 }, [bidLevel(100, 5), askLevel(103, 0)]);
      on.receive(openingBook(1000), depth, trade(1200, 1200), quote(1300, 10));
      expect(on.market.counts).toMatchObject({ rowsCount: 10, messagesCount: 4, eventsCount: 4, tradesCount: 1 });
    },
  );

  test.skipIf(isMissing)("grid: first event on a whole second, every 0.4 s: it starts at the next whole second", () => {
    using on = desk({ decideEveryNs: 400_000_000 });
    on.receive(openingBook(5_000_000_000), quote(6_100_000_000, 11), quote(6_500_000_000, 12));
    on.passUntil(7_000_000_000);
    expect(on.stops.map(({ atNs }) => atNs / 1e8)).toEqual([60, 64, 68]);
    expect(on.market.counts).toMatchObject({ decisionsCount: 3, decisionsSkippedCount: 0 });
  });

  test.skipIf(isMissing)(
    "grid: only trades are read, one comes late in the second: what changes nothing read is skipped",
    () => {
      using on = desk({ decideEveryNs: 1_000_000_000, reads: change.trade });
      on.receive(openingBook(500_000_000), quote(1_500_000_000, 11), trade(3_500_000_000, 3_500_000_000));
      on.passUntil(6_500_000_000);
      expect(on.stops).toEqual([{ atNs: 4_000_000_000, reasons: stop.decision }]);
      expect(on.market.counts).toMatchObject({ decisionsCount: 1, decisionsSkippedCount: 5 });
    },
  );

  test.skipIf(isMissing)(
    "calls: decisions on a change of price: at the received time of the message, no other message calls",
    () => {
      using on = desk({ decideOn: change.touchPrice });
      const away = message("ticker", { receivedNs: 1200 }, [bidLevel(101, 3), askLevel(103, 10)]);
      on.receive(openingBook(1000), quote(1100, 11), away);
      on.passUntil(2000);
      expect(on.stops.map(({ atNs }) => atNs)).toEqual([1000, 1200]);
      expect(on.market.view).toMatchObject({
        touchBidTicks: 101,
        touchBidLots: 3,
        touchAskTicks: 103,
        touchAskLots: 10,
      });
    },
  );

  test.skipIf(isMissing)("calls: a call and the grid at one time: one decision, nothing skipped", () => {
    using on = desk({ decideOn: change.trade, decideEveryNs: 1_000_000_000, reads: 0 });
    on.receive(openingBook(500_000_000), trade(1_000_000_000, 1_000_000_000));
    on.passUntil(1_000_000_001);
    expect(on.stops).toEqual([{ atNs: 1_000_000_000, reasons: stop.decision }]);
    expect(on.market.counts).toMatchObject({ decisionsCount: 1, decisionsSkippedCount: 0 });
  });

  test.skipIf(isMissing)("changed: it gathers over stops and is cleared by the decision's next run alone", () => {
    using on = desk({ decideEveryNs: 1_000_000_000 });
    on.receive(openingBook(500_000_000), trade(600_000_000, 600_000_000));
    const opened = change.touchPrice | change.touchSize | change.bookState | change.depth;
    on.at(700_000_000, () => expect(on.market.view.changed).toBe(opened | change.trade));
    on.passUntil(1_000_000_001);
    on.receive(quote(1_200_000_000, 11));
    on.at(1_300_000_000, () => expect(on.market.view.changed).toBe(change.touchSize));
  });

  test.skipIf(isMissing)(
    "ties: message, answer, deadline and decision at one time: one stop that has seen the message",
    () => {
      using on = desk({ decideOn: change.own });
      on.receive(openingBook(1000));
      on.at(1100, (engine) => engine.place(1, bid, 100, 1, postOnly));
      on.market.setDeadline(1130);
      on.receive(message("depth", { receivedNs: 1120, venueNs: 1120 }, [bidLevel(98, 1)]), quote(1130, 7));
      on.passUntil(1131);
      expect(on.stops.at(-1)).toEqual({ atNs: 1130, reasons: stop.own | stop.timer | stop.decision });
      expect(on.market.view.touchBidLots).toBe(7);
      expect(on.events).toMatchObject([{ orderId: 1, seenNs: 1130 }]);
    },
  );

  test.skipIf(isMissing)("deadline: one in the past: it fires now, once", () => {
    using on = desk();
    on.receive(openingBook(1000));
    on.at(1100, () => on.market.setDeadline(50));
    on.passUntil(1500);
    expect(on.stops).toEqual([
      { atNs: 1100, reasons: stop.timer },
      { atNs: 1100, reasons: stop.timer },
    ]);
  });

  test.skipIf(isMissing)(
    "told: nothing of our own to see: a stop for own events at that time, with none of them",
    () => {
      using on = desk();
      on.receive(openingBook(1000));
      on.market.tell(1200);
      on.receive(quote(1200, 7));
      on.passUntil(2000);
      expect(on.stops).toEqual([{ atNs: 1200, reasons: stop.own }]);
      expect(on.events).toEqual([]);
      expect(on.market.view.touchBidLots).toBe(7);
      expect(on.market.view.changed & change.own).toBe(change.own);
    },
  );

  test.skipIf(isMissing)("told: own event, deadline and a call at that time: one stop with all of them", () => {
    using on = desk({ decideOn: change.own, venueCloseNs: 10 });
    on.receive(openingBook(1000));
    on.at(1100, (engine) => engine.place(1, bid, 100, 1, postOnly));
    on.market.setDeadline(1130);
    on.market.tell(1130);
    on.passUntil(2000);
    expect(on.stops.slice(1)).toEqual([{ atNs: 1130, reasons: stop.own | stop.timer | stop.decision }]);
    expect(on.events).toMatchObject([{ orderId: 1, seenNs: 1130 }]);
  });

  test.skipIf(isMissing)(
    "told: only what is our own is read: the decision of the grid at that time is not skipped",
    () => {
      using on = desk({ decideEveryNs: 1_000_000_000, reads: change.own });
      on.receive(openingBook(500_000_000), quote(1_500_000_000, 11));
      on.market.tell(2_000_000_000);
      on.passUntil(3_500_000_000);
      expect(on.stops).toEqual([{ atNs: 2_000_000_000, reasons: stop.own | stop.decision }]);
      expect(on.market.counts).toMatchObject({ decisionsCount: 1, decisionsSkippedCount: 2 });
    },
  );

  test.skipIf(isMissing)(
    "told: two at once, or one in the past: the earlier stays and is spent by its stop, the past is now",
    () => {
      using on = desk();
      on.receive(openingBook(1000));
      on.market.tell(1300);
      on.market.tell(1200);
      on.market.tell(1400);
      on.passUntil(1250);
      on.at(1260, () => on.market.tell(50));
      on.passUntil(2000);
      expect(on.stops).toEqual([
        { atNs: 1200, reasons: stop.own },
        { atNs: 1260, reasons: stop.timer },
        { atNs: 1260, reasons: stop.own },
      ]);
      expect(() => on.market.tell(Number.POSITIVE_INFINITY)).toThrow("violated");
    },
  );

  test.skipIf(isMissing)(
    "next: settlement, answer, what was told, deadline, grid, each the first in its turn: its time",
    () => {
      using on = desk({ decideEveryNs: 1_000_000_000, reads: 0, venueCloseNs: 5 });
      expect(on.engine.nextNs).toBe(Number.POSITIVE_INFINITY);
      on.receive(openingBook(1000));
      expect(on.engine.nextNs).toBe(1_000_000_000);
      on.at(1100, (engine) => engine.place(1, bid, 100, 1, postOnly));
      on.market.tell(1140);
      on.market.setDeadline(1150);
      const nexts: number[] = [];
      for (on.passUntil(1100); nexts.length < 6; on.passUntil(on.engine.nextNs + 1)) nexts.push(on.engine.nextNs);
      expect(nexts).toEqual([1115, 1130, 1140, 1150, 1_000_000_000, 2_000_000_000]);
      expect(on.stops.slice(1).map(({ atNs }) => atNs)).toEqual([1130, 1140, 1150]);
      expect(on.market.counts.decisionsSkippedCount).toBe(2);
    },
  );

  test.skipIf(isMissing)("next: nothing is due, or a message is cut: infinity", () => {
    using on = desk();
    on.receive(openingBook(1000));
    expect(on.engine.nextNs).toBe(Number.POSITIVE_INFINITY);
    on.market.setDeadline(1500);
    on.passUntil(0);
    expect(on.engine.nextNs).toBe(1500);
    const columns = columnsOf(rowsOf([quote(1100, 7)]));
    on.market.push(sliceColumns(columns, 0, 1), 0);
    on.passUntil(1101);
    expect(on.engine.nextNs).toBe(Number.POSITIVE_INFINITY);
    on.market.push(sliceColumns(columns, 1, 2), 0);
    on.passUntil(1101);
    expect(on.engine.nextNs).toBe(1500);
  });

  test.skipIf(isMissing)("horizon: a deadline on it waits, one before it does not", () => {
    using on = desk();
    on.receive(openingBook(1000));
    on.market.setDeadline(1100);
    on.passUntil(1100);
    expect(on.stops).toEqual([]);
    on.passUntil(1101);
    expect(on.stops).toEqual([{ atNs: 1100, reasons: stop.timer }]);
  });

  test.skipIf(isMissing)("a message cut in the middle: nothing but its rest can happen, whatever the horizon", () => {
    using on = desk();
    const columns = columnsOf(rowsOf([openingBook(1000)]));
    on.market.setDeadline(1001);
    on.market.push(sliceColumns(columns, 0, 3), 0);
    expect(on.engine.run(5000)).toBe(stop.rowsUsed);
    on.market.push(sliceColumns(columns, 3, 5), 0);
    expect(on.engine.run(5000)).toBe(stop.timer);
    expect(on.market.view).toMatchObject({ nowNs: 1001, bookState: "valid", touchAskTicks: 103 });
  });

  test.skipIf(isMissing)("offset: columns from another midnight: all times move with it", () => {
    using on = desk({ decideOn: change.bookState });
    on.market.push(columnsOf(rowsOf([openingBook(1000)])), 86_400_000_000_000);
    expect(on.engine.run(86_400_000_001_001)).toBe(stop.decision);
    expect(on.market.view.nowNs).toBe(86_400_000_001_000);
  });
}
