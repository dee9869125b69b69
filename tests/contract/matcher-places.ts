/** Section 3 and rules 4.2 to 4.5: what each type of order does, whom it meets, and what is told of it. */
import { expect, test } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { matchReportKind, outcome } from "../../src/ports/matcher.ts";
import { MatcherDesk, makersOf } from "../helpers/matcher-desk.ts";
import type { MatcherUnderTest } from "../helpers/matcher-kinds.ts";

export function placeCases({ open, isMissing }: MatcherUnderTest): void {
  /** Asks 103: 1 with 5, then 2 with 7; 104: 3 with 9. Bid 100: 4 with 4. Owners 11 to 14. */
  const desk = () => {
    const on = new MatcherDesk(open(100));
    on.place(1, ask, 103, 5, { owner: 11 });
    on.place(2, ask, 103, 7, { owner: 12 });
    on.place(3, ask, 104, 9, { owner: 13 });
    on.place(4, bid, 100, 4, { owner: 14 });
    return on;
  };
  const { limit: _, ...takers } = orderType;

  test.skipIf(isMissing)("limit: nobody within its price: it rests behind those at its price", () => {
    using on = desk();
    expect(on.place(5, bid, 100, 6)).toEqual({
      outcome: outcome.rested,
      refusal: "",
      tradedLots: 0,
      leftLots: 6,
      priceTicks: 100,
      side: bid,
      levelLots: 10,
      reports: [],
    });
    expect(on.place(6, bid, 102, 1)).toMatchObject({ outcome: outcome.rested, priceTicks: 102, levelLots: 1 });
    expect(on.bids).toEqual([
      [102, 1],
      [100, 10],
    ]);
    expect(on.queueOf(bid)).toEqual([6, 4, 5]);
  });

  test.skipIf(isMissing)("limit: 14 at 104 against 5 + 7 at 103 and 9 at 104: best price first, then the queue", () => {
    using on = desk();
    const answer = on.place(5, bid, 104, 14, { owner: 15 });
    expect(answer).toMatchObject({ outcome: outcome.filled, tradedLots: 14, leftLots: 0 });
    expect(answer).toMatchObject({ priceTicks: 0, side: bid, levelLots: 0 });
    const told = { kind: matchReportKind.trade, operationIndex: 0, takerId: 5, takerOwner: 15, side: bid } as const;
    expect(answer.reports).toEqual([
      { ...told, makerId: 1, makerOwner: 11, priceTicks: 103, lots: 5, makerLeftLots: 0, levelLots: 7 },
      { ...told, makerId: 2, makerOwner: 12, priceTicks: 103, lots: 7, makerLeftLots: 0, levelLots: 0 },
      { ...told, makerId: 3, makerOwner: 13, priceTicks: 104, lots: 2, makerLeftLots: 7, levelLots: 7 },
    ]);
    expect(on.asks).toEqual([[104, 7]]);
  });

  test.skipIf(isMissing)(
    "limit: more than is within its price: the rest rests at its own price, on its own side",
    () => {
      using on = desk();
      const answer = on.place(5, bid, 103, 20);
      expect(answer).toMatchObject({ outcome: outcome.rested, tradedLots: 12, leftLots: 8 });
      expect(answer).toMatchObject({ priceTicks: 103, side: bid, levelLots: 8 });
      expect([on.bids[0], on.asks[0]]).toEqual([
        [103, 8],
        [104, 9],
      ]);
      expect(on.matcher.leftLots(5)).toBe(8);
    },
  );

  test.skipIf(isMissing)("limit: an ask at 100 against a bid of 4 at 100: it trades at the bid's price", () => {
    using on = desk();
    const answer = on.place(5, ask, 99, 6, { owner: 15 });
    expect(answer).toMatchObject({ outcome: outcome.rested, tradedLots: 4, leftLots: 2, priceTicks: 99, side: ask });
    expect(answer.reports).toMatchObject([{ takerId: 5, makerId: 4, side: ask, priceTicks: 100, lots: 4 }]);
    expect(on.bids).toEqual([]);
    expect(on.asks[0]).toEqual([99, 2]);
  });

  test.skipIf(isMissing)("a maker partly filled: it keeps its place", () => {
    using on = desk();
    on.place(5, bid, 103, 2);
    expect(on.matcher.leftLots(1)).toBe(3);
    expect(makersOf(on.place(6, bid, 103, 4))).toEqual([
      [1, 3],
      [2, 1],
    ]);
  });

  test.skipIf(isMissing)("post-only: below the opposite level it rests; at it or through it is refused", () => {
    using on = desk();
    const postOnly = { type: orderType.postOnly };
    expect(on.place(5, bid, 102, 1, postOnly)).toMatchObject({ outcome: outcome.rested, levelLots: 1 });
    expect(on.place(6, bid, 103, 1, postOnly)).toMatchObject({ outcome: outcome.refused, refusal: "would_cross" });
    expect(on.place(6, ask, 102, 1, postOnly)).toMatchObject({ outcome: outcome.refused, refusal: "would_cross" });
    expect(on.place(6, ask, 99, 1, postOnly)).toMatchObject({ outcome: outcome.refused, refusal: "would_cross" });
    expect(on.place(6, ask, 103, 1, postOnly)).toMatchObject({ outcome: outcome.rested, levelLots: 13 });
  });

  test.skipIf(isMissing)("immediate or cancel: it takes what is within its price; the rest expires", () => {
    using on = desk();
    const ioc = { type: orderType.ioc };
    expect(on.place(5, bid, 103, 20, ioc)).toMatchObject({ outcome: outcome.expired, tradedLots: 12, leftLots: 8 });
    expect(on.place(5, bid, 103, 20, ioc)).toMatchObject({ outcome: outcome.expired, tradedLots: 0, leftLots: 20 });
    expect(on.place(5, bid, 104, 9, ioc)).toMatchObject({ outcome: outcome.filled, tradedLots: 9, leftLots: 0 });
    expect(on.matcher.ordersCount).toBe(1);
  });

  test.skipIf(isMissing)("fill or kill: exactly what is there fills it; one lot more and nothing happens", () => {
    using on = desk();
    const fok = { type: orderType.fok };
    expect(on.place(5, bid, 103, 13, fok)).toEqual({
      outcome: outcome.expired,
      refusal: "",
      tradedLots: 0,
      leftLots: 13,
      priceTicks: 0,
      side: bid,
      levelLots: 0,
      reports: [],
    });
    expect(on.asks).toEqual([
      [103, 12],
      [104, 9],
    ]);
    expect(on.place(5, bid, 103, 12, fok)).toMatchObject({ outcome: outcome.filled, tradedLots: 12 });
    expect(on.place(6, ask, 100, 4, fok)).toMatchObject({ outcome: outcome.filled, tradedLots: 4 });
    expect(on.place(7, ask, 100, 1, fok)).toMatchObject({ outcome: outcome.expired, leftLots: 1 });
  });

  test.skipIf(isMissing)("fill or kill: hidden lots of icebergs count", () => {
    using on = desk();
    on.place(5, bid, 101, 10, { shownLots: 2 });
    expect(on.place(6, ask, 101, 11, { type: orderType.fok })).toMatchObject({ outcome: outcome.expired });
    const answer = on.place(6, ask, 101, 10, { type: orderType.fok });
    expect(answer).toMatchObject({ outcome: outcome.filled, tradedLots: 10 });
    expect(makersOf(answer)).toEqual(Array.from({ length: 5 }, () => [5, 2]));
  });

  test.skipIf(isMissing)("market: it takes at any price; the rest expires; its price is not looked at", () => {
    using on = desk();
    const market = { type: orderType.market };
    const answer = on.place(5, bid, 0, 30, market);
    expect(answer).toMatchObject({ outcome: outcome.expired, tradedLots: 21, leftLots: 9 });
    expect(on.asks).toEqual([]);
    expect(on.place(5, bid, -7, 3, market)).toMatchObject({ outcome: outcome.expired, tradedLots: 0, leftLots: 3 });
    expect(on.place(5, ask, 2 ** 31, 1, market)).toMatchObject({ outcome: outcome.filled, tradedLots: 1 });
    expect(on.matcher.leftLots(4)).toBe(3);
  });

  test.skipIf(isMissing)("every type but limit and post-only: it never rests", () => {
    for (const type of [takers.ioc, takers.fok, takers.market]) {
      using on = new MatcherDesk(open(1));
      expect(on.place(1, bid, 100, 5, { type })).toMatchObject({ outcome: outcome.expired, leftLots: 5 });
      expect(on.matcher.ordersCount).toBe(0);
    }
  });
}
