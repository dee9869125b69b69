// Goal: the normal distribution is right to the digits that its comment states, tails included.
// Method: values of a 30-digit computation; the quantile as inverse of the probability; symmetry.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { normalCdf, normalQuantile } from "../../../../sim/statistics/normal.ts";
import { expectNear } from "../../../helpers/near.ts";

/** Of mpmath at 30 digits. */
const known: readonly [x: number, probability: number, relativeError: number][] = [
  [-37, 5.725571222524576e-300, 1e-12],
  [-10, 7.619853024160527e-24, 1e-13],
  [-6, 9.86587645037698e-10, 1e-14],
  [-3, 0.0013498980316300946, 1e-14],
  [-2.5, 0.006209665325776135, 1e-14],
  [-1, 0.15865525393145705, 1e-14],
  [-0.1, 0.460172162722971, 1e-14],
  [0, 0.5, 0],
  [0.5, 0.6914624612740131, 1e-15],
  [2.5, 0.993790334674224, 1e-15],
  [5, 0.9999997133484281, 1e-15],
];

test("normal: probabilities from the far tail to one: as a 30-digit computation has them", () => {
  for (const [x, probability, relativeError] of known)
    expectNear(normalCdf(x), probability, relativeError * probability);
});

test("normal: the ends: 0 and 1, and infinite quantiles", () => {
  expect([normalCdf(Number.NEGATIVE_INFINITY), normalCdf(Number.POSITIVE_INFINITY)]).toEqual([0, 1]);
  expect([normalQuantile(0), normalQuantile(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
});

test("normal: where series and fraction meet: no step", () => {
  for (const x of [-2, -2 + 1e-9, -2 - 1e-9])
    expectNear(normalCdf(x), 0.02275013194817921 + (x + 2) * 0.053990966513, 3e-16);
});

test("normal: any quantile down to 1e-290: its probability is the one asked for", () => {
  const exponent = fc.double({ min: -290, max: -0.302, noNaN: true });
  fc.assert(
    fc.property(exponent, (power) => {
      const p = 10 ** power;
      const x = normalQuantile(p);
      // A relative error e of x moves the probability by x^2 e of itself.
      expectNear(normalCdf(x), p, p * (1e-13 + 1e-14 * x * x));
      expectNear(normalQuantile(1 - p), -normalQuantile(1 - (1 - p)), 1e-14 * (1 + Math.abs(x)));
    }),
  );
});

test("normal: the quantiles of tables: to the last digit but one", () => {
  expectNear(normalQuantile(0.025), -1.9599639845400543, 4e-15);
  expectNear(normalQuantile(0.3), -0.5244005127080407, 2e-15);
  expectNear(normalQuantile(0.99), 2.3263478740408408, 4e-15);
  expectNear(normalQuantile(1e-20), -9.262340089798409, 4e-15 * 9);
});
