// Goal: the calibration says of each group of fills what was predicted and what came, after fees, and its error is right.
// Method: few fills by hand; a drawn crowd whose truth is known; bins against a plain cut of the sorted fills.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { EdgeTracker } from "../../../../sim/statistics/edge-calibration.ts";
import { Random } from "../../../../src/base/random.ts";
import type { Fill } from "../../../../src/domain/fill.ts";
import { ask, bid, type Side } from "../../../../src/domain/side.ts";
import { nsPerSecond } from "../../../../src/domain/time.ts";

const horizons = [nsPerSecond, 10 * nsPerSecond];

function fillOf(side: Side, priceTicks: number, sizeLots = 1, maker = true, second = 0): Fill {
  return { side, priceTicks, sizeLots, maker, receivedNs: second * nsPerSecond } as Fill;
}

test("edge calibration: a bid at 1000, mid 1003 after a second, fee 0.1%: realised 2 ticks, of one minute without an error", () => {
  const tracker = new EdgeTracker(horizons, 0.001);
  const fill = fillOf(bid, 1000);
  tracker.filled(fill, 1.5);
  tracker.marked(fill, nsPerSecond, 2006);
  const [first, ...others] = tracker.summary();
  expect(others).toEqual([]);
  expect(first).toEqual({
    horizonNs: nsPerSecond,
    all: { fillsCount: 1, lots: 1, predictedTicks: 1.5, realisedTicks: 2, errorTicks: Number.NaN },
    bins: [{ fillsCount: 1, lots: 1, predictedTicks: 1.5, realisedTicks: 2, errorTicks: Number.NaN }],
  });
});

test("edge calibration: an ask with a rebate, mid below: a gain of both", () => {
  const tracker = new EdgeTracker(horizons, -0.001);
  const fill = fillOf(ask, 1000);
  tracker.filled(fill, 2);
  tracker.marked(fill, 10 * nsPerSecond, 1990);
  expect(tracker.summary().map(({ all }) => all.realisedTicks)).toEqual([6]);
});

test("edge calibration: a hundred fills of one minute and one of another: the error of two minutes, not of fills", () => {
  const tracker = new EdgeTracker(horizons, 0);
  for (let i = 0; i <= 100; i++) {
    const fill = fillOf(bid, 1000, 1, true, i < 100 ? 1 : 61);
    tracker.filled(fill, 0);
    tracker.marked(fill, nsPerSecond, i < 100 ? 2002 : 1798);
  }
  const [{ all } = { all: undefined }] = tracker.summary();
  // The mean is (100 x 1 - 101) / 101; the sums of both minutes are 100 x (1 - mean) and its negative off it.
  expect(all!.realisedTicks).toBeCloseTo(-1 / 101, 12);
  expect(all!.errorTicks).toBeCloseTo((2 * (100 * (1 + 1 / 101))) / 101, 12);
});

test("edge calibration: takers' fills and fills without a prediction: left out", () => {
  const tracker = new EdgeTracker(horizons, 0);
  const taken = fillOf(bid, 1000, 1, false);
  const unsaid = fillOf(bid, 1000);
  tracker.filled(taken, 1);
  tracker.filled(unsaid, Number.NaN);
  for (const fill of [taken, unsaid]) tracker.marked(fill, nsPerSecond, 2000);
  expect(tracker.summary()).toEqual([]);
});

test("edge calibration: an honest prediction with noise: every bin within four standard errors of it", () => {
  const tracker = new EdgeTracker(horizons, 0);
  const random = Random.fromSeed(5);
  for (let i = 0; i < 2000; i++) {
    const predictedTicks = random.int(-50, 50) / 10;
    const fill = fillOf(i % 2 === 0 ? bid : ask, 1000, random.int(1, 9), true, 7 * i);
    const noiseTicks = random.int(-80, 80) / 10;
    const markTicks = 1000 + (fill.side === bid ? 1 : -1) * (predictedTicks + noiseTicks);
    tracker.filled(fill, predictedTicks);
    tracker.marked(fill, nsPerSecond, 2 * markTicks);
  }
  const [summary] = tracker.summary();
  expect(summary!.bins).toHaveLength(10);
  for (const { predictedTicks, realisedTicks, errorTicks, fillsCount } of summary!.bins) {
    expect(fillsCount).toBe(200);
    expect(errorTicks).toBeGreaterThan(0.2);
    expect(errorTicks).toBeLessThan(0.6);
    expect(Math.abs(realisedTicks - predictedTicks)).toBeLessThan(4 * errorTicks);
  }
});

test("edge calibration: any fills: bins in order, of equal number but one, and together they are all", () => {
  const marks = fc.array(
    fc.record({ predicted: fc.integer({ min: -99, max: 99 }), lots: fc.integer({ min: 1, max: 9 }) }),
    { minLength: 1, maxLength: 300 },
  );
  fc.assert(
    fc.property(marks, (list) => {
      const tracker = new EdgeTracker(horizons, 0);
      for (const { predicted, lots } of list) {
        const fill = fillOf(bid, 1000, lots);
        tracker.filled(fill, predicted);
        tracker.marked(fill, nsPerSecond, 2000 + 2 * predicted);
      }
      const [{ all, bins } = { all: undefined, bins: [] }] = tracker.summary();
      expect(bins.reduce((sum, { lots }) => sum + lots, 0)).toBe(all!.lots);
      expect(bins.reduce((sum, { fillsCount }) => sum + fillsCount, 0)).toBe(list.length);
      const counts = bins.map(({ fillsCount }) => fillsCount);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      for (const [at, { predictedTicks, realisedTicks }] of bins.entries()) {
        expect(predictedTicks).toBeGreaterThanOrEqual(at === 0 ? -100 : bins[at - 1]!.predictedTicks);
        expect(realisedTicks).toBeCloseTo(predictedTicks, 9);
      }
    }),
  );
});
