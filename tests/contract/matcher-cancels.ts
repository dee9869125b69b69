/** Section 6: cancel, cancel all of an owner, and ids that are used again. */
import { expect, test } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { matchReportKind, outcome, selfTrade } from "../../src/ports/matcher.ts";
import { MatcherDesk } from "../helpers/matcher-desk.ts";
import type { MatcherUnderTest } from "../helpers/matcher-kinds.ts";

export function cancelCases({ open, isMissing }: MatcherUnderTest): void {
  test.skipIf(isMissing)("cancel: the order is closed, and its level has fewer lots", () => {
    using on = new MatcherDesk(open(100));
    on.place(1, bid, 100, 5);
    on.place(2, bid, 100, 6, { shownLots: 2 });
    expect(on.cancel(1)).toEqual({
      outcome: outcome.cancelled,
      refusal: "",
      tradedLots: 0,
      leftLots: 5,
      priceTicks: 100,
      side: bid,
      levelLots: 2,
      reports: [],
    });
    expect(on.cancel(1)).toMatchObject({ outcome: outcome.refused, refusal: "unknown_order" });
    expect(on.cancel(2)).toMatchObject({ outcome: outcome.cancelled, leftLots: 6, levelLots: 0 });
    expect(on.bids).toEqual([]);
  });

  test.skipIf(isMissing)("cancel: first, last and middle of a queue: the others keep their order", () => {
    for (const [cancelled, others] of [
      [1, [2, 3]],
      [2, [1, 3]],
      [3, [1, 2]],
    ] as const) {
      using on = new MatcherDesk(open(100));
      for (const orderId of [1, 2, 3]) on.place(orderId, ask, 100, 1);
      on.cancel(cancelled);
      expect(on.queueOf(ask)).toEqual([...others]);
    }
  });

  test.skipIf(isMissing)("cancel all: the orders of an owner in priority, bids before asks; others stay", () => {
    using on = new MatcherDesk(open(100));
    on.place(1, ask, 104, 1, { owner: 7 });
    on.place(2, ask, 103, 2, { owner: 7 });
    on.place(3, bid, 99, 3, { owner: 7 });
    on.place(4, bid, 100, 4, { owner: 7 });
    on.place(5, bid, 100, 5, { owner: 8 });
    on.place(6, bid, 100, 9, { owner: 7, shownLots: 2 });
    const answer = on.cancelAll(7);
    const nothing = { refusal: "", tradedLots: 0, leftLots: 0, priceTicks: 0, side: bid, levelLots: 0 } as const;
    expect(answer).toMatchObject({ ...nothing, outcome: outcome.cancelled });
    const told = { kind: matchReportKind.left, operationIndex: 0, takerOwner: 7, makerOwner: 7, makerLeftLots: 0 };
    expect(answer.reports).toEqual([
      { ...told, takerId: 4, makerId: 4, side: bid, priceTicks: 100, lots: 4, levelLots: 7 },
      { ...told, takerId: 6, makerId: 6, side: bid, priceTicks: 100, lots: 9, levelLots: 5 },
      { ...told, takerId: 3, makerId: 3, side: bid, priceTicks: 99, lots: 3, levelLots: 0 },
      { ...told, takerId: 2, makerId: 2, side: ask, priceTicks: 103, lots: 2, levelLots: 0 },
      { ...told, takerId: 1, makerId: 1, side: ask, priceTicks: 104, lots: 1, levelLots: 0 },
    ]);
    expect(on.matcher.ordersCount).toBe(1);
    expect(on.cancelAll(7)).toMatchObject({ ...nothing, outcome: outcome.cancelled, reports: [] });
  });

  test.skipIf(isMissing)("cancel all: the highest owner there can be", () => {
    using on = new MatcherDesk(open(100));
    on.place(1, bid, 100, 1, { owner: 2 ** 32 - 1 });
    expect(on.cancelAll(2 ** 32 - 1).reports).toMatchObject([{ makerOwner: 2 ** 32 - 1 }]);
  });

  test.skipIf(isMissing)("an id that is closed, in whatever way: it may be used again, at the back", () => {
    const closings: ((on: MatcherDesk) => unknown)[] = [
      (on) => on.cancel(1),
      (on) => on.cancelAll(7),
      (on) => on.place(9, ask, 100, 5),
      (on) => on.place(9, ask, 100, 1, { owner: 7, prevention: selfTrade.expireBoth }),
      (on) => on.place(9, ask, 100, 5, { owner: 7, prevention: selfTrade.decrement }),
      (on) => on.amend(1, 104, 9, { prevention: selfTrade.expireTaker }),
    ];
    for (const close of closings) {
      using on = new MatcherDesk(open(100));
      on.place(1, bid, 100, 5, { owner: 7 });
      on.place(2, bid, 100, 5);
      on.place(3, ask, 104, 5, { owner: 7 });
      expect(on.place(1, bid, 100, 1)).toMatchObject({ refusal: "duplicate_order_id" });
      close(on);
      expect(on.matcher.leftLots(1)).toBe(0);
      expect(on.place(1, bid, 100, 3)).toMatchObject({ outcome: outcome.rested, levelLots: 8 });
      expect(on.queueOf(bid)).toEqual([2, 1]);
    }
  });

  test.skipIf(isMissing)("an id of an order that never rested: it may be used again at once", () => {
    using on = new MatcherDesk(open(100));
    on.place(1, bid, 100, 5, { type: orderType.ioc });
    expect(on.place(1, bid, 100, 5)).toMatchObject({ outcome: outcome.rested });
  });
}
