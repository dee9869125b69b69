// Goal: what is said of foretold moves is true: none where there is nothing to foretell, most of it where there is.
// Method: drawn rows whose labels are known to follow an input, or nothing; a candidate's inputs as a document reads them.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { judgeMoves } from "../../../../sim/training/judge-moves.ts";
import { candidateValues, featureInputs, quoteInputs } from "../../../../sim/training/train-inputs.ts";
import type { MoveRows } from "../../../../sim/training/training-rows.ts";
import { InputError } from "../../../../src/base/input-error.ts";
import { Random } from "../../../../src/base/random.ts";
import { transformed } from "../../../../src/core/models/transform.ts";
import { nsPerSecond } from "../../../../src/domain/time.ts";
import { drawnInputs } from "../../../helpers/fit-data.ts";
import { expectNear } from "../../../helpers/near.ts";

const folds = { count: 3, purgeMs: 1000, blockMs: 10_000 };

/** Label: so many times the first input, and noise from -1 to 1. Inputs: a feature, the distance, the queue. */
function drawnMoves(factor: number, rowsCount = 2000): MoveRows {
  const random = Random.fromSeed(4);
  const inputs = drawnInputs(random, rowsCount, 3);
  const labelsTicks = Float64Array.from(
    { length: rowsCount },
    (_, row) => 5 + factor * inputs.values[3 * row]! + 2 * random.unit() - 1,
  );
  const timesNs = Float64Array.from({ length: rowsCount }, (_, row) => (row * nsPerSecond) / 4);
  return { inputs, timesNs, labelsTicks };
}

const judged = (rows: MoveRows) =>
  judgeMoves(rows, ["constant", "distance", "linear"], 1, folds, "test").scores.map((scores) => ({ ...scores }));

test("moves: labels that follow an input: R² as variances say, and beyond two errors; the distance says nothing", () => {
  const [constant, distance, linear] = judged(drawnMoves(2));
  // Variances: 4/3 of the input's part, 1/3 of the noise.
  expectNear(linear!.rSquared, 0.8, 0.03);
  expectNear(linear!.constantSquare, 5 / 3, 0.1);
  expect(linear!.overConstant.mean).toBeGreaterThan(2 * linear!.overConstant.error);
  expect(Math.abs(distance!.rSquared)).toBeLessThan(0.02);
  expect([constant!.rSquared, constant!.overConstant.mean]).toEqual([0, 0]);
  for (const { predicted, observed, rowsCount } of linear!.calibration)
    expectNear(observed, predicted, 4 / Math.sqrt(3 * rowsCount) + 0.1);
});

test("moves: labels that follow nothing: nothing beyond two errors", () => {
  const [, , linear] = judged(drawnMoves(0));
  expect(linear!.rSquared).toBeLessThan(0.01);
  expect(linear!.overConstant.mean).toBeLessThan(2 * linear!.overConstant.error);
});

test("moves: fewer rows than five a weight before the first fold ends: refused", () => {
  expect(() => judged(drawnMoves(1, 60))).toThrow(InputError);
  expect(() => judged(drawnMoves(1, 60))).toThrow("the past of fold 1 has 11 rows; expected 20");
});

test("inputs: of any quote: transformed as the document says", () => {
  const inputs = quoteInputs(featureInputs(["spread", "touch_imbalance", "bid_queue"], "test"));
  expect(inputs.map(({ name, transform }) => `${transform} ${name}`)).toEqual([
    ...["asinh spread", "none touch_imbalance", "none bid_queue", "none distance_ticks", "log1p queue_ahead_lots"],
  ]);
  fc.assert(
    fc.property(fc.integer({ min: -50, max: 5000 }), fc.nat(1e6), (distanceTicks, aheadLots) => {
      const [distance, ahead] = inputs.slice(-2);
      expect(candidateValues(distanceTicks, aheadLots)).toEqual([
        transformed(distance!.transform, distanceTicks),
        transformed(ahead!.transform, aheadLots),
      ]);
    }),
  );
});
