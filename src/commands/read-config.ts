/**
 * Reads a configuration: YAML file, `--set a.b=value` on top, one schema. Every fault is one line with the file, the
 * key's path and what was expected.
 *
 * Files say `half_spread_ticks`, code says `halfSpreadTicks`: keys are turned here, in both directions, and nowhere
 * else.
 */
import type { z } from "zod";
import { InputError } from "../base/input-error.ts";
import { repeatedKey } from "../base/repeated-key.ts";
import { readText } from "./read-file.ts";

/** The file as it is read, keys in camelCase, with the settings applied. */
export function readYaml(path: string, settings: readonly string[]): unknown {
  const document = parseDocument(path, readText(path, "a YAML configuration"));
  for (const setting of settings) applySetting(document, setting);
  return camelKeys(document, path);
}

/**
 * Checks against a schema.
 * @param place what to call the document in an error.
 * @param under path of keys above `value`, when it is part of a larger document.
 */
export function checkConfig<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  place: string,
  under: readonly string[] = [],
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const keys = [...under, ...issue.path.map(String)];
  if (issue.code === "unrecognized_keys")
    throw new InputError(`${place}: ${keyPath([...keys, issue.keys[0]!])}`, "unknown key");
  const problem = expectedText(issue.message);
  const isMissing = problem.startsWith("expected") && valueAt(value, issue.path) === undefined;
  throw new InputError(`${place}: ${keyPath(keys) || "the whole"}`, isMissing ? `is missing; ${problem}` : problem);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

/** The schema library's own words without their heading; ours stay as they are. */
function expectedText(message: string): string {
  return message
    .replace(/^(?:Invalid (?:input|option)|Too (?:small|big)): /, "")
    .replace(/, received undefined$/, "")
    .replace("expected int, received number", "expected a whole number");
}

/** Keys of a document as files have them. */
export function snakeKeys(value: unknown): unknown {
  return mapKeys(value, snakeKey);
}

/** @throws InputError for a key in both spellings. */
function camelKeys(value: unknown, place: string): unknown {
  const camelKey = (key: string) => key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return mapKeys(value, camelKey, (key) => {
    throw new InputError(place, `the key ${key} stands twice, in two spellings; expected it once`);
  });
}

function parseDocument(path: string, text: string): Record<string, unknown> {
  const document = parseYaml(path, text);
  if (!isRecord(document)) throw new InputError(path, "expected a mapping of keys to values");
  return document;
}

function parseYaml(place: string, text: string): unknown {
  const value = parseAnyYaml(place, text);
  if (holdsItself(value)) throw new InputError(place, "has an alias that holds itself; expected keys and values");
  const repeated = repeatedKey(text);
  if (repeated !== undefined)
    throw new InputError(`${place}:${repeated.line}`, `the key ${repeated.key} stands twice; expected it once`);
  return value;
}

function holdsItself(value: unknown, above: readonly unknown[] = []): boolean {
  if (typeof value !== "object" || value === null) return false;
  return above.includes(value) || Object.values(value).some((item) => holdsItself(item, [...above, value]));
}

function parseAnyYaml(place: string, text: string): unknown {
  try {
    return Bun.YAML.parse(text);
  } catch (error) {
    throw new InputError(
      place,
      `not YAML (${(error as Error).message}); expected keys and values; data goes behind --data`,
    );
  }
}

/** `a.b=value`, with numbers for the entries of a list: the value is YAML itself. What stood at `a` gives way unless it holds keys. */
function applySetting(document: Record<string, unknown>, setting: string): void {
  const match = /^([a-z][a-z0-9_]*(?:\.[A-Za-z0-9][A-Za-z0-9_]*)*)=(.*)$/s.exec(setting);
  if (match === null) throw new InputError(`--set ${setting}`, "expected key.path=value");
  const keys = match[1]!.split(".");
  let at = document;
  for (const key of keys.slice(0, -1)) {
    checkEntry(at, key, setting);
    const held = at[key];
    const next = isRecord(held) || Array.isArray(held) ? held : {};
    at[key] = next;
    at = next as Record<string, unknown>;
  }
  checkEntry(at, keys.at(-1)!, setting);
  at[keys.at(-1)!] = parseYaml(`--set ${setting}`, match[2]!);
}

/** A list has the entries that it has. */
function checkEntry(at: object, key: string, setting: string): void {
  if (!Array.isArray(at) || Object.hasOwn(at, key)) return;
  throw new InputError(`--set ${setting}`, `${key} is no entry of the list; expected 0 to ${at.length - 1}`);
}

function keyPath(keys: readonly string[]): string {
  return keys.map(snakeKey).join(".");
}

/** Capitals behind a digit stay: they are of a name, such as the asset 1000SATS. */
function snakeKey(key: string): string {
  return key.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** @param onSame told of a name that two keys of one mapping get. */
function mapKeys(value: unknown, rename: (key: string) => string, onSame: (key: string) => void = () => {}): unknown {
  if (Array.isArray(value)) return value.map((item) => mapKeys(item, rename, onSame));
  if (!isRecord(value)) return value;
  const renamed = new Map<string, unknown>();
  for (const [key, item] of Object.entries(value)) {
    const name = rename(key);
    if (renamed.has(name)) onSame(key);
    renamed.set(name, mapKeys(item, rename, onSame));
  }
  return Object.fromEntries(renamed);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
