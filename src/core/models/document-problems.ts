/**
 * What is wrong with a model's document though each of its parts is well formed: inputs and their order, a form that
 * does not answer what the role asks, numbers that are not as many as they should be.
 */
import { features } from "../features/index.ts";
import { candidateInputs, isCandidateInput } from "./candidate-inputs.ts";
import { inputFeatures } from "./input-features.ts";
import type { ModelDocument, ModelForm, ModelInput } from "./model-document.ts";

export interface DocumentProblem {
  readonly path: (string | number)[];
  readonly message: string;
}

type Unchecked = Omit<ModelDocument, "manifest" | "instrument">;

/** Faults that no type shows, in the order of the document. */
export function documentProblems(document: Unchecked): DocumentProblem[] {
  return [...inputProblems(document), ...roleProblems(document), ...lengthProblems(document)];
}

function inputProblems({ inputs, role }: Unchecked): DocumentProblem[] {
  const firstCandidate = inputs.findIndex(({ name }) => isCandidateInput(name));
  const featuresCount = firstCandidate === -1 ? inputs.length : firstCandidate;
  return inputs.flatMap(({ name, transform }, at) => {
    const candidate = candidateInputs[at - featuresCount];
    const message =
      at < featuresCount ? featureProblem(name, inputs.slice(0, at)) : candidateProblem(name, candidate, role);
    if (message !== undefined) return [{ path: ["inputs", at, "name"], message }];
    const fault = transformProblem(name, transform);
    return fault === undefined ? [] : [{ path: ["inputs", at, "transform"], message: fault }];
  });
}

function featureProblem(name: string, before: readonly ModelInput[]): string | undefined {
  if (before.some((input) => input.name === name)) return `${name} is there twice; expected each input once`;
  if (inputFeatures.has(name)) return undefined;
  const isFeature = features.some((feature) => feature.name === name);
  if (isFeature) return `${name} cannot be seen from the other side; expected a feature that has a mirror`;
  return `no feature ${name}; expected one of src/core/features that has a mirror`;
}

function candidateProblem(name: string, expected: string | undefined, role: string): string | undefined {
  if (role === "drift") return `${name} is of a quote; expected features alone in a model of the market`;
  if (name === expected) return undefined;
  return `${name} is out of order; expected features, then ${candidateInputs.join(", ")}, and nothing after`;
}

/** A logarithm of what may be negative would be no number on one side of the market. */
function transformProblem(name: string, transform: string): string | undefined {
  const isSigned = name === "distance_ticks" || inputFeatures.get(name)?.mirror === "negative";
  if (transform !== "log1p" || !isSigned) return undefined;
  return `${name} may be negative; expected none or asinh`;
}

function roleProblems({ role, form, horizonMs }: Unchecked): DocumentProblem[] {
  const isProbability = form.kind === "logistic" || form.kind === "hazard" || isLogisticNetwork(form);
  if (isProbability !== (role === "fill"))
    return [
      { path: ["form"], message: `expected ${role === "fill" ? "a probability" : "a number of ticks"} of ${role}` },
    ];
  if (form.kind !== "hazard") return [];
  const { edgesMs } = form;
  const fallAt = edgesMs.findIndex((edge, at) => at > 0 && edge <= edgesMs[at - 1]!);
  if (fallAt !== -1) return [{ path: ["form", "edgesMs", fallAt], message: "expected ends that rise" }];
  if (edgesMs.at(-1) === horizonMs) return [];
  return [{ path: ["form", "edgesMs"], message: "expected the last interval to end at horizonMs" }];
}

function lengthProblems({ form, inputs }: Unchecked): DocumentProblem[] {
  const ofInputs = (path: (string | number)[], { length }: readonly number[]) =>
    lengthProblem(path, length, inputs.length, "an input");
  if (form.kind === "network") {
    const units = form.hiddenWeights.length;
    return [
      ...form.hiddenWeights.flatMap((row, unit) => ofInputs(["form", "hiddenWeights", unit], row)),
      ...lengthProblem(["form", "hiddenBiases"], form.hiddenBiases.length, units, "a unit"),
      ...lengthProblem(["form", "outputWeights"], form.outputWeights.length, units, "a unit"),
    ];
  }
  if (form.kind !== "hazard") return ofInputs(["form", "weights"], form.weights);
  return [
    ...ofInputs(["form", "weights"], form.weights),
    ...lengthProblem(["form", "biases"], form.biases.length, form.edgesMs.length, "an interval"),
  ];
}

function lengthProblem(path: (string | number)[], count: number, expected: number, of: string): DocumentProblem[] {
  return count === expected ? [] : [{ path, message: `has ${count} numbers; expected ${expected}, one ${of}` }];
}

function isLogisticNetwork(form: ModelForm): boolean {
  return form.kind === "network" && form.output === "logistic";
}
