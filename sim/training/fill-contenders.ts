/**
 * What is asked whether a quote will fill: baselines that know nothing, or the distance alone, and the three models.
 * Each ends as the form of a document, and is judged as that form answers when it trades.
 */
import { log } from "../../src/base/math.ts";
import type { Random } from "../../src/base/random.ts";
import type { ModelForm } from "../../src/core/models/model-document.ts";
import { fitHazard } from "./hazard-fit.ts";
import { fitLogistic } from "./logistic-fit.ts";
import { type Matrix, pickRows } from "./matrix.ts";
import { fitNetwork } from "./network-fit.ts";
import type { TrainConfig } from "./train-config.ts";
import type { FillRows } from "./training-rows.ts";

export const fillContenders = ["constant", "distance", "logistic", "network", "hazard"] as const;
export type FillContender = (typeof fillContenders)[number];
/** Those that become files. */
export const fillModels = ["distance", "logistic", "network", "hazard"] as const satisfies readonly FillContender[];
export type FillModel = (typeof fillModels)[number];

/**
 * @param inputs scaled, of the columns of the contender, for as many rows as there are in `rows`.
 * @param random of this fit alone.
 */
export function fitContender(
  contender: FillContender,
  inputs: Matrix,
  rows: FillRows,
  fill: TrainConfig["fill"],
  random: Random,
): ModelForm {
  if (contender === "hazard") return hazardForm(inputs, rows, fill);
  // Whether the others fill is not known: to call them either would be a guess.
  const known = Int32Array.from(rows.isKnown.keys().filter((row) => rows.isKnown[row] === 1));
  const knownInputs = pickRows(inputs, known);
  const hits = Uint8Array.from(known, (row) => rows.filled[row]!);
  if (contender === "network") return networkForm(knownInputs, hits, fill, random);
  return contender === "constant" ? constantForm(hits) : logisticForm(knownInputs, hits, fill);
}

function constantForm(hits: Uint8Array): ModelForm {
  const hitsCount = hits.reduce((sum, hit) => sum + hit, 0);
  return { kind: "logistic", weights: [], bias: log(hitsCount / (hits.length - hitsCount)) };
}

function logisticForm(inputs: Matrix, hits: Uint8Array, { penalty }: TrainConfig["fill"]): ModelForm {
  const { weights, bias } = fitLogistic(inputs, hits, penalty);
  return { kind: "logistic", weights: [...weights], bias };
}

function hazardForm(inputs: Matrix, rows: FillRows, { edgesMs, penalty }: TrainConfig["fill"]): ModelForm {
  const fit = fitHazard(inputs, rows, edgesMs, penalty);
  return { kind: "hazard", edgesMs: [...fit.edgesMs], biases: [...fit.biases], weights: [...fit.weights] };
}

function networkForm(inputs: Matrix, hits: Uint8Array, fill: TrainConfig["fill"], random: Random): ModelForm {
  const plan = { unitsCount: fill.network.units, ...fill.network };
  const { hiddenWeights, hiddenBiases, outputWeights, outputBias } = fitNetwork(inputs, hits, plan, random);
  return {
    kind: "network",
    hiddenWeights: hiddenWeights.map((row) => [...row]),
    hiddenBiases: [...hiddenBiases],
    outputWeights: [...outputWeights],
    outputBias,
    output: "logistic",
  };
}
