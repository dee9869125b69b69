// Goal: a comparison says what each configuration earned a run, by how much more than the first, and whether that is more
// than chance; what all of them had in common falls out.
// Method: figures of runs that never ran, with sums by hand; properties under shifts of the market.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { compareRuns, isBeyondChance, trialsOf } from "../../../sim/comparison.ts";
import { expectedBestSharpe } from "../../../sim/statistics/sharpe.ts";
import type { SweepFigures } from "../../../sim/sweep-run.ts";
import { expectNear } from "../../helpers/near.ts";
import { sweepFigures } from "../../helpers/sweeps.ts";

const minutesPerYear = 525_600;

/** An hour: 59 steps from minute to minute. */
function hour(net: number, changes: Partial<SweepFigures> = {}): SweepFigures {
  const { pnl, bracket } = sweepFigures({});
  return sweepFigures({
    pnl: { ...pnl, net: String(net), fees: "0.25" },
    bracket: {
      conservative: { ...bracket.conservative, net: String(net) },
      probable: { ...bracket.probable, net: String(net + 1) },
    },
    queueModel: "conservative",
    fillsCount: 30,
    incrementsCount: 59,
    ...changes,
  });
}

const first = { name: "first", runs: [hour(1), hour(5), hour(-3)] };
const second = { name: "second", runs: [hour(3), hour(6), hour(0)] };

test("comparison: three runs each: means, standard errors and the lead run by run, as by hand", () => {
  const [one, two] = compareRuns([first, second]).contenders;
  expect(one!.net).toEqual({ mean: 1, error: expect.closeTo(4 / Math.sqrt(3), 12) });
  expect(one!.otherNet.mean).toBe(2);
  expect(two!.net.mean).toBe(3);
  expect(one!.lead).toBeUndefined();
  expect(two!.lead).toEqual({ mean: 2, error: expect.closeTo(1 / Math.sqrt(3), 12), aheadCount: 3 });
  expect([one!.feesMean, one!.fillsPerHour]).toEqual([0.25, 30]);
});

test("comparison: the queue model asked for is the probable one: the other is the conservative", () => {
  const probable = { name: "a", runs: [hour(2, { queueModel: "proportional" })] };
  expect(compareRuns([probable]).contenders[0]!.otherNet).toEqual({ mean: 2, error: undefined });
});

test("comparison: whatever a market did to all: the lead and its error stay", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 3 }), (shifts) => {
      const shifted = [first, second].map(({ name, runs }) => ({
        name,
        runs: runs.map((run, at) => hour(Number(run.pnl.net) + shifts[at]!)),
      }));
      const [, two] = compareRuns(shifted).contenders;
      expectNear(two!.lead!.mean, 2, 1e-9);
      expectNear(two!.lead!.error!, 1 / Math.sqrt(3), 1e-9);
      expect(two!.lead!.aheadCount).toBe(3);
    }),
  );
});

describe("comparison: chance:", () => {
  test("three standard errors are beyond it, less is not, whatever the sign", () => {
    expect([3, -3, 2.9, 0].map((mean) => isBeyondChance({ mean, error: 1 }))).toEqual([true, true, false, false]);
  });

  test("a single run shows nothing", () => {
    expect(isBeyondChance({ mean: 1e9, error: undefined })).toBe(false);
  });
});

describe("comparison: deflated Sharpe ratios:", () => {
  const sharpes = [0.1, -0.05, 0.2].map((perMinute) => perMinute * Math.sqrt(minutesPerYear));
  const shape = { incrementDeviation: 1, skewness: 0, kurtosis: 3 };
  const contender = (sharpe: number) => ({ name: String(sharpe), runs: [hour(1, { ...shape, sharpe })] });

  test("without sweeps: the configurations are what was tried", () => {
    const { trialsCount, threshold } = compareRuns(sharpes.map(contender));
    expect(trialsCount).toBe(3);
    const mean = 0.25 / 3;
    const variance = [0.1, -0.05, 0.2].reduce((sum, of) => sum + (of - mean) ** 2, 0) / 2;
    expectNear(threshold, expectedBestSharpe(3, variance) * Math.sqrt(minutesPerYear), 1e-6);
  });

  test("more was tried before: the same result is believed less", () => {
    const believed = [3, 30, 300].map((count) => {
      const tried = { count, sharpes: [0.1, -0.05, 0.2] };
      return compareRuns([contender(sharpes[2]!)], tried).contenders[0]!.deflatedSharpe!;
    });
    expect(believed).toEqual(believed.toSorted((a, b) => b - a));
    expect(believed[0]! - believed[2]!).toBeGreaterThan(0.01);
  });

  test("trials of sweeps: all are counted, those without a ratio too", () => {
    expect(trialsOf([hour(1, { sharpe: null }), hour(1, { ...shape, sharpe: sharpes[0]! })])).toEqual({
      count: 2,
      sharpes: [expect.closeTo(0.1, 12)],
    });
  });
});
