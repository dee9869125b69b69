/**
 * A fraction in its lowest terms, so that whole numbers scaled by it stay small: a fee of 100,000 / 100,000,000 is 1 /
 * 1000.
 */
import { assert } from "./assert.ts";
import { divideNearest, multiply, type Whole, whole } from "./whole.ts";

export interface Fraction {
  readonly numerator: Whole;
  readonly denominator: Whole;
}

/** @param denominator positive. */
export function fraction(numerator: bigint, denominator: bigint): Fraction {
  assert(denominator > 0n, "a denominator is positive");
  const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator);
  return { numerator: whole(numerator / divisor), denominator: whole(denominator / divisor) };
}

/** The share of it, rounded to the nearest whole, halves away from zero. */
export function scaled(value: Whole, { numerator, denominator }: Fraction): Whole {
  return divideNearest(multiply(value, numerator), denominator);
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}
