/** Percentiles of a stream of whole numbers in bounded memory: durations in nanoseconds, queues in lots. */
import { assert } from "./assert.ts";
import { exp2 } from "./math.ts";

/**
 * Whole values by logarithmic bucket: 128 to each doubling, so that a percentile is within 0.55% of the exact one (half
 * a bucket is 2^(1/256) - 1 = 0.27%, and rounding to a whole number at most doubles it) from 0 to 2^53. The largest is
 * exact.
 */
export class LogHistogram {
  readonly #counts = new Float64Array(1 + bucketsPerDoubling * doublings);
  #count = 0;
  #sum = 0;
  #max = 0;

  /** @param value whole and not negative. */
  record(value: number): void {
    assert(Number.isSafeInteger(value) && value >= 0, "a recorded value is whole and not negative");
    this.#counts[bucketOf(value)]! += 1;
    this.#count++;
    this.#sum += value;
    this.#max = Math.max(this.#max, value);
  }

  get count(): number {
    return this.#count;
  }

  /** Exact up to 2^53. */
  get sum(): number {
    return this.#sum;
  }

  /** 0 when nothing was recorded. */
  get max(): number {
    return this.#max;
  }

  /** The smallest value that at least this share of all do not exceed (nearest rank); 0 when nothing was recorded. */
  quantile(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.#count));
    let seenCount = 0;
    for (let bucket = 0; bucket < this.#counts.length && this.#count > 0; bucket++) {
      seenCount += this.#counts[bucket]!;
      if (seenCount >= rank) return Math.min(this.#max, middleOf(bucket));
    }
    return 0;
  }

  /** How many values were below 2^n, exactly, for each n from 0 to 53: doublings begin there. */
  countsBelowPowers(): Float64Array {
    const counts = new Float64Array(doublings + 1);
    let count = this.#counts[0]!;
    counts[0] = count;
    for (let power = 1; power <= doublings; power++) {
      const end = 1 + power * bucketsPerDoubling;
      for (let bucket = end - bucketsPerDoubling; bucket < end; bucket++) count += this.#counts[bucket]!;
      counts[power] = count;
    }
    return counts;
  }
}

const bucketsPerDoubling = 128;
/** Up to 2^53. */
const doublings = 53;

const powersOfTwo = Float64Array.from({ length: doublings + 1 }, (_, exponent) => exp2(exponent));
/** Where each bucket of a doubling begins, and where the next doubling does: 2^(n/128). */
const bucketStarts = Float64Array.from({ length: bucketsPerDoubling + 1 }, (_, n) => exp2(n / bucketsPerDoubling));
/** The bucket in which each of so many even steps from 1 to 2 begins; a step reaches into two at most. */
const steps = 2 * bucketsPerDoubling;
const bucketOfStep = Uint8Array.from({ length: steps }, (_, step) => {
  const start = 1 + step / steps;
  return bucketStarts.findLastIndex((bucketStart) => bucketStart <= start);
});

/**
 * Bucket 0 holds 0; bucket 1 + n what lies from 2^(n/128) to 2^((n+1)/128). Found by tables: a logarithm costs ten
 * times as much.
 */
function bucketOf(value: number): number {
  if (value === 0) return 0;
  const doubling = exponentOf(value);
  const within = value / powersOfTwo[doubling]!; // From 1 to 2, exact.
  const bucket = bucketOfStep[Math.floor((within - 1) * steps)]!;
  const isInNext = within >= bucketStarts[bucket + 1]!;
  return 1 + doubling * bucketsPerDoubling + bucket + (isInNext ? 1 : 0);
}

/** The largest n with 2^n <= value, for a whole value of 1 or more. */
function exponentOf(value: number): number {
  const high = Math.floor(value / 2 ** 31);
  return high === 0 ? 31 - Math.clz32(value) : 62 - Math.clz32(high);
}

/** The geometric middle, rounded. */
function middleOf(bucket: number): number {
  return bucket === 0 ? 0 : Math.round(exp2((bucket - 0.5) / bucketsPerDoubling));
}
