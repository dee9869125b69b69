/**
 * The book as the rows build it: every level kept, sizes to the last digit, for quality reports and for checks of a
 * live feed. (The engine has its own, made for speed and for the levels near the touch.)
 *
 * A side is a sorted array whose best level is at its end, where nearly all changes happen.
 */
import { ask, bid, type Side } from "./side.ts";

export class BookSide {
  /** Prices, negated for asks: ascending, the best at the end. */
  #keys = new Int32Array(1024);
  #lots = new Float64Array(1024);
  #dust = new Float64Array(1024);
  count = 0;
  readonly #sign: 1 | -1;

  constructor(side: Side) {
    this.#sign = side === bid ? 1 : -1;
  }

  /** Price of the level at `rank` from the best, 0 first; 0 when there is none. */
  priceTicks(rank: number): number {
    return rank < this.count ? this.#sign * this.#keys[this.count - 1 - rank]! : 0;
  }

  sizeLots(rank: number): number {
    return rank < this.count ? this.#lots[this.count - 1 - rank]! : 0;
  }

  sizeDust(rank: number): number {
    return rank < this.count ? this.#dust[this.count - 1 - rank]! : 0;
  }

  /** Lots of the level at a price; 0 when there is none. */
  lotsAt(priceTicks: number): number {
    const key = this.#sign * priceTicks;
    const at = this.#firstNotBelow(key);
    return at < this.count && this.#keys[at] === key ? this.#lots[at]! : 0;
  }

  clear(): void {
    this.count = 0;
  }

  /** Sets a level; nothing in it removes it, known or not. */
  set(priceTicks: number, sizeLots: number, sizeDust: number): void {
    const key = this.#sign * priceTicks;
    const at = this.#firstNotBelow(key);
    const isThere = at < this.count && this.#keys[at] === key;
    if (sizeLots === 0 && sizeDust === 0) {
      if (isThere) this.#remove(at);
      return;
    }
    if (!isThere) this.#insert(at, key);
    this.#lots[at] = sizeLots;
    this.#dust[at] = sizeDust;
  }

  #firstNotBelow(key: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #insert(at: number, key: number): void {
    if (this.count === this.#keys.length) this.#grow();
    for (const column of [this.#keys, this.#lots, this.#dust]) column.copyWithin(at + 1, at, this.count);
    this.#keys[at] = key;
    this.count++;
  }

  #remove(at: number): void {
    for (const column of [this.#keys, this.#lots, this.#dust]) column.copyWithin(at, at + 1, this.count);
    this.count--;
  }

  #grow(): void {
    const [keys, lots, dust] = [this.#keys, this.#lots, this.#dust];
    this.#keys = new Int32Array(keys.length * 2);
    this.#lots = new Float64Array(lots.length * 2);
    this.#dust = new Float64Array(dust.length * 2);
    this.#keys.set(keys);
    this.#lots.set(lots);
    this.#dust.set(dust);
  }
}

export class LocalBook {
  readonly bids = new BookSide(bid);
  readonly asks = new BookSide(ask);

  side(side: Side): BookSide {
    return side === bid ? this.bids : this.asks;
  }

  clear(): void {
    this.bids.clear();
    this.asks.clear();
  }

  /** Buyers offer what sellers ask, or more: no venue shows that while it trades. */
  get isCrossed(): boolean {
    return this.bids.count > 0 && this.asks.count > 0 && this.bids.priceTicks(0) >= this.asks.priceTicks(0);
  }
}
