/**
 * Models in a configuration, beside `strategy`, by what they answer:
 *
 *   models:
 *     fill: data/models/fill-btcusdt-1a2b3c4d.json
 *     adverse: { file: data/models/adverse-btcusdt-5e6f7a8b.json, hash: SHA256 }    # this content and no other
 *
 * Files are read where configurations are (`src/commands/models-setup.ts`). From there on file, hash and document stand
 * together, so that the journal of a session holds all that it traded by. A configuration's text names file and hash;
 * its own hash is over what the models are, wherever their files lie.
 */
import { z } from "zod";
import { featuresOf } from "../src/core/models/input-features.ts";
import { type ModelRole, modelRoles } from "../src/core/models/model.ts";
import { type ModelDocument, modelDocumentSchema } from "../src/core/models/model-document.ts";
import type { ModelDocuments } from "../src/core/models/watched-models.ts";
import type { StrategyDefinition } from "../src/core/strategy/strategy.ts";

const expected = "expected a file of train, or { file: FILE, hash: SHA256 }";

const modelSchema = z.strictObject(
  { file: z.string().min(1, expected), hash: z.string(), document: modelDocumentSchema },
  { error: ({ code }) => (code === "invalid_type" ? expected : undefined) },
);

export const modelsSchema = z.strictObject({ fill: modelSchema, adverse: modelSchema, drift: modelSchema }).partial();

export type ModelsConfig = z.output<typeof modelsSchema>;
export type ModelConfig = z.output<typeof modelSchema>;

export function documentsOf(models: ModelsConfig = {}): ModelDocuments {
  return mapModels(models, ({ document }) => document);
}

/** All that is read in a market: by the strategy, and by its models. */
export function featuresRead({ features }: StrategyDefinition, models: ModelsConfig | undefined) {
  return [...features, ...featuresOf(documentsIn(models))];
}

/** Those that are there, whatever they answer. */
export function documentsIn(models: ModelsConfig = {}): ModelDocument[] {
  return modelRoles.flatMap((role) => models[role]?.document ?? []);
}

/** Those that are there. */
export function mapModels<T>(models: ModelsConfig, map: (of: ModelConfig) => T): Partial<Record<ModelRole, T>> {
  const there = modelRoles.flatMap((role) => (models[role] === undefined ? [] : [[role, map(models[role])] as const]));
  return Object.fromEntries(there);
}
