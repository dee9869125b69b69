/** Models made by hand and by chance, and the plain evaluation that they are checked against. */
import fc from "fast-check";
import { FeatureReaders } from "../../src/core/features/feature-readers.ts";
import { candidateInputs } from "../../src/core/models/candidate-inputs.ts";
import { inputFeatures } from "../../src/core/models/input-features.ts";
import type { ModelRole } from "../../src/core/models/model.ts";
import type { ModelDocument, ModelForm, ModelInput } from "../../src/core/models/model-document.ts";
import { modelInstrument } from "../../src/core/models/model-instrument.ts";
import { sealedModel, type UnsealedModel } from "../../src/core/models/model-text.ts";
import { transforms } from "../../src/core/models/transform.ts";
import { type ModelDocuments, watchModels } from "../../src/core/models/watched-models.ts";
import { spotBtcusdt } from "./instruments.ts";

export const exampleInputs: readonly ModelInput[] = [
  { name: "touch_imbalance", transform: "none", mean: 0.1, scale: 0.4 },
  { name: "spread", transform: "log1p", mean: 1, scale: 0.5 },
  { name: "distance_ticks", transform: "asinh", mean: 0.2, scale: 1.5 },
  { name: "queue_ahead_lots", transform: "log1p", mean: 3, scale: 2 },
];

export const exampleForm: ModelForm = { kind: "logistic", weights: [0.7, -0.3, -0.9, -0.4], bias: 0.2 };

const hash = "0123456789abcdef".repeat(4);

/** A logistic model of fills of Spot's BTCUSDT within five seconds, with changes. */
export function unsealedModel(changes: Partial<UnsealedModel> = {}): UnsealedModel {
  return {
    schema: 1,
    name: "fill-btcusdt",
    role: "fill",
    instrument: modelInstrument(spotBtcusdt),
    horizonMs: 5000,
    inputs: [...exampleInputs],
    form: exampleForm,
    manifest: {
      ...{ dataHash: hash, data: ["spot_btcusdt.gz"], rowsCount: 1000, configText: "seed: 1\n", configHash: hash },
      ...{ firstTime: "2024-08-08T00:00:00.000000000Z", lastTime: "2024-08-09T00:00:00.000000000Z" },
      ...{ codeVersion: "0.1.0", seed: 1, metrics: { brier: 0.1, brier_constant: 0.2 }, command: "train --seed 1" },
      created: "2024-08-10T12:00:00Z",
    },
    ...changes,
  };
}

export function exampleModel(changes: Partial<UnsealedModel> = {}): ModelDocument {
  return sealedModel(unsealedModel(changes));
}

/** With readers of their own. */
export function watched(documents: ModelDocuments) {
  const readers = new FeatureReaders();
  return watchModels(documents, (feature) => readers.reader(feature));
}

const number = fc.double({ min: -3, max: 3, noNaN: true });
const scale = fc.double({ min: 0.1, max: 5, noNaN: true });

/** Inputs that a model of that role may have, up to all of them. */
export function inputsOf(role: ModelRole): fc.Arbitrary<ModelInput[]> {
  const market = fc.subarray([...inputFeatures.keys()], { maxLength: 6 });
  const candidatesCount = role === "drift" ? fc.constant(0) : fc.integer({ min: 0, max: 2 });
  const names = fc
    .tuple(market, candidatesCount)
    .map(([features, count]) => [...features, ...candidateInputs.slice(0, count)]);
  return names.chain((all) => fc.tuple(...all.map(inputOf)));
}

function inputOf(name: string): fc.Arbitrary<ModelInput> {
  const isSigned = name === "distance_ticks" || inputFeatures.get(name)?.mirror === "negative";
  const usable = transforms.filter((transform) => transform !== "log1p" || !isSigned);
  return fc.record({ name: fc.constant(name), transform: fc.constantFrom(...usable), mean: number, scale });
}

/** A form of that role on so many inputs. */
export function formsOf(role: ModelRole, inputsCount: number): fc.Arbitrary<ModelForm> {
  const weights = fc.array(number, { minLength: inputsCount, maxLength: inputsCount });
  const network: fc.Arbitrary<ModelForm> = fc.integer({ min: 1, max: 5 }).chain((units) => {
    const ofUnits = { minLength: units, maxLength: units };
    return fc.record({
      kind: fc.constant("network" as const),
      hiddenWeights: fc.array(weights, ofUnits),
      hiddenBiases: fc.array(number, ofUnits),
      outputWeights: fc.array(number, ofUnits),
      outputBias: number,
      output: fc.constant(role === "fill" ? ("logistic" as const) : ("identity" as const)),
    });
  });
  if (role !== "fill") return fc.oneof(network, plain("linear", weights));
  const hazard: fc.Arbitrary<ModelForm> = fc.record({
    kind: fc.constant("hazard" as const),
    edgesMs: fc.constant([500, 2000, 5000] as number[]),
    biases: fc.array(number, { minLength: 3, maxLength: 3 }),
    weights,
  });
  return fc.oneof(network, plain("logistic", weights), hazard);
}

function plain(kind: "linear" | "logistic", weights: fc.Arbitrary<number[]>): fc.Arbitrary<ModelForm> {
  return fc.record({ kind: fc.constant(kind), weights, bias: number });
}

export function modelsOf(role: ModelRole): fc.Arbitrary<ModelDocument> {
  return inputsOf(role)
    .chain((inputs) => fc.tuple(fc.constant(inputs), formsOf(role, inputs.length)))
    .map(([inputs, form]) => exampleModel({ role, inputs, form, name: `${role}-btcusdt` }));
}

/**
 * What README.md of the models says, as plain loops over all inputs at once, with the system's functions.
 * @param raw of each input, as the quote sees it.
 */
export function plainAnswer({ inputs, form }: Pick<ModelDocument, "inputs" | "form">, raw: readonly number[]): number {
  const z = inputs.map(({ transform, mean, scale: by }, at) => (through[transform](raw[at]!) - mean) / by);
  const dot = (weights: readonly number[]) => weights.reduce((sum, weight, at) => sum + weight * z[at]!, 0);
  const logistic = (x: number) => 1 / (1 + Math.exp(-x));
  switch (form.kind) {
    case "linear":
      return dot(form.weights) + form.bias;
    case "logistic":
      return logistic(dot(form.weights) + form.bias);
    case "hazard": {
      const hazards = form.biases.map((bias) => Math.exp(dot(form.weights) + bias));
      const seconds = form.edgesMs.map((edge, at) => (edge - (form.edgesMs[at - 1] ?? 0)) / 1000);
      return 1 - Math.exp(-hazards.reduce((sum, hazard, at) => sum + hazard * seconds[at]!, 0));
    }
    case "network": {
      const units = form.hiddenWeights.map((row, unit) => Math.tanh(dot(row) + form.hiddenBiases[unit]!));
      const sum = units.reduce((total, unit, at) => total + unit * form.outputWeights[at]!, form.outputBias);
      return form.output === "logistic" ? logistic(sum) : sum;
    }
  }
}

const through = { none: (x: number) => x, log1p: Math.log1p, asinh: Math.asinh };
