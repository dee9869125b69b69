// Goal: one-pass moments say what the textbook's formula says of all the values at once.
// Method: properties against naive computations that keep every value; one case by hand.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { RunningMoments } from "../../../../sim/statistics/moments.ts";
import { expectNear } from "../../../helpers/near.ts";

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 60 });

test("running moments: any values, far from 0 too: mean, variance and error as in two passes", () => {
  fc.assert(
    fc.property(values, fc.constantFrom(0, 1e7), (around, offset) => {
      const all = around.map((value) => value + offset);
      const moments = new RunningMoments();
      for (const value of all) moments.add(value);
      const { mean, variance } = naiveMoments(all);
      expectNear(moments.mean, mean, 1e-9 * 1e7);
      expectNear(moments.variance, variance, 1e-9 * variance + 1e-3);
      expectNear(moments.meanError, Math.sqrt(variance / all.length), 1e-6 * Math.sqrt(variance) + 0.05);
    }),
  );
});

test("running moments: fewer values than the formula needs: not a number", () => {
  const moments = new RunningMoments();
  expect(moments.mean).toBeNaN();
  moments.add(3);
  expect(moments.mean).toBe(3);
  expect(moments.variance).toBeNaN();
});

test("running moments: any values that differ: skewness and kurtosis as in two passes", () => {
  const spread = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 60 });
  fc.assert(
    fc.property(spread, fc.constantFrom(0, 1e5), (around, offset) => {
      fc.pre(new Set(around).size > 1);
      const moments = new RunningMoments();
      for (const value of around) moments.add(value + offset);
      const { skewness, kurtosis } = naiveMoments(around);
      expectNear(moments.skewness, skewness, 1e-6 * (1 + Math.abs(skewness)));
      expectNear(moments.kurtosis, kurtosis, 1e-6 * kurtosis);
    }),
  );
});

test("running moments: four values by hand: skewness 2 / sqrt 3, kurtosis 7 / 3", () => {
  const moments = new RunningMoments();
  for (const value of [0, 0, 0, 4]) moments.add(value); // Around 1: -1, -1, -1, 3; mean square 3, cube 6, fourth 21.
  expectNear(moments.skewness, 2 / Math.sqrt(3), 1e-15);
  expectNear(moments.kurtosis, 7 / 3, 1e-15);
});

test("running moments: values that are all equal: no shape", () => {
  const moments = new RunningMoments();
  for (const value of [5, 5, 5]) moments.add(value);
  expect([moments.skewness, moments.kurtosis]).toEqual([Number.NaN, Number.NaN]);
});

function naiveMoments(all: readonly number[]) {
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const central = (power: number) => all.reduce((sum, value) => sum + (value - mean) ** power, 0) / all.length;
  const variance = (central(2) * all.length) / (all.length - 1);
  return { mean, variance, skewness: central(3) / central(2) ** 1.5, kurtosis: central(4) / central(2) ** 2 };
}
