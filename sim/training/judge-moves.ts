/**
 * How well moves of the mid are foretold, out of the fit's own data. R² is the share of squared error that is less than
 * that of the constant fitted to the same past; below 0 the constant was better.
 */
import { InputError } from "../../src/base/input-error.ts";
import type { ModelForm } from "../../src/core/models/model-document.ts";
import { nsPerMs } from "../../src/domain/time.ts";
import { type BlockedMean, blockedMean } from "../statistics/block-error.ts";
import { type CalibrationPoint, calibrationPoints } from "./calibration.ts";
import { fitLinear } from "./linear-fit.ts";
import { firstRows, type Matrix, pickColumns } from "./matrix.ts";
import { predictions } from "./predictions.ts";
import { scaled, scalingOf } from "./scaling.ts";
import type { TrainConfig } from "./train-config.ts";
import { columnsOf } from "./train-inputs.ts";
import type { MoveRows } from "./training-rows.ts";
import { type Fold, walkForward } from "./walk-forward.ts";

export type MoveContender = "constant" | "distance" | "linear";

/** Those that become files. */
export type MoveModel = Exclude<MoveContender, "constant">;

export interface MoveScores {
  readonly contender: MoveContender;
  readonly rSquared: number;
  /** Mean of |error|, in ticks. */
  readonly absoluteTicks: BlockedMean;
  /** By how much the squared error is lower than that of a baseline; above 0 it is better. In ticks². */
  readonly overConstant: BlockedMean;
  /** Mean squared error of the constant, in ticks². */
  readonly constantSquare: number;
  readonly calibration: readonly CalibrationPoint[];
}

export interface MoveJudgement {
  readonly rowsCount: number;
  readonly scores: readonly MoveScores[];
}

/** Rows for each weight, so that a fit means anything. */
const rowsPerWeightMin = 5;

/** @param contenders the constant first. @throws InputError where there is too little for the folds. */
export function judgeMoves(
  rows: MoveRows,
  contenders: readonly MoveContender[],
  penalty: number,
  { count, purgeMs, blockMs }: TrainConfig["folds"],
  place: string,
): MoveJudgement {
  const folds = walkForward(rows.timesNs, count, purgeMs * nsPerMs);
  for (const [at, fold] of folds.entries()) checkFold(rows, fold, at + 1, place);
  const judged = folds.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at));
  const timesNs = Float64Array.from(judged, (row) => rows.timesNs[row]!);
  const labels = Float64Array.from(judged, (row) => rows.labelsTicks[row]!);
  const answers = contenders.map((contender) =>
    Float64Array.from(folds.flatMap((fold) => [...foldAnswers(contender, rows, fold, penalty)])),
  );
  const squares = answers.map((of) => of.map((ticks, at) => (labels[at]! - ticks) * (labels[at]! - ticks)));
  const [constantSquares] = squares;
  const mean = (values: ArrayLike<number>) => blockedMean(values, timesNs, blockMs * nsPerMs);
  return {
    rowsCount: judged.length,
    scores: contenders.map((contender, at) => ({
      contender,
      rSquared: 1 - sum(squares[at]!) / sum(constantSquares!),
      absoluteTicks: mean(answers[at]!.map((ticks, row) => Math.abs(labels[row]! - ticks))),
      constantSquare: sum(constantSquares!) / judged.length,
      overConstant: mean(constantSquares!.map((square, row) => square - squares[at]![row]!)),
      calibration: calibrationPoints(answers[at]!, labels),
    })),
  };
}

function foldAnswers(contender: MoveContender, rows: MoveRows, { fitCount, from, to }: Fold, penalty: number) {
  const columns = pickColumns(rows.inputs, columnsOf(contender, rows.inputs.columnsCount));
  const inputs = scaled(columns, scalingOf(columns, fitCount));
  return predictions(
    linearForm(firstRows(inputs, fitCount), rows.labelsTicks.subarray(0, fitCount), penalty),
    inputs,
    from,
    to,
  );
}

export function linearForm(inputs: Matrix, labelsTicks: Float64Array, penalty: number): ModelForm {
  const { weights, bias } = fitLinear(inputs, labelsTicks, penalty);
  return { kind: "linear", weights: [...weights], bias };
}

function checkFold({ inputs }: MoveRows, { fitCount, from, to }: Fold, fold: number, place: string): void {
  const expected = rowsPerWeightMin * (inputs.columnsCount + 1);
  if (fitCount >= expected && to > from) return;
  throw new InputError(
    place,
    `is too short for its folds: the past of fold ${fold} has ${fitCount} rows; expected ${expected}: ` +
      "more data, fewer folds, or a shorter purge",
  );
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
