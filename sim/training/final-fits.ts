/** The fits that become files: of each model, to all rows there are. */
import type { Random } from "../../src/base/random.ts";
import type { ModelForm, ModelInput } from "../../src/core/models/model-document.ts";
import { type FillModel, fillModels, fitContender } from "./fill-contenders.ts";
import { linearForm, type MoveModel } from "./judge-moves.ts";
import { type Matrix, pickColumns } from "./matrix.ts";
import { scaled, scaledInputs, scalingOf } from "./scaling.ts";
import type { TrainConfig } from "./train-config.ts";
import { columnsOf, quoteInputs } from "./train-inputs.ts";
import type { TrainingRows } from "./training-rows.ts";

/** A fit with whom it was, so that its figures can be found. */
export type Fitted = FittedFill | FittedMoves;

interface FittedFill extends FittedForm {
  readonly role: "fill";
  readonly contender: FillModel;
}

interface FittedMoves extends FittedForm {
  readonly role: "adverse" | "drift";
  readonly contender: MoveModel;
}

interface FittedForm {
  readonly inputs: ModelInput[];
  readonly form: ModelForm;
  readonly rowsCount: number;
}

/** @param features neither centred nor scaled yet. @param onFit told the share of the work that is done. */
export function fitAll(
  config: TrainConfig,
  { fill, adverse, drift }: TrainingRows,
  features: readonly ModelInput[],
  random: Random,
  onFit: (share: number) => void,
): Fitted[] {
  const quote = quoteInputs(features);
  const ofFill = fillModels.map((contender, at): FittedFill => {
    onFit(at / fillModels.length);
    const columns = columnsOf(contender, quote.length);
    const fit = (inputs: Matrix) => fitContender(contender, inputs, fill, config.fill, random.fork(contender));
    return { role: "fill", contender, ...fittedForm(quote, fill.inputs, columns, fit) };
  });
  const ofMoves = (role: "adverse" | "drift", contender: MoveModel): FittedMoves => {
    const [rows, inputs] = role === "adverse" ? [adverse, quote] : [drift, features];
    const fit = (matrix: Matrix) => linearForm(matrix, rows.labelsTicks, config[role].penalty);
    return { role, contender, ...fittedForm(inputs, rows.inputs, columnsOf(contender, inputs.length), fit) };
  };
  return [...ofFill, ofMoves("adverse", "distance"), ofMoves("adverse", "linear"), ofMoves("drift", "linear")];
}

function fittedForm(
  inputs: readonly ModelInput[],
  matrix: Matrix,
  columns: readonly number[],
  fit: (inputs: Matrix) => ModelForm,
): FittedForm {
  const picked = pickColumns(matrix, columns);
  const scaling = scalingOf(picked, picked.rowsCount);
  const form = fit(scaled(picked, scaling));
  const names = columns.map((column) => inputs[column]!);
  return { inputs: scaledInputs(names, scaling), form, rowsCount: matrix.rowsCount };
}
