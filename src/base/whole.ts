/**
 * Whole numbers of any size, as cheap as doubles while they are small: money on the path of an order.
 *
 * A `Whole` is a number where that is exact (below 2^53 in magnitude) and a bigint beyond, never the other way round.
 * Each operation tries doubles first: a sum or product of safe integers that comes out safe is exact, since a larger
 * one would have been rounded to 2^53 or more. A bigint operation costs 20 to 100 ns and an allocation, a double's
 * about 1 ns.
 */
import { assert } from "./assert.ts";
import { divideHalfUp, powerOfTen } from "./decimal.ts";

export type Whole = number | bigint;

export function whole(value: bigint): Whole {
  const double = Number(value);
  return Number.isSafeInteger(double) ? double : value;
}

export function add(a: Whole, b: Whole): Whole {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return whole(BigInt(a) + BigInt(b));
}

export function subtract(a: Whole, b: Whole): Whole {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return whole(BigInt(a) - BigInt(b));
}

export function multiply(a: Whole, b: Whole): Whole {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product + 0; // -0 is 0.
  }
  return whole(BigInt(a) * BigInt(b));
}

export function negate(a: Whole): Whole {
  return typeof a === "number" ? 0 - a : whole(-a);
}

/** a / b rounded to the nearest, halves away from zero. `b` is positive. */
export function divideNearest(a: Whole, b: Whole): Whole {
  if (b === 1) return a;
  if (typeof a === "number" && typeof b === "number") {
    assert(b > 0, "the divisor is positive");
    const magnitude = Math.abs(a);
    if (Number.isSafeInteger(magnitude + b)) return a < 0 ? 0 - nearest(magnitude, b) : nearest(magnitude, b);
  }
  return whole(divideHalfUp(BigInt(a), BigInt(b)));
}

/** a / b without its fraction. `b` is positive. */
export function divideTowardsZero(a: Whole, b: Whole): Whole {
  if (typeof a === "number" && typeof b === "number") return (a - (a % b)) / b + 0; // A remainder is exact, and so is the rest.
  return whole(BigInt(a) / BigInt(b));
}

/** Counts of 10^-fromPlaces as counts of 10^-toPlaces, to the nearest where those are coarser. */
export function rescale(units: Whole, fromPlaces: number, toPlaces: number): Whole {
  if (fromPlaces === toPlaces) return units;
  if (fromPlaces < toPlaces) return multiply(units, whole(powerOfTen(toPlaces - fromPlaces)));
  return divideNearest(units, whole(powerOfTen(fromPlaces - toPlaces)));
}

/**
 * A quotient below a whole number is at least 1 / divisor below it, and doubles are finer than that while dividend and
 * divisor together are below 2^53: so it is never rounded up to that number, and its whole part is exact.
 */
function nearest(magnitude: number, divisor: number): number {
  const quotient = Math.floor(magnitude / divisor);
  const remainder = magnitude - quotient * divisor;
  return 2 * remainder >= divisor ? quotient + 1 : quotient;
}
