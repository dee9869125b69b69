/**
 * Which features can be inputs of models: those that say what they become for an ask, since a model sees the market from
 * the side of the quote.
 */
import type { Feature } from "../features/feature.ts";
import { features } from "../features/index.ts";
import type { ModelDocument } from "./model-document.ts";

/** Features that can be inputs, by name. */
export const inputFeatures: ReadonlyMap<string, Feature> = new Map(
  features.filter(({ mirror }) => mirror !== undefined).map((feature) => [feature.name, feature]),
);

/** What the engine must know of for these models: their features, and what those become for an ask. */
export function featuresOf(documents: readonly Pick<ModelDocument, "inputs">[]): readonly Feature[] {
  const read = documents.flatMap(({ inputs }) => inputs.flatMap(({ name }) => inputFeatures.get(name) ?? []));
  return [...new Set(read.flatMap((feature) => [feature, mirrorOf(feature)]))];
}

/** Where a feature's value for an ask is read; its sign may turn. */
export function mirrorOf(feature: Feature): Feature {
  return typeof feature.mirror === "function" ? feature.mirror() : feature;
}
