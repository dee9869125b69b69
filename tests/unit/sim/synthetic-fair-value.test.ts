// Goal: the fair value has the volatility and the jumps that its parameters say, and its past is what it was.
// Method: step it through many minutes from a fixed seed, keeping every value; compare with the parameters.
import { expect, test } from "bun:test";
import { FairValue } from "../../../sim/synthetic-fair-value.ts";
import type { FairValueParameters } from "../../../sim/synthetic-parameters.ts";
import { Random } from "../../../src/base/random.ts";
import { nsPerMinute, nsPerMs, nsPerSecond } from "../../../src/domain/time.ts";

const stepNs = 5 * nsPerMs;
const calm: FairValueParameters = {
  stepNs,
  regimes: [{ bpsPerMinute: 3, meanDurationNs: nsPerMinute, activity: 1 }],
  jumpsMeanGapNs: Number.POSITIVE_INFINITY,
  jumpMeanBps: 0,
};

test("fair value: any delay within its memory: what it was that long ago, the start before there was a past", () => {
  const fairValue = start(calm);
  const history = [fairValue.nowTicks];
  for (let step = 1; step <= 300; step++) {
    fairValue.step(step * stepNs);
    history.push(fairValue.nowTicks);
    for (const stepsBack of [0, 1, 7, 40])
      expect(fairValue.delayedTicks(stepsBack * stepNs)).toBe(history[Math.max(0, step - stepsBack)]!);
  }
  expect(new Set(history).size).toBe(history.length);
  expect(() => fairValue.delayedTicks(41 * stepNs)).toThrow("the past is kept for the longest delay");
});

test("fair value: one regime: its volatility over a minute, without a drift", () => {
  const changes = minuteChangesBps(calm, 400);
  const variance = changes.reduce((sum, change) => sum + change ** 2, 0) / changes.length;
  // Four standard errors: sqrt(2/n) of the variance, sigma/sqrt(n) of the mean.
  expect(Math.abs(variance / 9 - 1)).toBeLessThan(4 * Math.sqrt(2 / changes.length));
  const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
  expect(Math.abs(mean)).toBeLessThan((4 * 3) / Math.sqrt(changes.length));
});

test("fair value: three regimes: each visited, in its share of the time", () => {
  const regimes = [1, 2, 3].map((activity) => ({ bpsPerMinute: 1, meanDurationNs: activity * nsPerSecond, activity }));
  const fairValue = start({ ...calm, regimes });
  const visits = new Map<number, number>();
  const stepsCount = 400_000;
  for (let step = 1; step <= stepsCount; step++) {
    fairValue.step(step * stepNs);
    visits.set(fairValue.activity, (visits.get(fairValue.activity) ?? 0) + 1);
  }
  // Visited equally often, so the share of time is the share of the mean durations.
  for (const activity of [1, 2, 3]) expect(visits.get(activity)! / stepsCount).toBeCloseTo(activity / 6, 1);
});

test("fair value: jumps on a still walk: as often and as large as said, in both directions", () => {
  const still = { bpsPerMinute: 0, meanDurationNs: nsPerMinute, activity: 1 };
  const fairValue = start({ ...calm, regimes: [still], jumpsMeanGapNs: nsPerSecond, jumpMeanBps: 2 });
  const jumps: number[] = [];
  for (let step = 1; step <= 200 * 2000; step++) {
    const before = fairValue.nowTicks;
    fairValue.step(step * stepNs);
    if (fairValue.nowTicks !== before) jumps.push((fairValue.nowTicks / before - 1) * 10_000);
  }
  expect(Math.abs(jumps.length - 2000)).toBeLessThan(4 * Math.sqrt(2000));
  const meanSize = jumps.reduce((sum, jump) => sum + Math.abs(jump), 0) / jumps.length;
  expect(Math.abs(meanSize - 2)).toBeLessThan((4 * 2) / Math.sqrt(jumps.length));
  const upShare = jumps.filter((jump) => jump > 0).length / jumps.length;
  expect(Math.abs(upShare - 0.5)).toBeLessThan(2 / Math.sqrt(jumps.length));
});

function start(parameters: FairValueParameters): FairValue {
  return new FairValue(parameters, Random.fromSeed(8), 0, 6_000_000, 40 * stepNs);
}

function minuteChangesBps(parameters: FairValueParameters, minutes: number): number[] {
  const fairValue = start(parameters);
  const stepsPerMinute = nsPerMinute / stepNs;
  const changes: number[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    const before = fairValue.nowTicks;
    for (let step = 1; step <= stepsPerMinute; step++) fairValue.step((minute * stepsPerMinute + step) * stepNs);
    changes.push((fairValue.nowTicks / before - 1) * 10_000);
  }
  return changes;
}
