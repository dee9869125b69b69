/** From the models that a configuration names to their documents, checked against what is traded and by which strategy. */
import { type ModelsConfig, mapModels } from "../../sim/models-config.ts";
import { InputError } from "../base/input-error.ts";
import { modelRoles } from "../core/models/model.ts";
import type { ModelDocument } from "../core/models/model-document.ts";
import { modelInstrument, otherThan } from "../core/models/model-instrument.ts";
import type { StrategyDefinition } from "../core/strategy/strategy.ts";
import type { Instrument } from "../domain/instrument.ts";
import { expandGlobs } from "./expand-globs.ts";
import { readModelFile } from "./model-files.ts";

/** Puts file, hash and document in the place of each file's name. What is no such name, or no role, is the schema's. */
export function withModels(of: object, place: string): object {
  const { models } = of as { models?: unknown };
  if (typeof models !== "object" || models === null || Array.isArray(models)) return of;
  const read = Object.entries(models).map(([role, named]) => [
    role,
    (modelRoles as readonly string[]).includes(role) ? withDocument(named, `${place}models.${role}`) : named,
  ]);
  return { ...of, models: Object.fromEntries(read) };
}

/** As a configuration's text has them: enough to find them again, and to know them. */
export function namedModels(of: object): object {
  return changedModels(of, ({ file, hash }) => ({ file, hash }));
}

/** What of them decides. */
export function hashedModels(of: object): object {
  return changedModels(of, ({ hash }) => hash);
}

/** @param place of the keys of this instrument. @throws InputError naming the role, the model's file and key. */
export function checkModels(
  models: ModelsConfig | undefined,
  strategy: StrategyDefinition,
  instrument: Instrument,
  place: string,
): void {
  for (const role of modelRoles) {
    const model = models?.[role];
    if (model === undefined) continue;
    const key = `${place}models.${role}`;
    if (!strategy.models?.includes(role))
      throw new InputError(key, `${strategy.name} uses no such model; expected none`);
    const within = `${key}: ${model.file}`;
    if (model.document.role !== role)
      throw new InputError(`${within}: role`, `is ${model.document.role}; expected ${role}`);
    checkInstrument(model.document, instrument, within);
  }
}

function withDocument(named: unknown, key: string): unknown {
  const { file, hash } =
    typeof named === "string" ? { file: named } : ((named ?? {}) as { file?: unknown; hash?: unknown });
  if (typeof file !== "string" || file === "") return named;
  const found = oneFile(file, key);
  const document = readModelFile(found);
  if (hash === undefined || hash === document.hash) return { file: found, hash: document.hash, document };
  throw new InputError(`${key}.hash`, `is ${hash}; ${found} has ${document.hash}, expected the same`);
}

/** What a pattern matches: names end in hashes of what was learned, which not everybody wants to write down. */
function oneFile(pattern: string, key: string): string {
  const found = expandGlobs([pattern]);
  if (found.length === 1) return found[0]!;
  throw new InputError(key, `${pattern} matches ${found.length} files; expected one: ${found.join(", ")}`);
}

function changedModels(of: object, change: Parameters<typeof mapModels>[1]): object {
  const { models } = of as { models?: ModelsConfig | undefined };
  return models === undefined ? of : { ...of, models: mapModels(models, change) };
}

function checkInstrument({ instrument: learned }: ModelDocument, instrument: Instrument, within: string): void {
  const other = otherThan(learned, instrument);
  if (other === undefined) return;
  const expected = modelInstrument(instrument)[other];
  throw new InputError(`${within}: instrument.${other}`, `is ${learned[other]}; expected ${expected}, as it is traded`);
}
