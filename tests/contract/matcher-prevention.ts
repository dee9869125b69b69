/**
 * Rules 4.1 and 3.4: what happens between orders of one owner. The taker's mode decides, the maker's is not looked at.
 */
import { expect, test } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { matchReportKind, outcome, selfTrade } from "../../src/ports/matcher.ts";
import { MatcherDesk, makersOf } from "../helpers/matcher-desk.ts";
import type { MatcherUnderTest } from "../helpers/matcher-kinds.ts";

export function preventionCases({ open, isMissing }: MatcherUnderTest): void {
  const { allow, expireTaker, expireMaker, expireBoth, decrement } = selfTrade;
  const { trade, prevented } = matchReportKind;
  /** At 103: 1 of owner 8 with 5, then 2 of owner 7 with 6, then 3 of owner 8 with 4. At 104: 4 of owner 7 with 3. */
  const desk = () => {
    const on = new MatcherDesk(open(100));
    on.place(1, ask, 103, 5, { owner: 8 });
    on.place(2, ask, 103, 6, { owner: 7, prevention: expireBoth });
    on.place(3, ask, 103, 4, { owner: 8 });
    on.place(4, ask, 104, 3, { owner: 7 });
    return on;
  };

  test.skipIf(isMissing)("allow: an owner may trade with himself", () => {
    using on = desk();
    const answer = on.place(9, bid, 103, 11, { owner: 7, prevention: allow });
    expect(answer.reports).toMatchObject([
      { kind: trade, makerId: 1, lots: 5 },
      { kind: trade, makerId: 2, lots: 6, takerOwner: 7, makerOwner: 7 },
    ]);
  });

  test.skipIf(isMissing)("owner 0: nobody's orders are never of one owner", () => {
    for (const prevention of [expireTaker, expireMaker, expireBoth, decrement]) {
      using on = new MatcherDesk(open(100));
      on.place(1, ask, 103, 5, { owner: 0 });
      const answer = on.place(2, bid, 103, 5, { owner: 0, prevention });
      expect(answer).toMatchObject({ outcome: outcome.filled, reports: [{ kind: trade, lots: 5 }] });
    }
  });

  test.skipIf(isMissing)(
    "expire taker: what came before stands, the rest expires, the maker stays in its place",
    () => {
      using on = desk();
      const answer = on.place(9, bid, 104, 20, { owner: 7, prevention: expireTaker });
      expect(answer).toMatchObject({ outcome: outcome.prevented, tradedLots: 5, leftLots: 15 });
      expect(answer).toMatchObject({ priceTicks: 0, levelLots: 0 });
      expect(answer.reports).toMatchObject([
        { kind: trade, makerId: 1, lots: 5, levelLots: 10 },
        {
          kind: prevented,
          makerId: 2,
          takerOwner: 7,
          makerOwner: 7,
          priceTicks: 103,
          lots: 0,
          makerLeftLots: 6,
          levelLots: 10,
        },
      ]);
      expect(on.bids).toEqual([]);
      expect(on.queueOf(ask)).toEqual([2, 3, 4]);
    },
  );

  test.skipIf(isMissing)("expire maker: each own maker in the way is closed, the taker goes on and may rest", () => {
    using on = desk();
    const answer = on.place(9, bid, 104, 20, { owner: 7, prevention: expireMaker });
    expect(answer).toMatchObject({
      outcome: outcome.rested,
      tradedLots: 9,
      leftLots: 11,
      priceTicks: 104,
      levelLots: 11,
    });
    expect(answer.reports).toMatchObject([
      { kind: trade, makerId: 1, lots: 5, makerLeftLots: 0, levelLots: 10 },
      { kind: prevented, makerId: 2, lots: 6, makerLeftLots: 0, levelLots: 4 },
      { kind: trade, makerId: 3, lots: 4, makerLeftLots: 0, levelLots: 0 },
      { kind: prevented, makerId: 4, lots: 3, makerLeftLots: 0, levelLots: 0 },
    ]);
    expect(on.asks).toEqual([]);
  });

  test.skipIf(isMissing)(
    "expire maker: a market order that finds nobody else: expired for want of others, not prevented",
    () => {
      using on = new MatcherDesk(open(100));
      on.place(1, ask, 103, 5, { owner: 7 });
      const answer = on.place(2, bid, 1, 9, { owner: 7, prevention: expireMaker, type: orderType.market });
      expect(answer).toMatchObject({ outcome: outcome.expired, tradedLots: 0, leftLots: 9 });
    },
  );

  test.skipIf(isMissing)("expire both: the first own maker is closed and the taker ends", () => {
    using on = desk();
    const answer = on.place(9, bid, 104, 20, { owner: 7, prevention: expireBoth });
    expect(answer).toMatchObject({ outcome: outcome.prevented, tradedLots: 5, leftLots: 15 });
    expect(makersOf(answer)).toEqual([
      [1, 5],
      [2, 6],
    ]);
    expect(answer.reports[1]).toMatchObject({ kind: prevented, makerLeftLots: 0, levelLots: 4 });
    expect(on.queueOf(ask)).toEqual([3, 4]);
  });

  test.skipIf(isMissing)(
    "decrement: taker of 8 after a trade of 5 has 3 left against an own 6: the maker keeps 3, nothing traded",
    () => {
      using on = desk();
      const answer = on.place(9, bid, 104, 8, { owner: 7, prevention: decrement });
      expect(answer).toMatchObject({ outcome: outcome.prevented, tradedLots: 5, leftLots: 0 });
      expect(answer.reports[1]).toMatchObject({ kind: prevented, makerId: 2, lots: 3, makerLeftLots: 3, levelLots: 7 });
      expect(on.queueOf(ask)).toEqual([2, 3, 4]);
    },
  );

  test.skipIf(isMissing)(
    "decrement: taker of 20: own makers lose all and are closed, the taker loses as much and goes on",
    () => {
      using on = desk();
      const answer = on.place(9, bid, 104, 20, { owner: 7, prevention: decrement });
      expect(answer).toMatchObject({ outcome: outcome.rested, tradedLots: 9, leftLots: 2, priceTicks: 104 });
      expect(answer.reports).toMatchObject([
        { kind: trade, makerId: 1, lots: 5 },
        { kind: prevented, makerId: 2, lots: 6, makerLeftLots: 0, levelLots: 4 },
        { kind: trade, makerId: 3, lots: 4 },
        { kind: prevented, makerId: 4, lots: 3, makerLeftLots: 0, levelLots: 0 },
      ]);
    },
  );

  test.skipIf(isMissing)("decrement: equal to the last lot: both are gone, and the taker was prevented", () => {
    using on = new MatcherDesk(open(100));
    on.place(1, ask, 103, 5, { owner: 7 });
    const answer = on.place(2, bid, 103, 5, { owner: 7, prevention: decrement });
    expect(answer).toMatchObject({ outcome: outcome.prevented, tradedLots: 0, leftLots: 0 });
    expect(on.matcher.ordersCount).toBe(0);
  });

  test.skipIf(isMissing)("decrement: an own maker first, then a trade with another to the last lot: filled", () => {
    using on = new MatcherDesk(open(100));
    on.place(1, ask, 103, 2, { owner: 7 });
    on.place(2, ask, 103, 3, { owner: 8 });
    const answer = on.place(3, bid, 103, 5, { owner: 7, prevention: decrement });
    expect(answer).toMatchObject({ outcome: outcome.filled, tradedLots: 3, leftLots: 0 });
  });

  test.skipIf(isMissing)(
    "decrement: an own iceberg loses what it shows, shows the next part and goes to the back",
    () => {
      using on = new MatcherDesk(open(100));
      on.place(1, ask, 103, 9, { owner: 7, shownLots: 2 });
      on.place(2, ask, 103, 1, { owner: 8 });
      const answer = on.place(3, bid, 103, 4, { owner: 7, prevention: decrement });
      expect(answer).toMatchObject({ outcome: outcome.prevented, tradedLots: 1, leftLots: 0 });
      expect(answer.reports).toMatchObject([
        { kind: prevented, makerId: 1, lots: 2, makerLeftLots: 7, levelLots: 3 },
        { kind: trade, makerId: 2, lots: 1, makerLeftLots: 0, levelLots: 2 },
        { kind: prevented, makerId: 1, lots: 1, makerLeftLots: 6, levelLots: 1 },
      ]);
    },
  );

  test.skipIf(isMissing)("expire maker: an own iceberg loses its hidden lots too", () => {
    using on = new MatcherDesk(open(100));
    on.place(1, ask, 103, 9, { owner: 7, shownLots: 2 });
    const answer = on.place(2, bid, 103, 1, { owner: 7, prevention: expireMaker });
    expect(answer.reports).toMatchObject([{ kind: prevented, lots: 9, makerLeftLots: 0, levelLots: 0 }]);
    expect(answer).toMatchObject({ outcome: outcome.rested, leftLots: 1 });
  });

  test.skipIf(isMissing)("fill or kill: an own order in the way: only what stands before it can be had", () => {
    for (const prevention of [expireTaker, expireBoth, decrement]) {
      using on = desk();
      on.place(5, ask, 105, 50, { owner: 8 });
      const more = { owner: 7, prevention, type: orderType.fok };
      expect(on.place(9, bid, 105, 6, more)).toMatchObject({ outcome: outcome.expired, leftLots: 6, reports: [] });
      expect(on.place(9, bid, 105, 5, more)).toMatchObject({ outcome: outcome.filled, tradedLots: 5 });
      expect(on.queueOf(ask)).toEqual([2, 3, 4, 5]);
    }
  });

  test.skipIf(isMissing)("fill or kill, expire maker: own orders do not count, and those it passes are closed", () => {
    using on = desk();
    const more = { owner: 7, prevention: expireMaker, type: orderType.fok };
    expect(on.place(9, bid, 104, 10, more)).toMatchObject({ outcome: outcome.expired, reports: [] });
    const answer = on.place(9, bid, 104, 9, more);
    expect(answer).toMatchObject({ outcome: outcome.filled, tradedLots: 9 });
    expect(makersOf(answer)).toEqual([
      [1, 5],
      [2, 6],
      [3, 4],
    ]);
    expect(on.asks).toEqual([[104, 3]]);
  });

  test.skipIf(isMissing)(
    "fill or kill: an iceberg before an own order on its level: one part of it counts; on a better level all",
    () => {
      for (const prevention of [expireTaker, expireBoth, decrement]) {
        using on = new MatcherDesk(open(100));
        on.place(1, ask, 102, 6, { shownLots: 2 });
        on.place(2, ask, 103, 8, { shownLots: 3 });
        on.place(3, ask, 103, 5, { owner: 7 });
        const more = { owner: 7, prevention, type: orderType.fok };
        expect(on.place(9, bid, 104, 10, more)).toMatchObject({ outcome: outcome.expired, reports: [] });
        expect(on.place(9, bid, 104, 9, more)).toMatchObject({ outcome: outcome.filled, tradedLots: 9 });
      }
    },
  );
}
