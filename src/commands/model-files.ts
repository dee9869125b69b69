/**
 * Models on disk: `<name>-<hash8>.json`, the hash that of the content, so that a file never changes. Written whole and
 * never over another.
 */
import { linkSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../base/input-error.ts";
import type { ModelDocument } from "../core/models/model-document.ts";
import { modelFileName, modelOfText, modelText } from "../core/models/model-text.ts";
import { dataFolder } from "./folders.ts";
import { readText } from "./read-file.ts";

export const modelsFolder = join(dataFolder, "models");

const expected = "a model of train";

/** @throws InputError naming the file, the key and what was expected. */
export function readModelFile(path: string): ModelDocument {
  return modelOfText(readText(path, expected), path);
}

/**
 * The same content again leaves the file that is there, whose `created` and `command` are of the first time.
 * @returns its path. @throws InputError where that name is of another content.
 */
export function writeModelFile(folder: string, document: ModelDocument): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, modelFileName(document));
  const partial = `${path}.${process.pid}.part`;
  try {
    writeFileSync(partial, modelText(document));
    linkSync(partial, path); // Unlike a rename, it never puts one file in the place of another.
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    checkSame(path, document);
  } finally {
    rmSync(partial, { force: true });
  }
  return path;
}

export interface ModelFile {
  readonly path: string;
  /** Or why it is none. */
  readonly document: ModelDocument | InputError;
}

/** All models of a folder, by file name; none where there is no folder. What other commands keep there is left out. */
export function modelFilesIn(folder: string): ModelFile[] {
  return namesIn(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => !isOther(readText(path, expected)))
    .map((path) => ({ path, document: documentOr(path) }));
}

function checkSame(path: string, document: ModelDocument): void {
  const { hash } = readModelFile(path);
  if (hash !== document.hash)
    throw new InputError(path, `is another model, ${hash}; expected it to be ${document.hash}`);
}

function documentOr(path: string): ModelDocument | InputError {
  try {
    return readModelFile(path);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

/** Queue models and agents lie there, too: they have no `schema`. */
function isOther(text: string): boolean {
  try {
    const value = JSON.parse(text);
    return typeof value !== "object" || value === null || !("schema" in value);
  } catch {
    return false;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
