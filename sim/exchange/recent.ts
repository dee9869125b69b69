/** The latest things of a kind, at most so many: what is remembered is bounded, whatever a run's length. */
import { assert } from "../../src/base/assert.ts";

export class Recent<T> {
  readonly #ring: T[] = [];
  /** Where the oldest lies, once the ring is full. */
  #start = 0;

  constructor(readonly countMax: number) {
    assert(Number.isInteger(countMax) && countMax >= 0, "what is remembered is counted");
  }

  get length(): number {
    return this.#ring.length;
  }

  /** Returns what is forgotten for it, if anything is. */
  push(item: T): T | undefined {
    if (this.countMax === 0) return item;
    if (this.#ring.length < this.countMax) {
      this.#ring.push(item);
      return undefined;
    }
    const forgotten = this.#ring[this.#start];
    this.#ring[this.#start] = item;
    this.#start = (this.#start + 1) % this.countMax;
    return forgotten;
  }

  /** The oldest first. */
  at(index: number): T {
    assert(index >= 0 && index < this.#ring.length, "what is asked for is remembered");
    return this.#ring[(this.#start + index) % this.#ring.length]!;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let index = 0; index < this.#ring.length; index++) yield this.at(index);
  }

  toArray(): T[] {
    return [...this];
  }
}
