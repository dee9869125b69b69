/** Section 5: an amend down keeps the place in the queue; any other enters afresh. */
import { expect, test } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { matchReportKind, outcome, selfTrade } from "../../src/ports/matcher.ts";
import { MatcherDesk, makersOf } from "../helpers/matcher-desk.ts";
import type { MatcherUnderTest } from "../helpers/matcher-kinds.ts";

export function amendCases({ open, isMissing }: MatcherUnderTest): void {
  const { trade, prevented, left } = matchReportKind;
  /** Bids at 100: 1 of owner 7 with 5, then 2 with 6. Ask at 103: 3 of owner 7 with 4. */
  const desk = () => {
    const on = new MatcherDesk(open(100));
    on.place(1, bid, 100, 5, { owner: 7 });
    on.place(2, bid, 100, 6);
    on.place(3, ask, 103, 4, { owner: 7 });
    return on;
  };
  const leaves = {
    kind: left,
    takerId: 1,
    makerId: 1,
    takerOwner: 7,
    makerOwner: 7,
    side: bid,
    operationIndex: 0,
  } as const;

  test.skipIf(isMissing)("amend down: it keeps its place; no reports", () => {
    using on = desk();
    expect(on.amend(1, 100, 2)).toEqual({
      outcome: outcome.reduced,
      refusal: "",
      tradedLots: 0,
      leftLots: 2,
      priceTicks: 100,
      side: bid,
      levelLots: 8,
      reports: [],
    });
    expect(on.queueOf(bid)).toEqual([1, 2]);
  });

  test.skipIf(isMissing)("amend down: after a part has traded, the size is what is left from now on", () => {
    using on = desk();
    on.place(9, ask, 100, 3);
    expect(on.amend(1, 100, 1)).toMatchObject({ outcome: outcome.reduced, leftLots: 1, levelLots: 7 });
    expect(on.amend(1, 100, 1)).toMatchObject({ refusal: "no_change" });
    expect(on.amend(1, 100, 3)).toMatchObject({ outcome: outcome.rested, leftLots: 3, levelLots: 9 });
    expect(on.queueOf(bid)).toEqual([2, 1]);
  });

  test.skipIf(isMissing)("amend down: post-only or not, whatever the prevention: it makes no difference", () => {
    using on = desk();
    const more = { type: orderType.postOnly, prevention: selfTrade.expireBoth };
    expect(on.amend(3, 103, 3, more)).toMatchObject({ outcome: outcome.reduced, side: ask, levelLots: 3 });
  });

  test.skipIf(isMissing)("amend down of an iceberg: hidden lots go first, then shown ones", () => {
    using on = new MatcherDesk(open(100));
    on.place(1, bid, 100, 10, { shownLots: 4 });
    on.place(2, bid, 100, 1);
    expect(on.amend(1, 100, 5)).toMatchObject({ outcome: outcome.reduced, leftLots: 5, levelLots: 5 });
    expect(on.amend(1, 100, 3)).toMatchObject({ outcome: outcome.reduced, leftLots: 3, levelLots: 4 });
    expect(on.queueOf(bid)).toEqual([1, 2]);
    // Of a part of 4 one lot is left: it shows no more for being amended.
    on.place(3, bid, 100, 10, { shownLots: 4 });
    on.place(9, ask, 100, 3);
    expect(on.amend(3, 100, 5)).toMatchObject({ outcome: outcome.reduced, leftLots: 5, levelLots: 1 });
  });

  test.skipIf(isMissing)("amend up: it leaves and goes to the back", () => {
    using on = desk();
    const answer = on.amend(1, 100, 8);
    expect(answer).toMatchObject({
      outcome: outcome.rested,
      tradedLots: 0,
      leftLots: 8,
      priceTicks: 100,
      levelLots: 14,
    });
    expect(answer.reports).toEqual([{ ...leaves, priceTicks: 100, lots: 5, makerLeftLots: 0, levelLots: 6 }]);
    expect(on.queueOf(bid)).toEqual([2, 1]);
  });

  test.skipIf(isMissing)(
    "amend of the price: it leaves one level and is last on the other, with fewer or more lots",
    () => {
      using on = desk();
      on.place(4, bid, 101, 1);
      const answer = on.amend(1, 101, 3);
      expect(answer).toMatchObject({ outcome: outcome.rested, leftLots: 3, priceTicks: 101, levelLots: 4 });
      expect(answer.reports).toMatchObject([{ kind: left, priceTicks: 100, lots: 5, levelLots: 6 }]);
      expect(on.amend(2, 99, 6)).toMatchObject({ outcome: outcome.rested, leftLots: 6, priceTicks: 99 });
      expect(on.bids).toEqual([
        [101, 4],
        [99, 6],
      ]);
      expect(on.queueOf(bid)).toEqual([4, 1, 2]);
    },
  );

  test.skipIf(isMissing)("amend through the opposite level: it trades as a taker and the rest rests", () => {
    using on = desk();
    const answer = on.amend(2, 103, 9);
    expect(answer).toMatchObject({
      outcome: outcome.rested,
      tradedLots: 4,
      leftLots: 5,
      priceTicks: 103,
      levelLots: 5,
    });
    expect(answer.reports).toMatchObject([
      { kind: left, makerId: 2, priceTicks: 100, lots: 6, levelLots: 5 },
      { kind: trade, takerId: 2, makerId: 3, priceTicks: 103, lots: 4 },
    ]);
    using other = desk();
    expect(other.amend(2, 103, 4)).toMatchObject({ outcome: outcome.filled, tradedLots: 4, leftLots: 0 });
    expect(other.matcher.leftLots(2)).toBe(0);
    expect(other.place(2, bid, 1, 1)).toMatchObject({ outcome: outcome.rested });
  });

  test.skipIf(isMissing)("amend through an own order: the prevention of the amend decides", () => {
    using on = desk();
    const answer = on.amend(1, 103, 6, { prevention: selfTrade.expireTaker });
    expect(answer).toMatchObject({ outcome: outcome.prevented, tradedLots: 0, leftLots: 6, priceTicks: 0 });
    expect(answer.reports.map(({ kind }) => kind)).toEqual([left, prevented]);
    expect(on.matcher.leftLots(1)).toBe(0);
    expect(on.matcher.leftLots(3)).toBe(4);
    using other = desk();
    expect(other.amend(1, 103, 6)).toMatchObject({ outcome: outcome.rested, tradedLots: 4, leftLots: 2 });
  });

  test.skipIf(isMissing)("amend, post-only: through the opposite level it is refused and stays as it was", () => {
    using on = desk();
    const before = on.matcher.stateHash();
    const refused = { outcome: outcome.refused, refusal: "would_cross", reports: [] } as const;
    expect(on.amend(1, 103, 5, { type: orderType.postOnly })).toMatchObject(refused);
    expect(on.matcher.stateHash()).toBe(before);
    expect(on.amend(1, 102, 5, { type: orderType.postOnly })).toMatchObject({ outcome: outcome.rested });
  });

  test.skipIf(isMissing)("amend of an iceberg: afresh it keeps its peak, unless that is not below its size", () => {
    using on = new MatcherDesk(open(100));
    on.place(1, bid, 100, 10, { shownLots: 4 });
    expect(on.amend(1, 101, 9)).toMatchObject({ outcome: outcome.rested, leftLots: 9, levelLots: 4 });
    expect(on.amend(1, 102, 4)).toMatchObject({ outcome: outcome.rested, leftLots: 4, levelLots: 4 });
    expect(on.amend(1, 102, 9)).toMatchObject({ outcome: outcome.rested, leftLots: 9, levelLots: 9 });
    on.place(2, bid, 100, 10, { shownLots: 4 });
    on.amend(2, 100, 3);
    expect(on.amend(2, 100, 9)).toMatchObject({ outcome: outcome.rested, leftLots: 9, levelLots: 4 });
  });

  test.skipIf(isMissing)("amend of a full book: it needs no more room than it had", () => {
    using on = new MatcherDesk(open(2));
    on.place(1, bid, 100, 5);
    on.place(2, bid, 100, 5);
    expect(on.amend(1, 99, 7)).toMatchObject({ outcome: outcome.rested, levelLots: 7 });
    expect(makersOf(on.place(3, ask, 99, 12, { type: orderType.ioc }))).toEqual([
      [2, 5],
      [1, 7],
    ]);
  });
}
