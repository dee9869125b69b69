/**
 * The book of the synthetic market: agents' orders in price-time priority, and what becomes of them told to a listener.
 *
 *   price (of one side, best first)   a ring of levels: index = key mod capacity
 *        key = ask price or -bid price, so that lower is better on either side
 *        each level: total lots, and its orders as a linked list from oldest to newest
 *
 * Makers own a fixed set of orders, each placed, filled and cancelled over and over, so orders are numbered once and
 * nothing is allocated. All live orders lie within a fraction of the price of each other, so a ring of levels with a
 * bit for each that has lots finds the next best level in a few words; it never has to move, wherever the price goes.
 */
import { assert } from "../src/base/assert.ts";
import type { Side } from "../src/domain/side.ts";
import { ask, bid, opposite } from "../src/domain/side.ts";
import type { AgentBook } from "./synthetic-floor.ts";

export interface BookListener {
  /** A maker's order was hit. Called for each order, before the change of its level. */
  traded(priceTicks: number, sizeLots: number, aggressor: Side): void;
  levelChanged(side: Side, priceTicks: number): void;
}

export class SyntheticBook implements AgentBook {
  readonly bids: BookSide;
  readonly asks: BookSide;
  readonly #priceTicks: Int32Array;
  readonly #lots: Float64Array;
  readonly #side: Uint8Array;

  /** @param capacityTicks a power of two, more than ever lies between the best and the worst order of a side. */
  constructor(
    ordersCount: number,
    capacityTicks: number,
    readonly listener: BookListener,
  ) {
    this.bids = new BookSide(bid, ordersCount, capacityTicks);
    this.asks = new BookSide(ask, ordersCount, capacityTicks);
    this.#priceTicks = new Int32Array(ordersCount);
    this.#lots = new Float64Array(ordersCount);
    this.#side = new Uint8Array(ordersCount);
  }

  sideOf(side: Side): BookSide {
    return side === bid ? this.bids : this.asks;
  }

  bestTicks(side: Side): number {
    return this.sideOf(side).bestTicks;
  }

  /** Lots that order `order` still has; 0 when it is not in the book. */
  lotsOf(order: number): number {
    return this.#lots[order]!;
  }

  priceTicksOf(order: number): number {
    return this.#priceTicks[order]!;
  }

  /** Puts a maker's order at the end of its level. It must not cross. */
  place(order: number, side: Side, priceTicks: number, sizeLots: number): void {
    assert(this.#lots[order] === 0, "an order is placed once at a time");
    assert(sizeLots > 0, "an order has a size");
    const otherBestTicks = this.sideOf(opposite(side)).bestTicks;
    assert(
      otherBestTicks === 0 || (side === bid ? priceTicks < otherBestTicks : priceTicks > otherBestTicks),
      "a maker's order does not cross",
    );
    this.#priceTicks[order] = priceTicks;
    this.#lots[order] = sizeLots;
    this.#side[order] = side;
    this.sideOf(side).append(order, priceTicks, sizeLots);
    this.listener.levelChanged(side, priceTicks);
  }

  cancel(order: number): void {
    assert(this.#lots[order]! > 0, "only a live order is cancelled");
    const side = this.#side[order] as Side;
    const priceTicks = this.#priceTicks[order]!;
    this.sideOf(side).remove(order, priceTicks, this.#lots[order]!);
    this.#lots[order] = 0;
    this.listener.levelChanged(side, priceTicks);
  }

  /** Takes up to `sizeLots` at `limitTicks` or better. What finds nobody is gone. */
  take(aggressor: Side, limitTicks: number, sizeLots: number): void {
    const passive = this.sideOf(opposite(aggressor));
    let leftLots = sizeLots;
    while (leftLots > 0 && passive.bestTicks !== 0) {
      const priceTicks = passive.bestTicks;
      if (aggressor === bid ? priceTicks > limitTicks : priceTicks < limitTicks) return;
      leftLots -= this.#hitOldest(passive, priceTicks, leftLots, aggressor);
    }
  }

  #hitOldest(passive: BookSide, priceTicks: number, lotsMax: number, aggressor: Side): number {
    const order = passive.oldestAtBest();
    const tradedLots = Math.min(lotsMax, this.#lots[order]!);
    this.listener.traded(priceTicks, tradedLots, aggressor);
    this.#lots[order] = this.#lots[order]! - tradedLots;
    if (this.#lots[order] === 0) passive.remove(order, priceTicks, tradedLots);
    else passive.reduce(priceTicks, tradedLots);
    this.listener.levelChanged(opposite(aggressor), priceTicks);
    return tradedLots;
  }
}

const none = -1;

/** One side: levels with their queues. It knows orders by number only. */
export class BookSide {
  /** Best price, 0 when the side is empty. */
  bestTicks = 0;
  levelsCount = 0;
  readonly #mask: number;
  readonly #lots: Float64Array;
  readonly #oldest: Int32Array;
  readonly #newest: Int32Array;
  /** A bit for each level that has lots. */
  readonly #occupied: Uint32Array;
  readonly #older: Int32Array;
  readonly #newer: Int32Array;

  constructor(
    readonly side: Side,
    ordersCount: number,
    capacityTicks: number,
  ) {
    assert(capacityTicks >= 32 && (capacityTicks & (capacityTicks - 1)) === 0, "the capacity is a power of two");
    this.#mask = capacityTicks - 1;
    this.#lots = new Float64Array(capacityTicks);
    this.#oldest = new Int32Array(capacityTicks).fill(none);
    this.#newest = new Int32Array(capacityTicks).fill(none);
    this.#occupied = new Uint32Array(capacityTicks / 32);
    this.#older = new Int32Array(ordersCount).fill(none);
    this.#newer = new Int32Array(ordersCount).fill(none);
  }

  lotsAt(priceTicks: number): number {
    return this.#lots[this.#indexOf(priceTicks)]!;
  }

  oldestAtBest(): number {
    assert(this.bestTicks !== 0, "somebody is there");
    return this.#oldest[this.#indexOf(this.bestTicks)]!;
  }

  /** Prices with lots, best first. */
  *levels(): Generator<number> {
    let priceTicks = this.bestTicks;
    for (let left = this.levelsCount; left > 0; left--) {
      yield priceTicks;
      if (left > 1) priceTicks = this.#nextBehind(priceTicks);
    }
  }

  append(order: number, priceTicks: number, sizeLots: number): void {
    assert(
      this.bestTicks === 0 || Math.abs(priceTicks - this.bestTicks) < this.#mask / 2,
      "orders lie within the capacity of the ring",
    );
    const index = this.#indexOf(priceTicks);
    const newest = this.#newest[index]!;
    this.#older[order] = newest;
    this.#newer[order] = none;
    if (newest === none) this.#oldest[index] = order;
    else this.#newer[newest] = order;
    this.#newest[index] = order;
    this.#lots[index] = this.#lots[index]! + sizeLots;
    if (newest === none) this.#open(index, priceTicks);
  }

  reduce(priceTicks: number, lots: number): void {
    const index = this.#indexOf(priceTicks);
    this.#lots[index] = this.#lots[index]! - lots;
  }

  /** Takes an order, with the lots it still had, out of its level. */
  remove(order: number, priceTicks: number, lots: number): void {
    const index = this.#indexOf(priceTicks);
    const older = this.#older[order]!;
    const newer = this.#newer[order]!;
    if (older === none) this.#oldest[index] = newer;
    else this.#newer[older] = newer;
    if (newer === none) this.#newest[index] = older;
    else this.#older[newer] = older;
    this.#lots[index] = this.#lots[index]! - lots;
    if (this.#oldest[index] === none) this.#close(index, priceTicks);
  }

  #open(index: number, priceTicks: number): void {
    this.#occupied[index >>> 5]! |= 1 << (index & 31);
    this.levelsCount++;
    if (this.bestTicks === 0 || this.#key(priceTicks) < this.#key(this.bestTicks)) this.bestTicks = priceTicks;
  }

  #close(index: number, priceTicks: number): void {
    assert(this.#lots[index] === 0, "a level without orders has no lots");
    this.#occupied[index >>> 5]! &= ~(1 << (index & 31));
    this.levelsCount--;
    if (priceTicks !== this.bestTicks) return;
    this.bestTicks = this.levelsCount === 0 ? 0 : this.#nextBehind(priceTicks);
  }

  /** The next price with lots behind this one; there is one. */
  #nextBehind(priceTicks: number): number {
    const start = (this.#key(priceTicks) + 1) & this.#mask;
    let word = start >>> 5;
    let bits = this.#occupied[word]! & (-1 << (start & 31));
    while (bits === 0) {
      word = (word + 1) & (this.#mask >>> 5);
      bits = this.#occupied[word]!;
    }
    const found = word * 32 + 31 - Math.clz32(bits & -bits);
    const distance = ((found - start) & this.#mask) + 1;
    return this.side === bid ? priceTicks - distance : priceTicks + distance;
  }

  #key(priceTicks: number): number {
    return this.side === bid ? -priceTicks : priceTicks;
  }

  #indexOf(priceTicks: number): number {
    return this.#key(priceTicks) & this.#mask;
  }
}
