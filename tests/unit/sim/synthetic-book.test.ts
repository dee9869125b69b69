// Goal: the synthetic market's book is a price-time book that loses and invents nothing.
// Method: random commands on few prices, beside a list of orders that is searched from the start each time. The ring is
// small, so that prices wrap around it many times.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { SyntheticBook } from "../../../sim/synthetic-book.ts";
import { ask, bid, opposite, type Side, sides } from "../../../src/domain/side.ts";

const ordersCount = 12;
const capacityTicks = 64;
const order = fc.nat({ max: ordersCount - 1 });
const side = fc.constantFrom(bid, ask);
const price = fc.integer({ min: -8, max: 8 });
const size = fc.integer({ min: 1, max: 5 });
const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant("place" as const), order, side, price, size }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("cancel" as const), order }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("take" as const), side, price, size }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("drift" as const), ticks: fc.integer({ min: -9, max: 9 }) }) },
);

test("synthetic book: any commands at any prices: trades, levels and best prices equal the naive book's", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 80 }), (commands) => {
      const trades: Trade[] = [];
      const changed = new Set<string>();
      const book = new SyntheticBook(ordersCount, capacityTicks, {
        traded: (priceTicks, sizeLots, aggressor) => trades.push({ priceTicks, sizeLots, aggressor }),
        levelChanged: (of, priceTicks) => changed.add(`${of} ${priceTicks}`),
      });
      const naive = new NaiveOrders();
      let centreTicks = 1000;
      for (const each of commands) {
        const before = naive.levels();
        trades.length = 0;
        changed.clear();
        let expected: Trade[] = [];
        if (each.act === "drift") centreTicks += each.ticks;
        if (each.act === "cancel" && naive.isLive(each.order)) {
          book.cancel(each.order);
          naive.cancel(each.order);
        }
        if (each.act === "place" && naive.mayPlace(each.order, each.side, centreTicks + each.price)) {
          book.place(each.order, each.side, centreTicks + each.price, each.size);
          naive.place(each.order, each.side, centreTicks + each.price, each.size);
        }
        if (each.act === "take") {
          book.take(each.side, centreTicks + each.price, each.size);
          expected = naive.take(each.side, centreTicks + each.price, each.size);
        }
        expect(trades).toEqual(expected);
        expectSameLevels(book, naive);
        for (const key of differences(before, naive.levels())) expect(changed.has(key)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test("synthetic book: orders that would cross, or be placed or cancelled twice: refused as bugs", () => {
  const book = new SyntheticBook(3, capacityTicks, { traded: () => {}, levelChanged: () => {} });
  book.place(0, bid, 100, 1);
  expect(() => book.place(1, ask, 100, 1)).toThrow("a maker's order does not cross");
  expect(() => book.place(0, bid, 99, 1)).toThrow("an order is placed once at a time");
  expect(() => book.place(1, bid, 100 - capacityTicks, 1)).toThrow("orders lie within the capacity of the ring");
  expect(() => book.cancel(2)).toThrow("only a live order is cancelled");
});

interface Trade {
  readonly priceTicks: number;
  readonly sizeLots: number;
  readonly aggressor: Side;
}

class NaiveOrders {
  /** In order of arrival. */
  #live: { order: number; side: Side; priceTicks: number; lots: number }[] = [];

  isLive(order: number): boolean {
    return this.#live.some((one) => one.order === order);
  }

  /** Not twice, not crossing, and not so far from the rest that a ring of 64 could not hold them. */
  mayPlace(order: number, side: Side, priceTicks: number): boolean {
    const isFar = this.#live.some((one) => Math.abs(one.priceTicks - priceTicks) >= capacityTicks / 2 - 1);
    const isCrossing = this.#live.some((one) => one.side !== side && !isBehind(side, priceTicks, one.priceTicks));
    return !this.isLive(order) && !isFar && !isCrossing;
  }

  place(order: number, side: Side, priceTicks: number, lots: number): void {
    this.#live.push({ order, side, priceTicks, lots });
  }

  cancel(order: number): void {
    this.#live = this.#live.filter((one) => one.order !== order);
  }

  take(aggressor: Side, limitTicks: number, sizeLots: number): Trade[] {
    const trades: Trade[] = [];
    let leftLots = sizeLots;
    while (leftLots > 0) {
      const bestTicks = this.best(opposite(aggressor));
      if (bestTicks === 0 || isBehind(aggressor, limitTicks, bestTicks)) break;
      const first = this.#live.find((one) => one.side !== aggressor && one.priceTicks === bestTicks)!;
      const lots = Math.min(leftLots, first.lots);
      trades.push({ priceTicks: bestTicks, sizeLots: lots, aggressor });
      first.lots -= lots;
      leftLots -= lots;
      this.#live = this.#live.filter((one) => one.lots > 0);
    }
    return trades;
  }

  best(side: Side): number {
    const prices = this.#live.filter((one) => one.side === side).map(({ priceTicks }) => priceTicks);
    if (prices.length === 0) return 0;
    return side === bid ? Math.max(...prices) : Math.min(...prices);
  }

  levels(): Map<string, number> {
    const levels = new Map<string, number>();
    for (const { side, priceTicks, lots } of this.#live)
      levels.set(`${side} ${priceTicks}`, (levels.get(`${side} ${priceTicks}`) ?? 0) + lots);
    return levels;
  }
}

/** Whether an order of `side` at this price does not reach the opposite one. */
function isBehind(side: Side, priceTicks: number, oppositeTicks: number): boolean {
  return side === bid ? priceTicks < oppositeTicks : priceTicks > oppositeTicks;
}

function expectSameLevels(book: SyntheticBook, naive: NaiveOrders): void {
  const levels = new Map<string, number>();
  for (const of of sides) {
    expect(book.sideOf(of).bestTicks).toBe(naive.best(of));
    const prices = [...book.sideOf(of).levels()];
    expect(prices).toEqual(prices.toSorted((a, b) => (of === bid ? b - a : a - b)));
    for (const priceTicks of prices) levels.set(`${of} ${priceTicks}`, book.sideOf(of).lotsAt(priceTicks));
  }
  expect([...levels].sort()).toEqual([...naive.levels()].sort());
}

function differences(before: Map<string, number>, after: Map<string, number>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
}
