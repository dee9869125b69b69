// Goal: the deflated Sharpe ratio is the paper's.
// Method: the paper's own example (annual Sharpe ratio 2.5 over 5 years of 250 days, variance of trials 1/2 a year,
// skewness -3, kurtosis 10), whose figures it prints to four places; what must hold for any measurement as properties.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { deflatedSharpe, expectedBestSharpe, measuredSharpe, sharpeScore } from "../../../../sim/statistics/sharpe.ts";
import { expectNear } from "../../../helpers/near.ts";

const daily = { sharpe: 2.5 / Math.sqrt(250), incrementsCount: 1250, skewness: -3, kurtosis: 10 };
const variance = 0.5 / 250;

function deflated(trialsCount: number, shape: Partial<typeof daily> = {}): number {
  return deflatedSharpe(sharpeScore({ ...daily, ...shape }, expectedBestSharpe(trialsCount, variance))!);
}

test("deflated Sharpe: the paper's example: threshold and probability to six places", () => {
  expectNear(expectedBestSharpe(100, variance), 0.113172, 5e-7);
  expectNear(deflated(100), 0.900397, 5e-7);
  expectNear(deflated(46), 0.950502, 5e-7);
  expectNear(deflated(88, { skewness: 0, kurtosis: 3 }), 0.950491, 5e-7);
});

test("deflated Sharpe: a single trial: nothing is taken off, whatever the variance", () => {
  expect(expectedBestSharpe(1, 7)).toBe(0);
  expect(deflated(1)).toBeGreaterThan(0.999);
});

test("deflated Sharpe: trials that are all equal: nothing is taken off", () => {
  expect(expectedBestSharpe(50, 0)).toBe(0);
});

test("deflated Sharpe: more trials, any variance: a higher threshold", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 1e-9, max: 10, noNaN: true }), (count, spread) => {
      expect(expectedBestSharpe(count + 1, spread)).toBeGreaterThan(expectedBestSharpe(count, spread));
    }),
  );
});

test("deflated Sharpe: a ratio at the threshold: one half, whatever its shape", () => {
  fc.assert(
    fc.property(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: 3, max: 1e6 }), (sharpe, count) => {
      const measured = { sharpe, incrementsCount: count, skewness: -0.5, kurtosis: 4 };
      expect(deflatedSharpe(sharpeScore(measured, sharpe)!)).toBe(0.5);
    }),
  );
});

test("deflated Sharpe: an error of 0: no score", () => {
  // Two equally likely values have kurtosis 1, and with skewness 0 only a ratio of none leaves an error.
  expect(sharpeScore({ sharpe: 1, skewness: 1, kurtosis: 1, incrementsCount: 10 }, 0)).toBeUndefined();
});

test("measured Sharpe: annual figures of one-minute steps: a minute's ratio; without a ratio nothing", () => {
  const figures = { incrementsCount: 9, sharpe: Math.sqrt(525_600), skewness: 0.1, kurtosis: 3.5 };
  expect(measuredSharpe(figures)).toEqual({ sharpe: 1, incrementsCount: 9, skewness: 0.1, kurtosis: 3.5 });
  expect(measuredSharpe({ ...figures, sharpe: undefined })).toBeUndefined();
});
