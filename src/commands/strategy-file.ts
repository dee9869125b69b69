/** A user's own strategy, out of the file that `--strategy` names: its default export, as `defineStrategy` gives it. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { InputError } from "../base/input-error.ts";
import type { StrategyDefinition } from "../core/strategy/strategy.ts";

/** What `--strategy` names: one that is registered, or a file. */
export function isStrategyFile(name: string): boolean {
  return /\.[cm]?[jt]s$/.test(name);
}

/** @throws InputError when the file is not there, or its default export is no strategy. */
export async function readStrategyFile(path: string): Promise<StrategyDefinition> {
  const place = `--strategy ${path}`;
  if (!(await Bun.file(path).exists())) throw new InputError(place, "no such file; expected one with a strategy");
  const { default: strategy } = await importFile(path, place);
  if (!isStrategy(strategy)) throw new InputError(place, "expected defineStrategy({ ... }) as its default export");
  return strategy;
}

/** What a file of code throws as it is read is told with its own place. */
async function importFile(path: string, place: string): Promise<{ readonly default?: unknown }> {
  try {
    return await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    throw new InputError(place, `cannot be read as code: ${(error as Error).message.split("\n", 1)[0]}`);
  }
}

function isStrategy(value: unknown): value is StrategyDefinition {
  if (typeof value !== "object" || value === null) return false;
  const { name, start, features, parameters } = value as Partial<Record<keyof StrategyDefinition, unknown>>;
  const hasSchema = typeof (parameters as { safeParse?: unknown } | undefined)?.safeParse === "function";
  return typeof name === "string" && name !== "" && typeof start === "function" && Array.isArray(features) && hasSchema;
}
