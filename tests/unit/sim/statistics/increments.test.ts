// Goal: P&L by the minute becomes the Sharpe ratio, its error and the win rate of the textbook.
// Method: a property against a naive computation.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { IncrementStatistics } from "../../../../sim/statistics/increments.ts";
import { expectNear } from "../../../helpers/near.ts";

test("increments: any P&L by the minute: Sharpe, its error and the win rate as by hand", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 60 }), (increments) => {
      const statistics = new IncrementStatistics();
      let level = 1000;
      statistics.add(level);
      for (const increment of increments) {
        level += increment;
        statistics.add(level);
      }
      const { incrementsCount, incrementDeviation, sharpe, sharpeError, winRate } = statistics.summary();
      expect(incrementsCount).toBe(increments.length);

      const wins = increments.filter((increment) => increment > 0).length;
      const decided = increments.filter((increment) => increment !== 0).length;
      expect(winRate).toBe(decided === 0 ? undefined : wins / decided);
      const mean = increments.reduce((sum, value) => sum + value, 0) / increments.length;
      const squares = increments.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      const variance = squares / (increments.length - 1);
      if (increments.length < 2 || squares === 0) {
        expect([incrementDeviation, sharpe, sharpeError]).toEqual([0, undefined, undefined]);
        return;
      }
      expectNear(incrementDeviation, Math.sqrt(variance), 1e-9);
      const ratio = mean / Math.sqrt(variance);
      expectNear(sharpe!, ratio * Math.sqrt(60 * 24 * 365), 1e-6);
      expectNear(sharpeError!, Math.sqrt((1 + ratio ** 2 / 2) / increments.length) * Math.sqrt(60 * 24 * 365), 1e-6);
    }),
  );
});

test("increments: the first minute alone: starts the count and decides nothing", () => {
  const statistics = new IncrementStatistics();
  statistics.add(12);
  expect(statistics.summary()).toEqual({
    incrementsCount: 0,
    incrementDeviation: 0,
    sharpe: undefined,
    sharpeError: undefined,
    skewness: undefined,
    kurtosis: undefined,
    winRate: undefined,
  });
});
