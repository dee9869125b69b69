// Goal: drawdown and time at the touch are what their words say.
// Method: short paths by hand; drawdown against a search over all pairs of samples.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { TouchTime } from "../../../../sim/statistics/time-at-touch.ts";
import { UnderWater } from "../../../../sim/statistics/under-water.ts";

const none = Number.NaN;

function drawdown(path: readonly number[]) {
  const underWater = new UnderWater();
  for (const [at, units] of path.entries()) underWater.add(100 + at, BigInt(units));
  return [Number(underWater.maxUnits), underWater.longestNs];
}

test("drawdown: down, back, down and never back: the deepest, and the longest to the last sample", () => {
  expect(drawdown([0, 3, 1, 3, 2, 2, 2])).toEqual([2, 3]);
});

test("drawdown: a loss from the start: counts from 0 and from the first sample", () => {
  expect(drawdown([-1, -5, -2])).toEqual([5, 2]);
});

test("drawdown: any path: as the search over all pairs finds it", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 30 }), (path) => {
      const levels = path.map((units, at) => ({ units, at }));
      const peakBefore = (to: number) => Math.max(0, ...path.slice(0, to));
      const depth = Math.max(0, ...levels.map(({ units, at }) => peakBefore(at) - units));
      const below = levels.filter(({ units, at }) => units < peakBefore(at));
      const lengths = below.map(({ at }) => at - Math.max(0, path.slice(0, at).lastIndexOf(peakBefore(at))));
      expect(drawdown(path)).toEqual([depth, Math.max(0, ...lengths)]);
    }),
  );
});

test("time at touch: at, inside, behind, without a quote, without a touch: each as its side stands", () => {
  const time = new TouchTime();
  const market = { touchBidTicks: 100, touchAskTicks: 102 };
  time.add({ ...market, ownBidTicks: 100, ownAskTicks: 102 });
  time.add({ ...market, ownBidTicks: 101, ownAskTicks: 103 });
  time.add({ ...market, ownBidTicks: 99, ownAskTicks: none });
  time.add({ touchBidTicks: none, touchAskTicks: none, ownBidTicks: 100, ownAskTicks: 102 });
  expect(time.summary()).toEqual({ samplesCount: 4, bid: 0.5, ask: 0.25, both: 0.25 });
});

test("time at touch: no samples: no shares", () => {
  expect(new TouchTime().summary()).toEqual({ samplesCount: 0, bid: undefined, ask: undefined, both: undefined });
});
