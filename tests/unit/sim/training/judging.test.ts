// Goal: what judges models is right: no row of the past knows the judged, groups of a calibration curve hold every row
// once, errors take rows of one stretch of time as one, scaling is that of the rows fitted to.
// Method: properties over drawn times and predictions; figures by hand.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { blockedMean } from "../../../../sim/statistics/block-error.ts";
import { calibrationPoints } from "../../../../sim/training/calibration.ts";
import { matrixOf } from "../../../../sim/training/matrix.ts";
import { constantInput, scaled, scalingOf } from "../../../../sim/training/scaling.ts";
import { featureInputs } from "../../../../sim/training/train-inputs.ts";
import { walkForward } from "../../../../sim/training/walk-forward.ts";
import { Random } from "../../../../src/base/random.ts";
import { expectNear } from "../../../helpers/near.ts";

const times = fc.array(fc.nat(2000), { minLength: 10, maxLength: 80 }).map((drawn) => drawn.toSorted((a, b) => a - b));

test("walk-forward: any times: each fold's past ends a purge before what it judges, and each row is judged once at most", () => {
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 300 }), (timesNs, count, purgeNs) => {
      const folds = walkForward(timesNs, count, purgeNs);
      expect(folds).toHaveLength(count);
      for (const [at, { fitCount, from, to }] of folds.entries()) {
        expect(from).toBeLessThanOrEqual(to);
        expect(from).toBe(at === 0 ? from : folds[at - 1]!.to);
        if (from === to) continue;
        if (fitCount > 0) expect(timesNs[fitCount - 1]!).toBeLessThan(timesNs[from]! - purgeNs);
        // Nothing is left out that might have been fitted to.
        expect(timesNs[fitCount]!).toBeGreaterThanOrEqual(timesNs[from]! - purgeNs);
        if (from > 0) expect(timesNs[from - 1]!).toBeLessThan(timesNs[from]!);
      }
      expect(folds.at(-1)!.to).toBe(timesNs.length);
    }),
  );
});

test("walk-forward: a hundred rows, four folds: parts of twenty, the first one never judged", () => {
  const folds = walkForward(
    Float64Array.from({ length: 100 }, (_, at) => at),
    4,
    5,
  );
  expect(folds).toEqual([
    { fitCount: 15, from: 20, to: 40 },
    { fitCount: 35, from: 40, to: 60 },
    { fitCount: 55, from: 60, to: 80 },
    { fitCount: 75, from: 80, to: 100 },
  ]);
});

test("calibration: any predictions: groups hold each row once, rise, and keep equal predictions together", () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.constantFrom(0, 1)), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 10 }), (drawn, groups) => {
      const predictions = drawn.map(([prediction]) => prediction);
      const outcomes = drawn.map(([, outcome]) => outcome);
      const points = calibrationPoints(predictions, outcomes, groups);
      const total = (of: (point: (typeof points)[number]) => number) =>
        points.reduce((sum, point) => sum + of(point), 0);
      expect(points.length).toBeLessThanOrEqual(groups);
      expect(total(({ rowsCount }) => rowsCount)).toBe(drawn.length);
      expectNear(
        total(({ rowsCount, predicted }) => rowsCount * predicted),
        predictions.reduce((a, b) => a + b, 0),
        1e-9,
      );
      expectNear(
        total(({ rowsCount, observed }) => rowsCount * observed),
        outcomes.reduce<number>((a, b) => a + b, 0),
        1e-9,
      );
      for (const [at, { predicted }] of points.entries())
        if (at > 0) expect(predicted).toBeGreaterThan(points[at - 1]!.predicted);
    }),
  );
});

test("calibration: outcomes drawn with the chances predicted: observed as predicted in every group", () => {
  const random = Random.fromSeed(2);
  const predictions = Array.from({ length: 20_000 }, () => random.unit());
  const outcomes = predictions.map((chance) => (random.unit() < chance ? 1 : 0));
  for (const { predicted, observed } of calibrationPoints(predictions, outcomes, 10))
    expectNear(observed, predicted, 4 * Math.sqrt(0.25 / 2000));
});

test("blocked mean: a row a block: the usual standard error; rows that repeat in their block: no smaller one", () => {
  const values = [1, 4, 2, 7, 3];
  const alone = blockedMean(values, [0, 10, 20, 30, 40], 10);
  // Standard deviation 2.302, over the root of 5.
  expect(alone).toEqual({ mean: 3.4, error: expect.closeTo(1.02956, 5), blocksCount: 5 });
  const repeated = blockedMean(
    values.flatMap((value) => [value, value, value]),
    values.flatMap((_, at) => [10 * at, 10 * at + 3, 10 * at + 6]),
    10,
  );
  expect(repeated).toEqual({ ...alone, error: expect.closeTo(alone.error, 12) });
});

test("blocked mean: one block: a mean without an error", () => {
  expect(blockedMean([1, 3], [1, 2], 10)).toEqual({ mean: 2, error: Number.NaN, blocksCount: 1 });
});

test("scaling: of the first rows: they have mean 0 and deviation 1; the rest is scaled alike", () => {
  const matrix = matrixOf(
    [
      [1, 5],
      [3, 5],
      [2, 5],
      [100, 5],
    ],
    2,
  );
  const scaling = scalingOf(matrix, 3);
  const { values } = scaled(matrix, scaling);
  const column = [0, 2, 4, 6].map((at) => values[at]!);
  expectNear(column[0]! + column[1]! + column[2]!, 0, 1e-12);
  expectNear(column[0]! ** 2 + column[1]! ** 2 + column[2]! ** 2, 3, 1e-12);
  expectNear(column[3]!, 98 / Math.sqrt(2 / 3), 1e-9);
  // What does not vary in these rows says nothing, and is not blown up.
  expect([scaling.scales[1], values[1]]).toEqual([1, 0]);
});

test("scaling: an input that is the same in all rows: named", () => {
  const inputs = featureInputs(["touch_imbalance", "spread"], "test");
  expect(
    constantInput(
      inputs,
      matrixOf(
        [
          [1, 2],
          [3, 2],
        ],
        2,
      ),
    ),
  ).toBe("spread");
  expect(
    constantInput(
      inputs,
      matrixOf(
        [
          [1, 2],
          [3, 4],
        ],
        2,
      ),
    ),
  ).toBeUndefined();
});
