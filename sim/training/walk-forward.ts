/**
 * Walk-forward: each fold is fitted to the past and judged on what came next. Rows are cut into parts of equal number
 * by time; fold k is fitted to the first k parts and judged on the next one.
 *
 *   parts   |  1  |  2  |  3  |  4  |
 *   fold 1  |fit  .|judge|
 *   fold 2  |fit        .|judge|          . purged: rows whose labels look over the border
 *   fold 3  |fit              .|judge|
 */
import type { DurationNs, TimeNs } from "../../src/domain/time.ts";

export interface Fold {
  /** Rows `[0, fitCount)` are fitted to, `[from, to)` judged. */
  readonly fitCount: number;
  readonly from: number;
  readonly to: number;
}

/** @param timesNs of the rows, not falling. Rows of one time stay together. */
export function walkForward(timesNs: ArrayLike<TimeNs>, foldsCount: number, purgeNs: DurationNs): Fold[] {
  const borders = Array.from({ length: foldsCount + 2 }, (_, part) =>
    firstOfTime(timesNs, Math.round((part * timesNs.length) / (foldsCount + 1))),
  );
  return Array.from({ length: foldsCount }, (_, fold) => {
    const from = borders[fold + 1]!;
    return { fitCount: countBefore(timesNs, (timesNs[from] ?? 0) - purgeNs), from, to: borders[fold + 2]! };
  });
}

function firstOfTime(timesNs: ArrayLike<TimeNs>, row: number): number {
  let first = row;
  while (first > 0 && first < timesNs.length && timesNs[first - 1] === timesNs[first]) first--;
  return first;
}

function countBefore(timesNs: ArrayLike<TimeNs>, beforeNs: TimeNs): number {
  let [low, high] = [0, timesNs.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timesNs[middle]! < beforeNs) low = middle + 1;
    else high = middle;
  }
  return low;
}
