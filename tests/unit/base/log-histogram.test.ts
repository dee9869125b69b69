// Goal: percentiles of a histogram are those of all the values, within its stated precision.
// Method: a property against sorting them.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { LogHistogram } from "../../../src/base/log-histogram.ts";
import { expectNear } from "../../helpers/near.ts";

test("histogram: any whole numbers: percentiles within 0.55%, count and maximum exact", () => {
  const whole = fc.oneof(
    fc.integer({ min: 0, max: 1000 }),
    fc.integer({ min: 0, max: 2 ** 31 }),
    fc.maxSafeInteger().map(Math.abs),
  );
  fc.assert(
    fc.property(fc.array(whole, { minLength: 1, maxLength: 300 }), (values) => {
      const histogram = new LogHistogram();
      for (const value of values) histogram.record(value);
      const sorted = values.toSorted((a, b) => a - b);
      const nearestRank = (percent: number) => sorted[Math.ceil((percent * sorted.length) / 100) - 1]!;
      expect([histogram.count, histogram.max]).toEqual([sorted.length, sorted.at(-1)!]);
      for (const percent of [50, 90, 99])
        expectNear(histogram.quantile(percent / 100), nearestRank(percent), 0.0055 * nearestRank(percent));
    }),
    { numRuns: 1000 },
  );
});

test("histogram: values about powers of two: counted below each exactly, and added up", () => {
  const about = fc.integer({ min: 1, max: 40 }).chain((n) => fc.constantFrom(2 ** n - 1, 2 ** n, 2 ** n + 1));
  fc.assert(
    fc.property(fc.array(about, { maxLength: 50 }), fc.integer({ min: 0, max: 53 }), (values, exponent) => {
      const histogram = new LogHistogram();
      for (const value of values) histogram.record(value);
      expect(histogram.countsBelowPowers()[exponent]).toBe(values.filter((value) => value < 2 ** exponent).length);
      expect(histogram.sum).toBe(values.reduce((sum, value) => sum + value, 0));
    }),
  );
});

test("histogram: nothing recorded: zeros", () => {
  const histogram = new LogHistogram();
  expect([histogram.count, histogram.quantile(0.5), histogram.max, histogram.sum]).toEqual([0, 0, 0, 0]);
});
