// Goal: a large order is worked whole, piece by piece on one side; a burst takes the innermost quotes of one side of those who join.
// Method: over a book that writes down what is asked of it and never fills anything.
import { expect, test } from "bun:test";
import { CancelBursts } from "../../../sim/exchange/agents/cancel-bursts.ts";
import { LargeTakers } from "../../../sim/exchange/agents/large-takers.ts";
import { FairValue } from "../../../sim/synthetic-fair-value.ts";
import { type AgentBook, TradingFloor } from "../../../sim/synthetic-floor.ts";
import { SyntheticMaker } from "../../../sim/synthetic-maker.ts";
import { defaultSyntheticParameters } from "../../../sim/synthetic-parameters.ts";
import { Random } from "../../../src/base/random.ts";
import { ask, bid, type Side } from "../../../src/domain/side.ts";

const startTicks = 100_000;
const { fairValue, makers } = defaultSyntheticParameters;
const random = Random.fromSeed(1);
const floor = new TradingFloor(new FairValue(fairValue, random.fork("value"), 0, startTicks, 1e9), 1, 1, 0);

class NotedBook implements AgentBook {
  readonly takes: { side: Side; limitTicks: number; sizeLots: number }[] = [];
  readonly live = new Map<number, { side: Side; priceTicks: number; sizeLots: number }>();

  lotsOf(order: number): number {
    return this.live.get(order)?.sizeLots ?? 0;
  }
  priceTicksOf(order: number): number {
    return this.live.get(order)?.priceTicks ?? 0;
  }
  bestTicks(side: Side): number {
    return side === bid ? startTicks - 1 : startTicks + 1;
  }
  place(order: number, side: Side, priceTicks: number, sizeLots: number): void {
    this.live.set(order, { side, priceTicks, sizeLots });
  }
  cancel(order: number): void {
    this.live.delete(order);
  }
  take(side: Side, limitTicks: number, sizeLots: number): void {
    this.takes.push({ side, limitTicks, sizeLots });
  }
  sidesCounts(): [bids: number, asks: number] {
    const sides = [...this.live.values()].map(({ side }) => side);
    return [sides.filter((side) => side === bid).length, sides.filter((side) => side === ask).length];
  }
}

test("large takers: each order: pieces of one side that add up to it, a long gap only after the last", () => {
  const book = new NotedBook();
  const parameters = {
    meanGapNs: 1e15,
    sizeQuoteMin: 1000,
    sizeTail: 1.5,
    sizeQuoteMax: 50_000,
    pieceMeanQuote: 300,
    piecesMeanGapNs: 1e3,
    slippageBpsMax: 5,
  };
  const takers = new LargeTakers(parameters, floor, book, random.fork("large"));
  const orders: { lots: number; sides: Set<Side> }[] = [];
  let nowNs = takers.firstNs(0);
  for (let order = 0; order < 200; order++) {
    book.takes.length = 0;
    let gapNs = 0;
    while (gapNs < 1e9) {
      const nextNs = takers.act(nowNs);
      gapNs = nextNs - nowNs;
      nowNs = nextNs;
    }
    const lots = book.takes.reduce((sum, { sizeLots }) => sum + sizeLots, 0);
    orders.push({ lots, sides: new Set(book.takes.map(({ side }) => side)) });
    for (const { side, limitTicks } of book.takes) expect(limitTicks).toBe(side === bid ? 100_052 : 99_949);
  }
  expect(orders.every(({ sides }) => sides.size === 1)).toBe(true);
  expect(new Set(orders.flatMap(({ sides }) => [...sides])).size).toBe(2);
  const sizes = orders.map(({ lots }) => lots).toSorted((a, b) => a - b);
  expect(sizes[0]!).toBeGreaterThanOrEqual(1000);
  expect(sizes.at(-1)!).toBeLessThanOrEqual(50_000);
  // The median of a Pareto of tail 1.5 is 2^(1 / 1.5) times the smallest.
  expect(Math.abs(sizes[100]! / 1587 - 1)).toBeLessThan(0.2);
});

test("cancel bursts: who joins: loses the innermost quotes of one side, and nothing else; of the others nothing", () => {
  const burst = (joinsPercent: number, seed = 1) => {
    const books = Array.from({ length: 40 }, () => new NotedBook());
    const crew = books.map((book, at) => {
      const maker = new SyntheticMaker(makers, makers.each[0]!, floor, book, 0, random.fork(`maker-${at}`));
      maker.open();
      return maker;
    });
    const bursts = new CancelBursts({ meanGapNs: 1e9, joinsPercent, levelsCount: 15 }, crew, Random.fromSeed(seed));
    expect(bursts.burst(5)).toBeGreaterThan(5);
    return books;
  };
  const counts = burst(100).map((book) => book.sidesCounts());
  expect(counts.every(([bids, asks]) => Math.min(bids, asks) === 25 && Math.max(bids, asks) === 40)).toBe(true);
  expect(new Set(counts.map(String)).size).toBe(1);
  const bidsLeft = Array.from({ length: 20 }, (_, seed) => burst(100, seed)[0]!.sidesCounts()[0]);
  expect(new Set(bidsLeft)).toEqual(new Set([25, 40]));
  // What is gone is what was nearest to the price.
  for (const { live } of burst(100)) {
    const away = (side: Side) =>
      [...live.values()]
        .filter((quote) => quote.side === side)
        .map(({ priceTicks }) => Math.abs(priceTicks - startTicks));
    const nearest = [Math.min(...away(bid)), Math.min(...away(ask))].toSorted((a, b) => a - b);
    expect(nearest[0]!).toBeLessThan(10);
    expect(nearest[1]!).toBeGreaterThan(5);
  }
  expect(burst(0).every((book) => book.live.size === 80)).toBe(true);
  const joined = burst(50).filter((book) => book.live.size === 65).length;
  expect(joined).toBeGreaterThan(8);
  expect(joined).toBeLessThan(32);
});
