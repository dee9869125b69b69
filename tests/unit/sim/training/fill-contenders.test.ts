// Goal: each contender sees what it should: a baseline nothing or the distance, a classifier the rows whose outcome is
// known, the hazard all of them.
// Method: rows drawn by hand of which some were cut off; fits with them, without them, and with them moved.
import { expect, test } from "bun:test";
import { fillContenders, fitContender } from "../../../../sim/training/fill-contenders.ts";
import { judgeFill } from "../../../../sim/training/judge-fill.ts";
import { pickColumns, pickRows } from "../../../../sim/training/matrix.ts";
import { predictions } from "../../../../sim/training/predictions.ts";
import { columnsOf } from "../../../../sim/training/train-inputs.ts";
import type { FillRows } from "../../../../sim/training/training-rows.ts";
import { log } from "../../../../src/base/math.ts";
import { Random } from "../../../../src/base/random.ts";
import { nsPerSecond } from "../../../../src/domain/time.ts";
import { drawnInputs } from "../../../helpers/fit-data.ts";
import { expectNear } from "../../../helpers/near.ts";
import { trainConfigOf } from "../../../helpers/training-market.ts";

const config = trainConfigOf();

/** Columns: a feature, the distance, the queue. Every fifth row was cut off. Fills come sooner the nearer they are. */
function drawnRows(rowsCount: number, seed = 3): FillRows {
  const random = Random.fromSeed(seed);
  const inputs = drawnInputs(random, rowsCount, 3);
  const seconds = new Float64Array(rowsCount);
  const filled = new Uint8Array(rowsCount);
  const isKnown = new Uint8Array(rowsCount);
  for (let row = 0; row < rowsCount; row++) {
    const filledAt = -log(1 - random.unit()) / (0.6 - 0.5 * inputs.values[3 * row + 1]!);
    const endsAt = row % 5 === 0 ? 1.9 * random.unit() : 2;
    seconds[row] = Math.min(filledAt, endsAt);
    filled[row] = filledAt <= endsAt ? 1 : 0;
    isKnown[row] = filled[row] === 1 || endsAt === 2 ? 1 : 0;
  }
  const timesNs = Float64Array.from({ length: rowsCount }, (_, row) => row * nsPerSecond);
  return { inputs, timesNs, seconds, filled, isKnown };
}

const fit = (contender: (typeof fillContenders)[number], rows: FillRows) =>
  fitContender(
    contender,
    pickColumns(rows.inputs, columnsOf(contender, 3)),
    ...([rows, config.fill, Random.fromSeed(1)] as const),
  );

test("contenders: what each reads: nothing, the distance, everything", () => {
  expect(fillContenders.map((contender) => columnsOf(contender, 5))).toEqual([
    [],
    [3],
    ...Array.from({ length: 3 }, () => [0, 1, 2, 3, 4]),
  ]);
});

test("contenders: rows cut off before the horizon: nothing to classifiers, time lived to the hazard", () => {
  const rows = drawnRows(300);
  const known = Int32Array.from(rows.isKnown.keys().filter((row) => rows.isKnown[row] === 1));
  const pick = (values: Float64Array | Uint8Array) => values.filter((_, row) => rows.isKnown[row] === 1);
  const without: FillRows = {
    inputs: pickRows(rows.inputs, known),
    timesNs: pick(rows.timesNs) as Float64Array,
    seconds: pick(rows.seconds) as Float64Array,
    filled: pick(rows.filled) as Uint8Array,
    isKnown: pick(rows.isKnown) as Uint8Array,
  };
  expect(known.length).toBeLessThan(290);
  for (const contender of ["constant", "distance", "logistic", "network"] as const)
    expect(fit(contender, rows)).toEqual(fit(contender, without));
  expect(fit("hazard", rows)).not.toEqual(fit("hazard", without));
});

test("contenders: the constant says the share of fills, for every row", () => {
  const rows = drawnRows(200);
  const knownCount = rows.isKnown.reduce((sum, known) => sum + known, 0);
  const fillsCount = rows.filled.reduce((sum, filled) => sum + filled, 0);
  const said = predictions(fit("constant", rows), pickColumns(rows.inputs, []), 0, 200);
  for (const chance of said) expectNear(chance, fillsCount / knownCount, 1e-12);
});

test("judging: what comes later moves no earlier fold; what is judged does not move what it is judged by", () => {
  const rows = drawnRows(400);
  const judge = (of: FillRows) => judgeFill(of, config, Random.fromSeed(1), "test", () => {});
  const judged = judge(rows);
  expect(judged.scores.map(({ contender }) => contender)).toEqual([...fillContenders]);
  // Two folds of 133 rows; of the last the outcomes are turned round.
  const turned = rows.filled.map((filled, row) => (row >= 267 && rows.isKnown[row] === 1 ? 1 - filled : filled));
  const other = judge({ ...rows, filled: turned });
  for (const [at, { calibration }] of other.scores.entries()) {
    const predicted = (curve: typeof calibration) => curve.map((point) => point.predicted);
    expect(predicted(calibration)).toEqual(predicted(judged.scores[at]!.calibration));
    expect(other.scores[at]!.logLoss.mean).not.toBe(judged.scores[at]!.logLoss.mean);
  }
});

test("judging: inputs of judged rows, however far off: scale nothing", () => {
  const rows = drawnRows(400);
  // The last ones are cut off, so that no score but the C-index sees them.
  const isKnown = rows.isKnown.map((known, row) => (row >= 380 ? 0 : known));
  const values = Float64Array.from(rows.inputs.values);
  for (let row = 380; row < 400; row++) values.fill(1e6, 3 * row, 3 * row + 3);
  const scores = (of: FillRows) =>
    judgeFill(of, config, Random.fromSeed(1), "test", () => {}).scores.map(({ brier }) => brier.mean);
  expect(scores({ ...rows, isKnown, inputs: { ...rows.inputs, values } })).toEqual(scores({ ...rows, isKnown }));
});
