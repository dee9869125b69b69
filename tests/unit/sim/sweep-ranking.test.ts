// Goal: runs are ranked by what is left of their Sharpe ratio once the luck of so many trials is taken off.
// Method: the threshold worked out from the paper's formula with the trials' own variance; drawn runs against their
// order.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { normalCdf, normalQuantile } from "../../../sim/statistics/normal.ts";
import { rankRuns } from "../../../sim/sweep-ranking.ts";
import { expectNear } from "../../helpers/near.ts";
import { smallSweep, sweepFigures } from "../../helpers/sweeps.ts";

const year = Math.sqrt(525_600);

function ranked(sharpes: readonly (number | null)[], nets: readonly number[] = []) {
  const { pnl } = sweepFigures({});
  const shape = (sharpe: number | null) => (sharpe === null ? { skewness: null, kurtosis: null } : {});
  return rankRuns(
    sharpes.map((sharpe, at) => ({
      point: [at],
      figures: sweepFigures({ sharpe, ...shape(sharpe), pnl: { ...pnl, net: String(nets[at] ?? at) } }),
    })),
  );
}

test("ranking: four trials: the threshold is the paper's, with the variance of their ratios", () => {
  const sharpes = [10, -20, 35, 3];
  const mean = 7;
  const variance = sharpes.reduce((sum, sharpe) => sum + (sharpe - mean) ** 2, 0) / 3;
  const gamma = 0.5772156649015329;
  const expected =
    Math.sqrt(variance) * ((1 - gamma) * normalQuantile(1 - 1 / 4) + gamma * normalQuantile(1 - 1 / (4 * Math.E)));
  const { threshold, trialsCount, runs } = ranked(sharpes);
  expect(trialsCount).toBe(4);
  expectNear(threshold, expected, 1e-9);
  const { skewness, kurtosis, incrementsCount } = sweepFigures({});
  const perMinute = 35 / year;
  const spread = 1 - skewness! * perMinute + ((kurtosis! - 1) / 4) * perMinute ** 2;
  const score = ((perMinute - expected / year) * Math.sqrt(incrementsCount - 1)) / Math.sqrt(spread);
  expect(runs[0]!.point).toEqual([2]);
  expectNear(runs[0]!.deflatedSharpe!, normalCdf(score), 6e-7);
});

test("ranking: a run without a Sharpe ratio: it is last, and counts as a trial", () => {
  const { runs, trialsCount } = ranked([null, -50, 20]);
  expect(runs.map(({ point }) => point[0])).toEqual([2, 1, 0]);
  expect([trialsCount, runs[2]!.deflatedSharpe]).toEqual([3, undefined]);
  expect(ranked([null, -50, 20]).threshold).toBeGreaterThan(ranked([-50, 20]).threshold);
});

test("ranking: one run: nothing is taken off", () => {
  expect(ranked([12]).threshold).toBe(0);
});

test("ranking: runs that tie: the one with more money, then the order of the grid", () => {
  expect(ranked([5, 5, 5, 5], [1, 3, 3, 2]).runs.map(({ point }) => point[0])).toEqual([1, 2, 3, 0]);
});

test("ranking: hopeless runs: they tie at 0, so money orders them and not the digits of nothing", () => {
  const { runs } = ranked([-9000, -8000, -9500], [-3, -2, -1]);
  expect(runs.map(({ deflatedSharpe, point }) => [deflatedSharpe, point[0]])).toEqual([
    [0, 2],
    [0, 1],
    [0, 0],
  ]);
});

test("ranking: any runs: all of them once, ranks from 1, deflated ratios never rise", () => {
  const sharpes = fc.array(fc.option(fc.integer({ min: -500, max: 500 })), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(sharpes, (all) => {
      const { runs } = ranked(all);
      expect(runs.map(({ point }) => point[0]).toSorted((a, b) => Number(a) - Number(b))).toEqual(
        all.map((_, at) => at),
      );
      expect(runs.map(({ rank }) => rank)).toEqual(all.map((_, at) => at + 1));
      const deflated = runs.map(({ deflatedSharpe }) => deflatedSharpe ?? -1);
      expect(deflated).toEqual(deflated.toSorted((a, b) => b - a));
    }),
  );
});

test("ranking: a whole sweep: the widest half-spread with the smaller size", () => {
  expect(smallSweep().ranking.runs[0]!.point).toEqual([4, 10]);
  expect(smallSweep().ranking.runs.at(-1)!.point).toEqual([4, 20]);
});
