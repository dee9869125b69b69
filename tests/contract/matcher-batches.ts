/** Section 8: batches, and what happens when there is no room for more reports. */
import { expect, test } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import { type Matcher, matcherLimits, matchReportKind, outcome, selfTrade } from "../../src/ports/matcher.ts";
import type { MatcherUnderTest } from "../helpers/matcher-kinds.ts";
import { bookSeen } from "../helpers/matcher-trace.ts";

export function batchCases({ open, isMissing }: MatcherUnderTest): void {
  const { reportsMax, operationsMax } = matcherLimits;
  const limitOrder = (matcher: Matcher, orderId: number, side: Side, priceTicks: number, sizeLots = 1, owner = 0) =>
    matcher.place(orderType.limit, side, orderId, owner, priceTicks, sizeLots, 0, selfTrade.allow);
  /** Asks of 1 lot each at 100, their ids from 1 on. */
  const withAsks = (count: number, owner = 0) => {
    const matcher = open(count + 10);
    for (let orderId = 1; orderId <= count; orderId++) {
      limitOrder(matcher, orderId, ask, 100, 1, owner);
      if (orderId % operationsMax === 0 || orderId === count) expect(matcher.run()).toBe(true);
    }
    return matcher;
  };

  test.skipIf(isMissing)(
    "a batch: results by operation, reports in the order of events, refused ones among them",
    () => {
      using matcher = open(10);
      limitOrder(matcher, 1, ask, 100, 5);
      matcher.cancel(77);
      limitOrder(matcher, 2, bid, 100, 3);
      limitOrder(matcher, 3, bid, 100, 4);
      expect(matcher.run()).toBe(true);
      expect([0, 1, 2, 3].map((index) => matcher.result(index).outcome)).toEqual([
        outcome.rested,
        outcome.refused,
        outcome.filled,
        outcome.rested,
      ]);
      expect(matcher.resultsCount).toBe(4);
      expect(matcher.reportsCount).toBe(2);
      expect(matcher.report(0)).toMatchObject({ operationIndex: 2, takerId: 2, lots: 3, makerLeftLots: 2 });
      expect(matcher.report(1)).toMatchObject({ operationIndex: 3, takerId: 3, lots: 2, makerLeftLots: 0 });
    },
  );

  test.skipIf(isMissing)("the next operation: a new batch, counted from 0", () => {
    using matcher = withAsks(3);
    limitOrder(matcher, 11, bid, 100);
    expect(matcher.run()).toBe(true);
    expect([matcher.resultsCount, matcher.reportsCount]).toEqual([1, 1]);
    expect(matcher.report(0)).toMatchObject({ operationIndex: 0, makerId: 1 });
    matcher.cancel(2);
    matcher.run();
    expect([matcher.resultsCount, matcher.reportsCount]).toEqual([1, 0]);
  });

  test.skipIf(isMissing)("run with nothing added: nothing happens", () => {
    using matcher = open(10);
    expect(matcher.run()).toBe(true);
    expect([matcher.resultsCount, matcher.reportsCount]).toEqual([0, 0]);
    limitOrder(matcher, 1, ask, 100, 5);
    limitOrder(matcher, 2, bid, 100, 1);
    matcher.run();
    const before = bookSeen(matcher);
    expect(matcher.run()).toBe(true);
    expect(matcher.reportsCount).toBe(0);
    expect(bookSeen(matcher)).toEqual(before);
    expect(matcher.result(1)).toMatchObject({ outcome: outcome.filled });
  });

  test.skipIf(isMissing)("as many operations as a batch may have: all done; one more is a bug", () => {
    using matcher = open(2000);
    for (let orderId = 1; orderId <= operationsMax; orderId++) limitOrder(matcher, orderId, bid, 100);
    expect(() => limitOrder(matcher, 1999, bid, 100)).toThrow("violated");
    expect(matcher.run()).toBe(true);
    expect(matcher.resultsCount).toBe(operationsMax);
    expect(matcher.ordersCount).toBe(operationsMax);
  });

  test.skipIf(isMissing)("as many reports as there is room for: one call", () => {
    using matcher = withAsks(reportsMax);
    limitOrder(matcher, 9001, bid, 100, reportsMax + 5);
    expect(matcher.run()).toBe(true);
    expect(matcher.reportsCount).toBe(reportsMax);
    expect(matcher.result(0)).toMatchObject({ outcome: outcome.rested, tradedLots: reportsMax, leftLots: 5 });
  });

  test.skipIf(isMissing)(
    "one report too many: a pause with the book as the last report leaves it, then the rest",
    () => {
      using matcher = withAsks(reportsMax + 1);
      limitOrder(matcher, 9000, bid, 90);
      limitOrder(matcher, 9001, bid, 100, reportsMax + 5);
      limitOrder(matcher, 9002, bid, 90);
      expect(matcher.run()).toBe(false);
      expect([matcher.resultsCount, matcher.reportsCount, matcher.ordersCount]).toEqual([1, reportsMax, 2]);
      expect([matcher.bestBidTicks, matcher.bestAskTicks, matcher.bestAskLots]).toEqual([90, 100, 1]);
      expect([matcher.leftLots(9001), matcher.leftLots(reportsMax), matcher.leftLots(reportsMax + 1)]).toEqual([
        0, 0, 1,
      ]);
      expect(matcher.report(reportsMax - 1)).toMatchObject({ operationIndex: 1, makerId: reportsMax, levelLots: 1 });
      expect(() => matcher.cancel(1)).toThrow("violated");
      expect(matcher.run()).toBe(true);
      expect([matcher.resultsCount, matcher.reportsCount, matcher.ordersCount]).toEqual([3, 1, 3]);
      expect(matcher.report(0)).toMatchObject({ operationIndex: 1, makerId: reportsMax + 1, levelLots: 0 });
      expect(matcher.result(1)).toMatchObject({ outcome: outcome.rested, tradedLots: reportsMax + 1, leftLots: 4 });
    },
  );

  test.skipIf(isMissing)(
    "room used up at the end of an operation: the next one that makes no report is still done",
    () => {
      using matcher = withAsks(reportsMax + 1);
      limitOrder(matcher, 9001, bid, 100, reportsMax);
      limitOrder(matcher, 9002, bid, 90);
      matcher.cancel(9002);
      expect(matcher.run()).toBe(true);
      limitOrder(matcher, 9003, bid, 100, 1);
      expect(matcher.run()).toBe(true);
      expect(matcher.ordersCount).toBe(0);
    },
  );

  test.skipIf(isMissing)("cancel all of more orders than there is room for: each is told once", () => {
    using matcher = withAsks(2 * reportsMax + 1, 7);
    matcher.cancelAll(7);
    const told: number[] = [];
    let callsCount = 0;
    for (let isDone = false; !isDone; callsCount++) {
      isDone = matcher.run();
      for (let index = 0; index < matcher.reportsCount; index++) told.push(matcher.report(index).makerId);
      expect(matcher.ordersCount).toBe(2 * reportsMax + 1 - told.length);
    }
    expect(callsCount).toBe(3);
    expect(told).toEqual(Array.from({ length: 2 * reportsMax + 1 }, (_, index) => index + 1));
  });

  test.skipIf(isMissing)(
    "an amend without room for the report that the order leaves: it has not left until then",
    () => {
      using matcher = withAsks(reportsMax);
      limitOrder(matcher, 9000, bid, 90, 3);
      limitOrder(matcher, 9001, bid, 100, reportsMax);
      matcher.amend(orderType.limit, 9000, 91, 3, selfTrade.allow);
      expect(matcher.run()).toBe(false);
      expect([matcher.resultsCount, matcher.bestBidTicks, matcher.leftLots(9000)]).toEqual([2, 90, 3]);
      expect(matcher.run()).toBe(true);
      expect(matcher.report(0)).toMatchObject({ kind: matchReportKind.left, operationIndex: 2, priceTicks: 90 });
      expect([matcher.reportsCount, matcher.bestBidTicks]).toEqual([1, 91]);
    },
  );

  test.skipIf(isMissing)("a prevented taker without room for the report: it is told in the next call", () => {
    using matcher = withAsks(reportsMax);
    limitOrder(matcher, 9000, ask, 101, 2, 7);
    matcher.run();
    matcher.place(orderType.limit, bid, 9001, 7, 101, reportsMax + 9, 0, selfTrade.expireBoth);
    expect(matcher.run()).toBe(false);
    expect([matcher.resultsCount, matcher.leftLots(9000)]).toEqual([0, 2]);
    expect(matcher.run()).toBe(true);
    expect(matcher.report(0)).toMatchObject({ kind: matchReportKind.prevented, makerId: 9000, lots: 2 });
    expect(matcher.result(0)).toMatchObject({ outcome: outcome.prevented, tradedLots: reportsMax, leftLots: 9 });
  });
}
