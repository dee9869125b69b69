/** One side of a book as levels: prices in order, the best last, so that the touch, where nearly all changes are, is cheap to change. */
import { assert } from "../../../src/base/assert.ts";
import { bid, type Side } from "../../../src/domain/side.ts";

export class PriceLevels {
  #ticks = new Int32Array(1024);
  #lots = new Float64Array(1024);
  #count = 0;
  /** Prices times this rise towards the best. */
  readonly #sign: 1 | -1;

  constructor(side: Side) {
    this.#sign = side === bid ? 1 : -1;
  }

  get count(): number {
    return this.#count;
  }
  /** 0 for none. */
  get bestTicks(): number {
    return this.#count === 0 ? 0 : this.#ticks[this.#count - 1]!;
  }
  get bestLots(): number {
    return this.#count === 0 ? 0 : this.#lots[this.#count - 1]!;
  }

  /** The n-th best. */
  ticksAt(index: number): number {
    assert(index >= 0 && index < this.#count, "a level that is there");
    return this.#ticks[this.#count - 1 - index]!;
  }
  lotsAt(index: number): number {
    assert(index >= 0 && index < this.#count, "a level that is there");
    return this.#lots[this.#count - 1 - index]!;
  }

  /** 0 for a level that is not there. */
  lotsOf(priceTicks: number): number {
    const at = this.#placeOf(priceTicks);
    return at < this.#count && this.#ticks[at] === priceTicks ? this.#lots[at]! : 0;
  }
  allTicks(): Int32Array {
    return this.#ticks.slice(0, this.#count);
  }

  /** 0 lots remove the level. @returns whether that changed anything. */
  set(priceTicks: number, lots: number): boolean {
    const at = this.#placeOf(priceTicks);
    const isThere = at < this.#count && this.#ticks[at] === priceTicks;
    if (lots === 0) return isThere && this.#remove(at);
    if (!isThere) return this.#insert(at, priceTicks, lots);
    const isOther = this.#lots[at] !== lots;
    this.#lots[at] = lots;
    return isOther;
  }

  #placeOf(priceTicks: number): number {
    let from = 0;
    let to = this.#count;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#ticks[middle]! * this.#sign < priceTicks * this.#sign) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #remove(at: number): true {
    this.#ticks.copyWithin(at, at + 1, this.#count);
    this.#lots.copyWithin(at, at + 1, this.#count);
    this.#count--;
    return true;
  }

  #insert(at: number, priceTicks: number, lots: number): true {
    if (this.#count === this.#ticks.length) this.#grow();
    this.#ticks.copyWithin(at + 1, at, this.#count);
    this.#lots.copyWithin(at + 1, at, this.#count);
    this.#ticks[at] = priceTicks;
    this.#lots[at] = lots;
    this.#count++;
    return true;
  }

  #grow(): void {
    const [ticks, lots] = [new Int32Array(this.#count * 2), new Float64Array(this.#count * 2)];
    ticks.set(this.#ticks);
    lots.set(this.#lots);
    [this.#ticks, this.#lots] = [ticks, lots];
  }
}
