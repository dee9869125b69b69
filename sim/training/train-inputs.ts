/**
 * The inputs of models: which features, and what each goes through. What is bounded, or a logarithm already, stays as it
 * is; what counts lots, ticks or rates has a long tail, and goes through asinh.
 */
import { InputError } from "../../src/base/input-error.ts";
import { standardInputs } from "../../src/core/features/index.ts";
import { candidateInputs } from "../../src/core/models/candidate-inputs.ts";
import { inputFeatures } from "../../src/core/models/input-features.ts";
import type { ModelInput } from "../../src/core/models/model-document.ts";
import { type Transform, transformed } from "../../src/core/models/transform.ts";
import type { FillContender } from "./fill-contenders.ts";
import type { MoveContender } from "./judge-moves.ts";

const plainUnits = ["", "log_lots"];
/** Rates of fills fall about as e^(-k distance), and logarithms of rates and odds are what is weighed. */
const candidateTransforms: readonly Transform[] = ["none", "log1p"];

/** By name, or the standard ones; neither centred nor scaled yet. @throws InputError */
export function featureInputs(names: readonly string[] | undefined, place: string): ModelInput[] {
  const repeated = names?.find((name, at) => names.indexOf(name) < at);
  if (repeated !== undefined) throw new InputError(`${place}: inputs`, `${repeated} is there twice; expected it once`);
  return (names ?? standardInputs.map(({ name }) => name)).map((name) => featureInput(name, place));
}

/** Behind the features, in models of a quote. */
export function quoteInputs(features: readonly ModelInput[]): ModelInput[] {
  return [...features, ...candidateInputs.map((name, at) => unscaled(name, candidateTransforms[at]!))];
}

/** What is left of the inputs for a contender; the distance of a quote is the last but one. */
export function columnsOf(contender: FillContender | MoveContender, columnsCount: number): number[] {
  if (contender === "constant") return [];
  if (contender === "distance") return [columnsCount - 2];
  return Array.from({ length: columnsCount }, (_, at) => at);
}

/** Of the two inputs that a quote adds. */
export function candidateValues(distanceTicks: number, aheadLots: number): readonly [number, number] {
  return [transformed(candidateTransforms[0]!, distanceTicks), transformed(candidateTransforms[1]!, aheadLots)];
}

function featureInput(name: string, place: string): ModelInput {
  const feature = inputFeatures.get(name);
  if (feature !== undefined) return unscaled(name, plainUnits.includes(feature.unit) ? "none" : "asinh");
  const known = [...inputFeatures.keys()].join(", ");
  throw new InputError(
    `${place}: inputs`,
    `no feature ${name} that can be seen from both sides; expected some of ${known}`,
  );
}

function unscaled(name: string, transform: Transform): ModelInput {
  return { name, transform, mean: 0, scale: 1 };
}
