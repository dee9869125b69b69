/**
 * What a form answers for rows of scaled inputs, the whole of each row at once: many rows and no quote to ask about, as
 * fits are judged. `src/core/models` answers the same when it trades, price by price.
 */
import { exp, tanh } from "../../src/base/math.ts";
import type { ModelForm } from "../../src/core/models/model-document.ts";
import { logistic } from "./logistic-fit.ts";
import { type Matrix, scoreOf } from "./matrix.ts";

/** Of the rows `[from, to)`, in order. */
export function predictions(form: ModelForm, inputs: Matrix, from: number, to: number): Float64Array {
  const answer = answerOf(form, inputs);
  return Float64Array.from({ length: to - from }, (_, at) => answer(from + at));
}

function answerOf(form: ModelForm, inputs: Matrix): (row: number) => number {
  switch (form.kind) {
    case "linear":
      return (row) => scoreOf(inputs, row, form.weights, form.bias);
    case "logistic":
      return (row) => logistic(scoreOf(inputs, row, form.weights, form.bias));
    case "hazard": {
      const fills = usualFills(form);
      return (row) => 1 - exp(-fills * exp(scoreOf(inputs, row, form.weights, 0)));
    }
    case "network":
      return (row) => logistic(networkScore(form, inputs, row));
  }
}

/** Of an order whose inputs are all at their means: fills that its hazard promises within the horizon. */
function usualFills({ biases, edgesMs }: Extract<ModelForm, { kind: "hazard" }>): number {
  return biases.reduce((sum, bias, at) => sum + (exp(bias) * (edgesMs[at]! - (edgesMs[at - 1] ?? 0))) / 1000, 0);
}

function networkScore(form: Extract<ModelForm, { kind: "network" }>, inputs: Matrix, row: number): number {
  let score = form.outputBias;
  for (const [unit, weights] of form.hiddenWeights.entries())
    score += form.outputWeights[unit]! * tanh(scoreOf(inputs, row, weights, form.hiddenBiases[unit]!));
  return score;
}
