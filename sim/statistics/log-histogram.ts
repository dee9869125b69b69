/** Percentiles of a stream of whole numbers in bounded memory: durations in nanoseconds, queues in lots. */
import { assert } from "../../src/base/assert.ts";
import { exp2, log } from "../../src/base/math.ts";

/**
 * Whole values by logarithmic bucket: 128 to each doubling, so that a percentile is within 0.55% of the exact one (half a bucket
 * is 2^(1/256) - 1 = 0.27%, and rounding to a whole number at most doubles it) from 0 to 2^53. The largest is exact.
 */
export class LogHistogram {
  readonly #counts = new Float64Array(1 + bucketsPerDoubling * doublings);
  #count = 0;
  #max = 0;

  /** @param value whole and not negative. */
  record(value: number): void {
    assert(Number.isSafeInteger(value) && value >= 0, "a recorded value is whole and not negative");
    this.#counts[bucketOf(value)]! += 1;
    this.#count++;
    this.#max = Math.max(this.#max, value);
  }

  get count(): number {
    return this.#count;
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
}

const bucketsPerDoubling = 128;
/** Up to 2^53. */
const doublings = 53;

/** Bucket 0 holds 0; bucket 1 + n what lies from 2^(n/128) to 2^((n+1)/128). */
function bucketOf(value: number): number {
  if (value === 0) return 0;
  const bucket = 1 + Math.floor((log(value) / Math.LN2) * bucketsPerDoubling);
  return Math.min(bucket, bucketsPerDoubling * doublings);
}

/** The geometric middle, rounded. */
function middleOf(bucket: number): number {
  return bucket === 0 ? 0 : Math.round(exp2((bucket - 0.5) / bucketsPerDoubling));
}
