/**
 * The standard normal distribution: its cumulative probability and the inverse, from + - * / and our own exp and log,
 * so that a ranking has the same digits on every machine.
 *
 * Relative error, tails included, as the tests bound it: 1e-14 of the probability down to -8 standard deviations and
 * 1e-12 down to -37; 1e-14 of the quantile (absolute near 0).
 */
import { assert } from "../../src/base/assert.ts";
import { exp, log } from "../../src/base/math.ts";

/** Probability of a value up to x. */
export function normalCdf(x: number): number {
  if (x > 0) return 1 - normalCdf(-x);
  return x > -seriesMax ? 0.5 - density(x) * oddSeries(-x) : tail(-x);
}

/**
 * The value that a normal does not exceed with probability p; infinite for 0 and 1.
 *
 * A first guess good to 4.5e-4 (Abramowitz and Stegun 1964, eq. 26.2.23), then Halley's method on the lower half, where
 * the probability keeps its digits.
 */
export function normalQuantile(p: number): number {
  assert(p >= 0 && p <= 1, "a probability lies between 0 and 1");
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  let x = firstGuess(p);
  for (let round = 0; round < 3; round++) {
    const newton = (normalCdf(x) - p) / density(x);
    x -= newton / (1 + (x * newton) / 2);
  }
  return x;
}

/** Up to here the series; beyond it loses digits to the subtraction and the fraction converges fast. */
const seriesMax = 2;

/** 2 pi to the nearest double. */
const twoPi = 6.283185307179586;

function density(x: number): number {
  return exp(-0.5 * x * x) / Math.sqrt(twoPi);
}

/** x + x^3/3 + x^5/(3 5) + ... (G. Marsaglia, "Evaluating the Normal Distribution", J. Statistical Software 2004). */
function oddSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return sum;
}

/** Probability above x, by Laplace's continued fraction 1/(x + 1/(x + 2/(x + 3/...))) from its far end. */
function tail(x: number): number {
  let fraction = x;
  for (let depth = fractionDepth; depth > 0; depth--) fraction = x + depth / fraction;
  return density(x) / fraction;
}

/** Enough for full digits at `seriesMax`. */
const fractionDepth = 180;

function firstGuess(p: number): number {
  const t = Math.sqrt(-2 * log(p));
  return (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
}
