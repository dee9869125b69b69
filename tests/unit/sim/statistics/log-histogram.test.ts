// Goal: percentiles of a histogram are those of all the values, within its stated precision.
// Method: a property against sorting them.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { LogHistogram } from "../../../../sim/statistics/log-histogram.ts";
import { expectNear } from "../../../helpers/near.ts";

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

test("histogram: nothing recorded: zeros", () => {
  const histogram = new LogHistogram();
  expect([histogram.count, histogram.quantile(0.5), histogram.max]).toEqual([0, 0, 0]);
});
