/** Small files whole: as text, or as JSON of a schema. What is wrong with one is an `InputError` of one line. */
import { readFileSync } from "node:fs";
import type { z } from "zod";
import { InputError } from "../base/input-error.ts";

/** @param expected what the file should be: `a model of train`. @throws InputError where it cannot be read. */
export function readText(path: string, expected: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const problem = code === "ENOENT" ? "no such file" : `cannot be read (${code})`;
    throw new InputError(path, `${problem}; expected ${expected}`);
  }
}

/** @param expected what the file should be. @throws InputError naming the file, the key and what was expected. */
export function readJson<Schema extends z.ZodType>(path: string, schema: Schema, expected: string): z.output<Schema> {
  const parsed = schema.safeParse(parseJson(path, readText(path, expected), expected));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const key = issue!.path.join(".");
  throw new InputError(key === "" ? path : `${path}: ${key}`, `${issue!.message}; expected ${expected}`);
}

function parseJson(path: string, text: string, expected: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(path, `is not JSON; expected ${expected}`);
  }
}
