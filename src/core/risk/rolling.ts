/**
 * The largest value, and the number of events, of a window of time that moves on. Time is cut into `bucketsCount`
 * buckets a window: what is older than a window is forgotten, at the latest one bucket after. Constant memory, and
 * constant time on average, whatever comes.
 */
import { assert } from "../../base/assert.ts";
import type { DurationNs, TimeNs } from "../../domain/time.ts";

const bucketsCount = 64;
const ringSize = 2 * bucketsCount; // A power of two beyond the buckets that may be kept.

/** A queue of maxima: each bucket that holds a value larger than all since. */
export class RollingMax {
  readonly #bucketNs: DurationNs;
  readonly #buckets = new Float64Array(ringSize);
  readonly #values = new Float64Array(ringSize);
  #first = 0;
  #count = 0;

  constructor(windowNs: DurationNs) {
    assert(windowNs > 0, "a window has a length");
    this.#bucketNs = windowNs / bucketsCount;
  }

  /** @returns the largest within the window, this one included. */
  add(nowNs: TimeNs, value: number): number {
    const bucket = Math.floor(nowNs / this.#bucketNs);
    while (this.#count > 0 && this.#values[this.#at(this.#count - 1)]! <= value) this.#count--;
    if (this.#count === 0 || this.#buckets[this.#at(this.#count - 1)] !== bucket) {
      this.#buckets[this.#at(this.#count)] = bucket;
      this.#values[this.#at(this.#count)] = value;
      this.#count++;
    }
    while (this.#buckets[this.#first]! < bucket - bucketsCount) {
      this.#first = this.#at(1);
      this.#count--;
    }
    return this.#values[this.#first]!;
  }

  clear(): void {
    this.#count = 0;
  }

  #at(index: number): number {
    return (this.#first + index) & (ringSize - 1);
  }
}

export class RollingCount {
  readonly #bucketNs: DurationNs;
  readonly #counts = new Float64Array(bucketsCount + 1);
  #bucket = 0;
  #total = 0;

  constructor(windowNs: DurationNs) {
    assert(windowNs > 0, "a window has a length");
    this.#bucketNs = windowNs / bucketsCount;
  }

  add(nowNs: TimeNs): void {
    this.#forget(nowNs);
    this.#counts[this.#bucket % this.#counts.length]!++;
    this.#total++;
  }

  at(nowNs: TimeNs): number {
    this.#forget(nowNs);
    return this.#total;
  }

  #forget(nowNs: TimeNs): void {
    const bucket = Math.floor(nowNs / this.#bucketNs);
    const { length } = this.#counts;
    for (let old = Math.max(this.#bucket, bucket - length) + 1; old <= bucket; old++) {
      this.#total -= this.#counts[old % length]!;
      this.#counts[old % length] = 0;
    }
    this.#bucket = Math.max(this.#bucket, bucket);
  }
}
