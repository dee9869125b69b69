/**
 * Statistics of a run in one pass and bounded memory: moments, Sharpe ratio, latency percentiles, even samples.
 *
 * Figures that a reader could take for more than they are come with their error: a Sharpe ratio with its standard error, a
 * percentile with its stated precision, a sample with the knowledge that it is one.
 */
import { assert } from "../src/base/assert.ts";
import { exp2, log } from "../src/base/math.ts";
import type { DurationNs } from "../src/domain/time.ts";
import type { LatencySummary } from "./result.ts";

/**
 * Count, mean and variance, updated value by value without the cancellation of "mean of squares less square of the mean".
 * Source: B. P. Welford, "Note on a method for calculating corrected sums of squares and products", Technometrics 1962.
 */
export class RunningMoments {
  count = 0;
  #mean = 0;
  #squares = 0;

  add(value: number): void {
    this.count++;
    const away = value - this.#mean;
    this.#mean += away / this.count;
    this.#squares += away * (value - this.#mean);
  }

  /** NaN before the first value. */
  get mean(): number {
    return this.count === 0 ? Number.NaN : this.#mean;
  }

  /** Of the sample (divided by count - 1); NaN before the second value. */
  get variance(): number {
    return this.count < 2 ? Number.NaN : this.#squares / (this.count - 1);
  }

  /** Standard error of the mean, for independent values. */
  get meanError(): number {
    return Math.sqrt(this.variance / this.count);
  }
}

export interface IncrementSummary {
  readonly sharpe: number | undefined;
  readonly sharpeError: number | undefined;
  readonly winRate: number | undefined;
}

/** A market that never closes. */
const minutesPerYear = 525_600;

/**
 * What P&L did from minute to minute.
 *
 * Sharpe ratio per minute = mean / standard deviation of the increments, no risk-free rate; its standard error for
 * independent increments is sqrt((1 + SR^2 / 2) / n) (A. W. Lo, "The Statistics of Sharpe Ratios", Financial Analysts
 * Journal 2002, eq. 9). Both are annualised by sqrt(minutes a year). A short run has a huge error, and that is the point.
 */
export class IncrementStatistics {
  readonly #increments = new RunningMoments();
  #winsCount = 0;
  #lossesCount = 0;
  #last = Number.NaN;

  /** @param level P&L so far, each full minute. The first only starts the count. */
  add(level: number): void {
    const increment = level - this.#last;
    this.#last = level;
    if (Number.isNaN(increment)) return;
    this.#increments.add(increment);
    if (increment > 0) this.#winsCount++;
    if (increment < 0) this.#lossesCount++;
  }

  /** Sharpe ratio undefined with fewer than two increments or no variance; win rate when no increment differs from 0. */
  summary(): IncrementSummary {
    const { count, mean, variance } = this.#increments;
    const decidedCount = this.#winsCount + this.#lossesCount;
    const winRate = decidedCount === 0 ? undefined : this.#winsCount / decidedCount;
    if (count < 2 || !(variance > 0)) return { sharpe: undefined, sharpeError: undefined, winRate };
    const perMinute = mean / Math.sqrt(variance);
    return {
      sharpe: perMinute * Math.sqrt(minutesPerYear),
      sharpeError: Math.sqrt(((1 + (perMinute * perMinute) / 2) / count) * minutesPerYear),
      winRate,
    };
  }
}

/**
 * Durations by logarithmic bucket: 128 to each doubling, so that a percentile is within 0.55% of the exact one (half a bucket
 * is 2^(1/256) - 1 = 0.27%, and rounding to whole nanoseconds at most doubles it) from 1 ns to 104 days. The largest is exact.
 */
export class LatencyHistogram {
  readonly #counts = new Float64Array(1 + bucketsPerDoubling * doublings);
  #count = 0;
  #maxNs: DurationNs = 0;

  /** @param durationNs whole and not negative. */
  record(durationNs: DurationNs): void {
    assert(Number.isSafeInteger(durationNs) && durationNs >= 0, "a duration is whole and not negative");
    this.#counts[bucketOf(durationNs)]! += 1;
    this.#count++;
    this.#maxNs = Math.max(this.#maxNs, durationNs);
  }

  /** All 0 when nothing was recorded. */
  summary(): LatencySummary {
    return { count: this.#count, p50Ns: this.#quantile(0.5), p99Ns: this.#quantile(0.99), maxNs: this.#maxNs };
  }

  /** The smallest duration that at least this share of all do not exceed (nearest rank). */
  #quantile(share: number): DurationNs {
    const rank = Math.max(1, Math.ceil(share * this.#count));
    let seenCount = 0;
    for (let bucket = 0; bucket < this.#counts.length && this.#count > 0; bucket++) {
      seenCount += this.#counts[bucket]!;
      if (seenCount >= rank) return Math.min(this.#maxNs, middleOf(bucket));
    }
    return 0;
  }
}

/**
 * At most `itemsMax` items of a stream of unknown length, evenly spaced: every one at first, then every second, every
 * fourth... Which ones are kept depends on nothing but their number, so two runs of one seed draw the same picture.
 */
export class EvenSampler<T> {
  #items: T[] = [];
  #stride = 1;
  #offeredCount = 0;

  constructor(readonly itemsMax: number) {
    assert(Number.isSafeInteger(itemsMax) && itemsMax >= 2, "a sampler keeps two items or more");
  }

  add(item: T): void {
    const isDue = this.#offeredCount++ % this.#stride === 0;
    if (!isDue) return;
    if (this.#items.length < this.itemsMax) {
      this.#items.push(item);
      return;
    }
    this.#items = this.#items.filter((_, at) => at % 2 === 0);
    this.#stride *= 2;
    if ((this.#offeredCount - 1) % this.#stride === 0) this.#items.push(item);
  }

  /** In order of arrival; the first ever offered is always among them. */
  get items(): readonly T[] {
    return this.#items;
  }
}

const bucketsPerDoubling = 128;
/** Up to 2^53 ns. */
const doublings = 53;

/** Bucket 0 holds 0 ns; bucket 1 + n what lies from 2^(n/128) to 2^((n+1)/128). */
function bucketOf(durationNs: DurationNs): number {
  if (durationNs === 0) return 0;
  const bucket = 1 + Math.floor((log(durationNs) / Math.LN2) * bucketsPerDoubling);
  return Math.min(bucket, bucketsPerDoubling * doublings);
}

/** The geometric middle, in whole nanoseconds. */
function middleOf(bucket: number): DurationNs {
  return bucket === 0 ? 0 : Math.round(exp2((bucket - 0.5) / bucketsPerDoubling));
}
