// Goal: one-pass statistics say what the textbook's formula says of all the values at once.
// Method: properties against naive computations that keep every value.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { EvenSampler, IncrementStatistics, LatencyHistogram, RunningMoments } from "../../../sim/statistics.ts";

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 60 });

test("running moments: any values, far from 0 too: mean, variance and error as in two passes", () => {
  fc.assert(
    fc.property(values, fc.constantFrom(0, 1e7), (around, offset) => {
      const all = around.map((value) => value + offset);
      const moments = new RunningMoments();
      for (const value of all) moments.add(value);
      const { mean, variance } = twoPasses(all);
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
      const { sharpe, sharpeError, winRate } = statistics.summary();

      const wins = increments.filter((increment) => increment > 0).length;
      const decided = increments.filter((increment) => increment !== 0).length;
      expect(winRate).toBe(decided === 0 ? undefined : wins / decided);
      const { mean, variance } = twoPasses(increments);
      if (increments.length < 2 || variance === 0) {
        expect([sharpe, sharpeError]).toEqual([undefined, undefined]);
        return;
      }
      const ratio = mean / Math.sqrt(variance);
      expectNear(sharpe!, ratio * Math.sqrt(60 * 24 * 365), 1e-6);
      expectNear(sharpeError!, Math.sqrt((1 + ratio ** 2 / 2) / increments.length) * Math.sqrt(60 * 24 * 365), 1e-6);
    }),
  );
});

test("increments: the first minute alone: starts the count and decides nothing", () => {
  const statistics = new IncrementStatistics();
  statistics.add(12);
  expect(statistics.summary()).toEqual({ sharpe: undefined, sharpeError: undefined, winRate: undefined });
});

test("latency histogram: any durations: percentiles within 0.55%, count and maximum exact", () => {
  const duration = fc.oneof(
    fc.integer({ min: 0, max: 1000 }),
    fc.integer({ min: 0, max: 2 ** 31 }),
    fc.maxSafeInteger().map(Math.abs),
  );
  fc.assert(
    fc.property(fc.array(duration, { minLength: 1, maxLength: 300 }), (durations) => {
      const histogram = new LatencyHistogram();
      for (const durationNs of durations) histogram.record(durationNs);
      const sorted = durations.toSorted((a, b) => a - b);
      const nearestRank = (percent: number) => sorted[Math.ceil((percent * sorted.length) / 100) - 1]!;
      const { count, p50Ns, p99Ns, maxNs } = histogram.summary();
      expect([count, maxNs]).toEqual([sorted.length, sorted.at(-1)!]);
      expectNear(p50Ns, nearestRank(50), 0.0055 * nearestRank(50));
      expectNear(p99Ns, nearestRank(99), 0.0055 * nearestRank(99));
    }),
    { numRuns: 1000 },
  );
});

test("latency histogram: nothing recorded: zeros", () => {
  expect(new LatencyHistogram().summary()).toEqual({ count: 0, p50Ns: 0, p99Ns: 0, maxNs: 0 });
});

test("even sampler: any number of items: every k-th of them, k the smallest power of two that fits", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 0, max: 2000 }), (itemsMax, count) => {
      const sampler = new EvenSampler<number>(itemsMax);
      for (let item = 0; item < count; item++) sampler.add(item);
      let stride = 1;
      while (Math.ceil(count / stride) > itemsMax) stride *= 2;
      expect([...sampler.items]).toEqual(Array.from({ length: Math.ceil(count / stride) }, (_, at) => at * stride));
    }),
  );
});

function twoPasses(all: readonly number[]): { mean: number; variance: number } {
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  return { mean, variance: all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (all.length - 1) };
}

function expectNear(actual: number, expected: number, apartMax: number): void {
  if (!(Math.abs(actual - expected) <= apartMax)) expect({ actual }).toEqual({ actual: expected });
}
