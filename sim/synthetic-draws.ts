/**
 * Draws from the distributions of the synthetic market. Built on base/math alone, so that a seed means the same
 * everywhere.
 */
import { exp, log, pow } from "../src/base/math.ts";
import type { Random } from "../src/base/random.ts";

/** Exponential with this mean. */
export function drawExponential(random: Random, mean: number): number {
  return -mean * log(1 - random.unit());
}

/**
 * Whole nanoseconds to the next arrival of a Poisson process, at least 1 so that time moves. An infinite mean: never.
 */
export function drawGapNs(random: Random, meanNs: number): number {
  if (meanNs === Number.POSITIVE_INFINITY) return meanNs;
  return Math.max(1, Math.round(drawExponential(random, meanNs)));
}

/**
 * Standard normal by Marsaglia's polar method; the second of each pair is given up, so that no state hides between
 * draws.
 */
export function drawNormal(random: Random): number {
  for (;;) {
    const x = 2 * random.unit() - 1;
    const y = 2 * random.unit() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * log(square)) / square);
  }
}

/** Pareto: P(size > s) = (min / s)^tail, capped. */
export function drawPareto(random: Random, min: number, tail: number, max: number): number {
  return Math.min(max, min * pow(1 - random.unit(), -1 / tail));
}

/** `count` distances from `first` to `last`, each the same factor beyond the one before. */
export function geometricDistances(first: number, last: number, count: number): Float64Array {
  const growth = count > 1 ? log(last / first) / (count - 1) : 0;
  return Float64Array.from({ length: count }, (_, at) => first * exp(growth * at));
}
