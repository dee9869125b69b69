// Goal: no window of time, however it lies, holds more than the budget, and nobody waits longer than that needs.
// Method: any spending by the waits it tells, against sums over all windows.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { SlidingBudget } from "../../../../../src/adapters/binance/feed/sliding-budget.ts";

const weightMax = 10;
const windowNs = 100;

test("sliding budget: any spending: full windows at most, and a moment sooner would have been too much", () => {
  const step = fc.record({ pauseNs: fc.nat(60), weight: fc.integer({ min: 1, max: weightMax }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const budget = new SlidingBudget(weightMax, windowNs);
      const spent: { atNs: number; weight: number }[] = [];
      const sumSince = (fromNs: number) =>
        spent.filter(({ atNs }) => atNs > fromNs).reduce((sum, { weight }) => sum + weight, 0);
      let nowNs = 0;
      for (const { pauseNs, weight } of steps) {
        nowNs += pauseNs;
        const waitNs = budget.waitNs(nowNs, weight);
        if (waitNs > 0) expect(sumSince(nowNs + waitNs - 1 - windowNs) + weight).toBeGreaterThan(weightMax);
        nowNs += waitNs;
        expect(sumSince(nowNs - windowNs) + weight).toBeLessThanOrEqual(weightMax);
        expect(budget.waitNs(nowNs, weight)).toBe(0);
        budget.spend(nowNs, weight);
        spent.push({ atNs: nowNs, weight });
      }
    }),
  );
});
