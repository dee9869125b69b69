/**
 * Fitted models, drawn: documents of every form that a role may have, valid ones and plausible ones. A quote that is
 * further away or has more ahead of it is never the likelier to be filled; all else is free.
 */
import fc from "fast-check";
import { features, standardInputs } from "../../src/core/features/index.ts";
import { candidateInputs } from "../../src/core/models/candidate-inputs.ts";
import type { ModelRole } from "../../src/core/models/model.ts";
import type { ModelDocument, ModelForm, ModelInput } from "../../src/core/models/model-document.ts";
import { sealedModel } from "../../src/core/models/model-text.ts";
import { type Instrument, instrumentKey } from "../../src/domain/instrument.ts";
import { entryOfInstrument } from "../../src/domain/instrument-entry.ts";

/** All of a model but the instrument that it is of. */
interface ModelDraft {
  readonly role: ModelRole;
  readonly horizonMs: number;
  readonly inputs: readonly ModelInput[];
  readonly form: ModelForm;
}

export type ModelDrafts = Partial<Record<ModelRole, ModelDraft>>;

/** Some of the models that a strategy can use, or none. */
export function modelDrafts(roles: readonly ModelRole[] = []): fc.Arbitrary<ModelDrafts> {
  const ofRoles = Object.fromEntries(roles.map((role) => [role, modelDraft(role)]));
  return fc.record(ofRoles, { requiredKeys: [], noNullPrototype: true });
}

export function modelOf({ role, horizonMs, inputs, form }: ModelDraft, instrument: Instrument): ModelDocument {
  const { tick, lot } = entryOfInstrument(instrument);
  return sealedModel({
    ...{ schema: 1, name: `${role}-drawn`, role, horizonMs, form, manifest },
    instrument: { key: instrumentKey(instrument), tick, lot },
    inputs: [...inputs],
  });
}

function modelDraft(role: ModelRole): fc.Arbitrary<ModelDraft> {
  const ofMarket = fc.uniqueArray(marketInputs, { selector: ({ name }) => name, maxLength: 4 });
  const ofQuote = role === "drift" ? fc.constant([]) : fc.tuple(...candidateInputs.map(inputOf));
  return fc
    .record({ market: ofMarket, quote: ofQuote, horizonMs: fc.integer({ min: 1, max: 60_000 }) })
    .chain(({ market, quote, horizonMs }) => {
      const inputs = [...market, ...quote];
      const form = role === "fill" ? fillForms(market.length, horizonMs) : moveForms(inputs.length);
      return form.map((drawn) => ({ role, horizonMs, inputs, form: drawn }));
    });
}

/** Each as an input once: what is signed takes no logarithm. */
const marketInputs = fc.constantFrom(...standardInputs.map(({ name }) => name)).chain(inputOf);

function inputOf(name: string): fc.Arbitrary<ModelInput> {
  const isSigned =
    name === "distance_ticks" || features.find((feature) => feature.name === name)?.mirror === "negative";
  return fc.record({
    name: fc.constant(name),
    transform: fc.constantFrom(...(isSigned ? (["none", "asinh"] as const) : (["none", "log1p", "asinh"] as const))),
    mean: fc.constant(0),
    scale: fc.constantFrom(1, 10, 100),
  });
}

const anyWeight = fc.integer({ min: -30, max: 30 }).map((tenths) => tenths / 10);
const fallingWeight = fc.integer({ min: 0, max: 30 }).map((tenths) => -tenths / 10);
const risingWeight = fc.integer({ min: 0, max: 30 }).map((tenths) => tenths / 10);

function many<T>(of: fc.Arbitrary<T>, count: number): fc.Arbitrary<T[]> {
  return fc.array(of, { minLength: count, maxLength: count });
}

/** Of the market's inputs any, of the quote's none that rise. */
function fillWeights(marketCount: number): fc.Arbitrary<number[]> {
  const ofQuote = many(fallingWeight, candidateInputs.length);
  return fc.tuple(many(anyWeight, marketCount), ofQuote).map(([market, quote]) => [...market, ...quote]);
}

function fillForms(marketCount: number, horizonMs: number): fc.Arbitrary<ModelForm> {
  const weights = fillWeights(marketCount);
  const logistic = fc.record({ kind: fc.constant("logistic" as const), weights, bias: anyWeight });
  const hazard = fc.record({
    kind: fc.constant("hazard" as const),
    edgesMs: fc.constantFrom([horizonMs], [horizonMs / 2, horizonMs]),
    weights,
  });
  const hazards = hazard.chain((form) =>
    many(anyWeight, form.edgesMs.length).map((biases) => ({ ...form, edgesMs: [...form.edgesMs], biases })),
  );
  return fc.oneof(logistic, hazards, networks(weights, risingWeight, "logistic"));
}

function moveForms(inputsCount: number): fc.Arbitrary<ModelForm> {
  const weights = many(anyWeight, inputsCount);
  const linear = fc.record({ kind: fc.constant("linear" as const), weights, bias: anyWeight });
  return fc.oneof(linear, networks(weights, anyWeight, "identity"));
}

function networks(
  row: fc.Arbitrary<number[]>,
  outputWeight: fc.Arbitrary<number>,
  output: "logistic" | "identity",
): fc.Arbitrary<ModelForm> {
  return fc.integer({ min: 1, max: 4 }).chain((unitsCount) =>
    fc.record({
      kind: fc.constant("network" as const),
      hiddenWeights: many(row, unitsCount),
      hiddenBiases: many(anyWeight, unitsCount),
      outputWeights: many(outputWeight, unitsCount),
      outputBias: anyWeight,
      output: fc.constant(output),
    }),
  );
}

const noHash = "0".repeat(64);

/** Of a model that comes from no data. */
const manifest: ModelDocument["manifest"] = {
  dataHash: noHash,
  data: ["drawn"],
  firstTime: "2024-01-01T00:00:00Z",
  lastTime: "2024-01-01T00:00:01Z",
  rowsCount: 1,
  configText: "drawn",
  configHash: noHash,
  codeVersion: "drawn",
  seed: 0,
  metrics: {},
  command: "drawn",
  created: "2024-01-01T00:00:00Z",
};
