/** Rules 2.1, 3.3 and 4.4: icebergs show one part at a time, and each new part goes to the back of its level. */
import { expect, test } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { outcome } from "../../src/ports/matcher.ts";
import { MatcherDesk, makersOf } from "../helpers/matcher-desk.ts";
import type { MatcherUnderTest } from "../helpers/matcher-kinds.ts";

export function icebergCases({ open, isMissing }: MatcherUnderTest): void {
  /** At 103: iceberg 1 of 10 showing 4, then 2 with 3, then iceberg 3 of 5 showing 2. */
  const desk = () => {
    const on = new MatcherDesk(open(100));
    on.place(1, ask, 103, 10, { shownLots: 4 });
    on.place(2, ask, 103, 3);
    on.place(3, ask, 103, 5, { shownLots: 2 });
    return on;
  };

  test.skipIf(isMissing)("iceberg: the level has its shown lots only; what it has left is all of it", () => {
    using on = desk();
    expect(on.asks).toEqual([[103, 9]]);
    expect([1, 2, 3].map((orderId) => on.matcher.leftLots(orderId))).toEqual([10, 3, 5]);
    expect(on.place(4, ask, 103, 8, { shownLots: 5 })).toMatchObject({ leftLots: 8, levelLots: 14 });
  });

  test.skipIf(isMissing)(
    "iceberg: a sweep of 18: parts in the order 4, 3, 2, 4, 2, 2, 1, each at the back in its turn",
    () => {
      using on = desk();
      const answer = on.place(9, bid, 103, 18);
      expect(answer.outcome).toBe(outcome.filled);
      expect(makersOf(answer)).toEqual([
        [1, 4],
        [2, 3],
        [3, 2],
        [1, 4],
        [3, 2],
        [1, 2],
        [3, 1],
      ]);
      expect(answer.reports.map(({ makerLeftLots }) => makerLeftLots)).toEqual([6, 0, 3, 2, 1, 0, 0]);
      expect(answer.reports.map(({ levelLots }) => levelLots)).toEqual([9, 6, 6, 4, 3, 1, 0]);
    },
  );

  test.skipIf(isMissing)("iceberg: its part taken to the last lot: the new one stands behind who was behind it", () => {
    using on = desk();
    on.place(8, bid, 103, 4);
    expect(on.asks).toEqual([[103, 9]]);
    expect(on.queueOf(ask)).toEqual([2, 3, 1, 3, 1, 3]);
  });

  test.skipIf(isMissing)("iceberg: one lot of its part is left: it keeps its place", () => {
    using on = desk();
    on.place(8, bid, 103, 3);
    expect(on.asks).toEqual([[103, 6]]);
    expect(makersOf(on.place(9, bid, 103, 2))).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  test.skipIf(isMissing)("iceberg: alone on its level: it is its own back", () => {
    using on = new MatcherDesk(open(100));
    on.place(1, bid, 100, 5, { shownLots: 2 });
    const answer = on.place(2, ask, 100, 4);
    expect(makersOf(answer)).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(answer.reports.map(({ levelLots }) => levelLots)).toEqual([2, 1]);
    expect(on.bids).toEqual([[100, 1]]);
  });

  test.skipIf(isMissing)("iceberg: it takes first with all it has: only what is left is cut into parts", () => {
    using on = new MatcherDesk(open(100));
    on.place(1, ask, 103, 7);
    expect(on.place(2, bid, 103, 10, { shownLots: 2 })).toMatchObject({ tradedLots: 7, leftLots: 3, levelLots: 2 });
    using other = new MatcherDesk(open(100));
    other.place(1, ask, 103, 9);
    expect(other.place(2, bid, 103, 10, { shownLots: 2 })).toMatchObject({ leftLots: 1, levelLots: 1 });
  });

  test.skipIf(isMissing)("shown size: all of the order or 0: no iceberg", () => {
    using on = new MatcherDesk(open(100));
    on.place(1, bid, 100, 5, { shownLots: 5 });
    on.place(2, bid, 100, 5, { shownLots: 0 });
    using plain = new MatcherDesk(open(100));
    plain.place(1, bid, 100, 5);
    plain.place(2, bid, 100, 5);
    expect(on.matcher.stateHash()).toBe(plain.matcher.stateHash());
    expect(on.bids).toEqual([[100, 10]]);
  });

  test.skipIf(isMissing)("shown size: for types that may rest, from 1 to the size, at most 1000 parts", () => {
    using on = new MatcherDesk(open(100));
    const refused = { outcome: outcome.refused, refusal: "bad_shown_size" } as const;
    for (const shownLots of [-1, 0.5, 6, Number.NaN, 2 ** 53])
      expect(on.place(1, bid, 100, 5, { shownLots })).toMatchObject(refused);
    for (const type of [orderType.ioc, orderType.fok, orderType.market])
      expect(on.place(1, bid, 100, 5, { type, shownLots: 5 })).toMatchObject(refused);
    expect(on.place(1, bid, 100, 2001, { shownLots: 2 })).toMatchObject(refused);
    expect(on.place(1, bid, 100, 2000, { shownLots: 2, type: orderType.postOnly })).toMatchObject({ levelLots: 2 });
  });
}
