// Goal: whole numbers are exact at any size, and stay numbers for as long as they are exact as such.
// Method: every operation against the same one of bigints, over sizes around 2^53 and its root, where doubles begin to
// round.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { divideHalfUp } from "../../../src/base/decimal.ts";
import { fraction, scaled } from "../../../src/base/fraction.ts";
import { RunHash } from "../../../src/base/run-hash.ts";
import {
  add,
  divideNearest,
  divideTowardsZero,
  multiply,
  negate,
  rescale,
  subtract,
  type Whole,
  whole,
} from "../../../src/base/whole.ts";

const small = fc.bigInt({ min: -1000n, max: 1000n });
const edges = fc
  .tuple(
    fc.constantFrom(2n ** 26n, 2n ** 27n, 2n ** 52n, 2n ** 53n, 2n ** 54n, 2n ** 80n),
    small,
    fc.constantFrom(1n, -1n),
  )
  .map(([power, offset, sign]) => sign * (power + offset));
const safe = fc.maxSafeInteger().map(BigInt);
const any = fc.oneof(small, edges, safe, fc.bigInt({ min: -(2n ** 100n), max: 2n ** 100n }));
const positive = any.map((value) => (value < 0n ? -value : value) || 1n);

/** A number where it is exact, else a bigint; and never -0. */
function expectWhole(value: Whole, expected: bigint) {
  expect(BigInt(value)).toBe(expected);
  expect(typeof value).toBe(Number.isSafeInteger(Number(expected)) ? "number" : "bigint");
  expect(Object.is(value, -0)).toBe(false);
}

const pairs = [
  ["sums", add, (a: bigint, b: bigint) => a + b],
  ["differences", subtract, (a: bigint, b: bigint) => a - b],
  ["products", multiply, (a: bigint, b: bigint) => a * b],
] as const;
const quotients = [
  ["quotients rounded to the nearest", divideNearest, divideHalfUp],
  ["quotients cut towards zero", divideTowardsZero, (a: bigint, b: bigint) => a / b],
] as const;

describe("whole", () => {
  for (const [name, operation, exact] of pairs)
    test(`whole: ${name}: those of bigints, numbers where that is exact`, () => {
      fc.assert(fc.property(any, any, (a, b) => expectWhole(operation(whole(a), whole(b)), exact(a, b))));
    });

  for (const [name, operation, exact] of quotients)
    test(`whole: ${name}: those of bigints`, () => {
      fc.assert(fc.property(any, positive, (a, b) => expectWhole(operation(whole(a), whole(b)), exact(a, b))));
    });

  test("whole: quotients next to a whole number or a half: rounded as bigints are", () => {
    // Products just below 2^53, where a double has the least room, and any others.
    const divisor = fc.oneof(fc.bigInt({ min: 1n, max: 2n ** 27n }), fc.bigInt({ min: 1n, max: 2n ** 52n }));
    const near = divisor.chain((by) =>
      fc.tuple(fc.oneof(positive, fc.constant(2n ** 53n / by - 1n)), fc.constant(by), fc.bigInt({ min: -2n, max: 2n })),
    );
    const holds = fc.property(near, ([quotient, divisor, offset]) => {
      for (const value of [quotient * divisor + offset, quotient * divisor + divisor / 2n + offset])
        expectWhole(divideNearest(whole(value), whole(divisor)), divideHalfUp(value, divisor));
    });
    fc.assert(holds);
  });

  test("whole: the other sign, and there and back: the same value", () => {
    fc.assert(
      fc.property(any, (a) => {
        expectWhole(negate(whole(a)), -a);
        expectWhole(negate(negate(whole(a))), a);
      }),
    );
  });

  test("whole: counted in other places: exact in finer ones, to the nearest in coarser ones", () => {
    const places = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(any, places, places, (a, from, to) => {
        const scale = (by: number) => 10n ** BigInt(Math.max(0, by));
        expectWhole(rescale(whole(a), from, to), divideHalfUp(a * scale(to - from), scale(from - to)));
      }),
    );
  });

  test("fraction: in lowest terms, and what it scales: as if it were not", () => {
    fc.assert(
      fc.property(any, any, positive, (value, numerator, denominator) => {
        expectWhole(
          scaled(whole(value), fraction(numerator, denominator)),
          divideHalfUp(value * numerator, denominator),
        );
      }),
    );
    expect(fraction(100_000n, 100_000_000n)).toEqual({ numerator: 1, denominator: 1000 });
  });

  test("run hash: a whole number: the same bytes as a number and as a bigint", () => {
    fc.assert(
      fc.property(safe, (value) => {
        const [asNumber, asBigint] = [new RunHash(), new RunHash()];
        asNumber.integer(Number(value));
        asBigint.integer(value);
        expect(asNumber.hex()).toBe(asBigint.hex());
      }),
    );
  });
});
