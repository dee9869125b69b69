/**
 * The standard error of a mean over rows that overlap in time: rows near each other tell the same story, so blocks of
 * time are taken as independent instead of rows. With S_b the sum and n_b the rows (or their weight) of block b, the mean is m = sum S_b /
 * sum n_b and its error sqrt(B / (B - 1) sum (S_b - m n_b)^2) / sum n_b: a ratio of sums, linearised (Cochran: Sampling
 * Techniques, 3rd edition, 6.3).
 */
import { assert } from "../../src/base/assert.ts";
import type { DurationNs, TimeNs } from "../../src/domain/time.ts";

export interface BlockedMean {
  readonly mean: number;
  /** NaN with fewer than two blocks. */
  readonly error: number;
  readonly blocksCount: number;
}

/**
 * @param timesNs of the rows, not falling. @param blockNs blocks are counted from time 0. @param weights of the rows;
 *   without, they count alike.
 */
export function blockedMean(
  values: ArrayLike<number>,
  timesNs: ArrayLike<TimeNs>,
  blockNs: DurationNs,
  weights?: ArrayLike<number>,
): BlockedMean {
  assert(values.length === timesNs.length && blockNs > 0, "each value has a time, in a block of some length");
  const sums: number[] = [];
  const counts: number[] = [];
  let total = 0;
  let block = Number.NaN;
  for (let at = 0; at < values.length; at++) {
    const blockAt = Math.floor(timesNs[at]! / blockNs);
    if (blockAt !== block) {
      sums.push(0);
      counts.push(0);
      block = blockAt;
    }
    const weight = weights === undefined ? 1 : weights[at]!;
    sums[sums.length - 1]! += weight * values[at]!;
    counts[counts.length - 1]! += weight;
    total += weight;
  }
  const mean = sums.reduce((sum, value) => sum + value, 0) / total;
  const squares = sums.reduce((sum, value, at) => sum + square(value - mean * counts[at]!), 0);
  const blocksCount = sums.length;
  const error = blocksCount < 2 ? Number.NaN : Math.sqrt((squares * blocksCount) / (blocksCount - 1)) / total;
  return { mean, error, blocksCount };
}

function square(value: number): number {
  return value * value;
}
