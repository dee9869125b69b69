/** Section 1 and 9, and how the book is read: levels, best prices, orders, and the state hash. */
import { expect, test } from "bun:test";
import { orderType } from "../../src/domain/order-type.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import { matcherLimits } from "../../src/ports/matcher.ts";
import { MatcherDesk } from "../helpers/matcher-desk.ts";
import type { MatcherUnderTest } from "../helpers/matcher-kinds.ts";
import { bookSeen, levelsSeen } from "../helpers/matcher-trace.ts";

export function bookCases({ open, isMissing }: MatcherUnderTest): void {
  const emptyHash = 0x811c9dc5;

  test.skipIf(isMissing)("a new book: it is empty", () => {
    using matcher = open(1);
    expect(bookSeen(matcher)).toEqual({
      ordersCount: 0,
      bestBidTicks: 0,
      bestBidLots: 0,
      bestAskTicks: 0,
      bestAskLots: 0,
      bids: [],
      asks: [],
      stateHash: emptyHash,
    });
    expect(matcher.leftLots(1)).toBe(0);
  });

  test.skipIf(isMissing)("a book of orders near and far: levels from the best on, bids down and asks up", () => {
    using on = new MatcherDesk(open(100));
    const farTicks = [2 ** 31 - 1, 2 ** 30, 1_000_000, 65_536, 4097, 101];
    for (const [index, priceTicks] of farTicks.entries()) on.place(10 + index, ask, priceTicks, index + 1);
    for (const [index, priceTicks] of [1, 64, 63, 100, 99].entries()) on.place(20 + index, bid, priceTicks, index + 1);
    on.place(30, bid, 64, 7);
    expect(on.asks).toEqual([
      [101, 6],
      [4097, 5],
      [65_536, 4],
      [1_000_000, 3],
      [2 ** 30, 2],
      [2 ** 31 - 1, 1],
    ]);
    expect(on.bids).toEqual([
      [100, 4],
      [99, 5],
      [64, 9],
      [63, 3],
      [1, 1],
    ]);
    const { matcher } = on;
    expect([matcher.bestBidTicks, matcher.bestBidLots, matcher.bestAskTicks, matcher.bestAskLots]).toEqual([
      100, 4, 101, 6,
    ]);
    expect(matcher.ordersCount).toBe(12);
  });

  test.skipIf(isMissing)("levels read: no more than asked for, and what was read stays as it was", () => {
    using on = new MatcherDesk(open(100));
    for (const priceTicks of [101, 102, 103]) on.place(priceTicks, ask, priceTicks, 5);
    expect(levelsSeen(on.matcher, ask, 2)).toEqual([
      [101, 5],
      [102, 5],
    ]);
    expect(on.matcher.readLevels(ask, 0)).toBe(0);
    expect(on.matcher.readLevels(ask, 3)).toBe(3);
    on.place(1, bid, 101, 2);
    expect(on.matcher.levelLots(0)).toBe(5);
    expect(on.matcher.readLevels(ask, 3)).toBe(3);
    expect(on.matcher.levelLots(0)).toBe(3);
  });

  test.skipIf(isMissing)("levels read: 5000 of them and no more", () => {
    using matcher = open(6000);
    for (let orderId = 1; orderId <= matcherLimits.levelsMax + 10; orderId++) {
      matcher.place(orderType.limit, bid, orderId, 0, 3 * orderId, 1, 0, 0);
      if (orderId % 1000 === 0) matcher.run();
    }
    matcher.run();
    expect(matcher.readLevels(bid, 6000)).toBe(matcherLimits.levelsMax);
    expect(matcher.levelTicks(0)).toBe(3 * 5010);
    expect(matcher.levelTicks(4999)).toBe(3 * 11);
  });

  test.skipIf(isMissing)("ids: as wide as a number is whole, and told apart by every bit", () => {
    using on = new MatcherDesk(open(100));
    const ids = [1, 2 ** 32, 2 ** 32 + 1, 2 ** 52 + 1, 2 ** 53 - 1];
    for (const [index, orderId] of ids.entries()) on.place(orderId, bid, 100, index + 1);
    expect(ids.map((orderId) => on.matcher.leftLots(orderId))).toEqual([1, 2, 3, 4, 5]);
    expect([0, 2, 2 ** 53, 2 ** 52, -1].map((orderId) => on.matcher.leftLots(orderId))).toEqual([0, 0, 0, 0, 0]);
    expect(on.queueOf(bid)).toEqual(ids);
  });

  test.skipIf(isMissing)("sizes: as large as a number is whole, to the last lot", () => {
    using on = new MatcherDesk(open(100));
    on.place(1, ask, 100, 2 ** 53 - 2);
    const answer = on.place(2, bid, 100, 2 ** 53 - 1);
    expect(answer).toMatchObject({ tradedLots: 2 ** 53 - 2, leftLots: 1, levelLots: 1 });
    on.place(3, ask, 101, 2 ** 53 - 1);
    on.place(4, ask, 102, 2 ** 53 - 1);
    expect(on.place(5, bid, 102, 2 ** 53 - 1, { type: orderType.fok }).tradedLots).toBe(2 ** 53 - 1);
  });

  test.skipIf(isMissing)("state hash: FNV-1a over the words of each order in priority, bids before asks", () => {
    using on = new MatcherDesk(open(100));
    on.place(2 ** 32 + 5, ask, 103, 2 ** 33 + 9, { owner: 2 ** 32 - 1, shownLots: 2 ** 32 + 3 });
    on.place(1, bid, 99, 4);
    on.place(2, bid, 100, 5, { owner: 3 });
    on.place(3, bid, 100, 6);
    const hidden = 2 ** 33 + 9 - (2 ** 32 + 3);
    const words = [
      ...[bid, 100, 2, 0, 3, 5, 0, 0, 0, 0, 0],
      ...[bid, 100, 3, 0, 0, 6, 0, 0, 0, 0, 0],
      ...[bid, 99, 1, 0, 0, 4, 0, 0, 0, 0, 0],
      ...[ask, 103, 5, 1, 2 ** 32 - 1, 3, 1, hidden - 2 ** 32, 1, 3, 1],
    ];
    expect(on.matcher.stateHash()).toBe(words.reduce(mix, emptyHash));
  });

  test.skipIf(isMissing)("two books: neither knows of the other", () => {
    using one = new MatcherDesk(open(100));
    using other = new MatcherDesk(open(100));
    one.place(1, bid, 100, 5);
    other.place(1, ask, 100, 5);
    expect([one.bids, one.asks, other.bids, other.asks]).toEqual([[[100, 5]], [], [], [[100, 5]]]);
  });

  test.skipIf(isMissing)("emptied by takers: it is as a new one", () => {
    const sides: readonly Side[] = [bid, ask];
    for (const side of sides) {
      using on = new MatcherDesk(open(100));
      for (let orderId = 1; orderId <= 50; orderId++) on.place(orderId, side, 1000 + 37 * (orderId % 20), orderId);
      on.queueOf(side);
      using fresh = open(100);
      expect(bookSeen(on.matcher)).toEqual(bookSeen(fresh));
    }
  });
}

/** In 64-bit whole numbers, another way than the matchers'. */
function mix(hash: number, word: number): number {
  return Number(((BigInt(hash ^ word) & 0xffff_ffffn) * 0x01000193n) & 0xffff_ffffn);
}
