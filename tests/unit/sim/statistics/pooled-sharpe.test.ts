// Goal: the Sharpe ratio of several runs is that of all their minutes in one sample, shape included.
// Method: any P&L by the minute, cut into runs anywhere, against the moments of the whole.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { IncrementStatistics } from "../../../../sim/statistics/increments.ts";
import { RunningMoments } from "../../../../sim/statistics/moments.ts";
import { pooledSharpe } from "../../../../sim/statistics/pooled-sharpe.ts";
import { expectNear } from "../../../helpers/near.ts";

/** A run that never traded: it has minutes, and no ratio. */
const flat = [0, 0, 0];
const runs = fc.array(
  fc.oneof(fc.constant(flat), fc.array(fc.integer({ min: -50, max: 70 }), { minLength: 2, maxLength: 30 })),
  { minLength: 1, maxLength: 6 },
);

function summaryOf(increments: readonly number[]) {
  const statistics = new IncrementStatistics();
  let level = 10;
  statistics.add(level);
  for (const increment of increments) {
    level += increment;
    statistics.add(level);
  }
  return statistics.summary();
}

test("pooled Sharpe ratio: any runs: that of all their increments, with count, skewness and kurtosis", () => {
  fc.assert(
    fc.property(runs, (parts) => {
      fc.pre(parts.every((part) => part === flat || new Set(part).size > 1));
      const whole = new RunningMoments();
      for (const increment of parts.flat()) whole.add(increment);
      const pooled = pooledSharpe(parts.map(summaryOf));
      if (!(whole.variance > 0)) return expect(pooled).toBeUndefined();
      expect(pooled!.incrementsCount).toBe(whole.count);
      expectNear(pooled!.sharpe, whole.mean / Math.sqrt(whole.variance), 1e-9);
      expectNear(pooled!.skewness, whole.skewness, 1e-6);
      expectNear(pooled!.kurtosis, whole.kurtosis, 1e-6);
    }),
  );
});

test("pooled Sharpe ratio: nothing was ever earned or lost: there is none", () => {
  expect(pooledSharpe([summaryOf(flat), summaryOf([])])).toBeUndefined();
});
