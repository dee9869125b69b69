/**
 * Who may import whom. Dependencies point inwards, so that the core can be read, tested and simulated without anything
 * that stands around it.
 *
 * Imports are read from the text, since the ones of types alone count too and vanish when the code is compiled.
 */
import { posix } from "node:path";
import type { SourceFile, Violation } from "./source-files.ts";
import { lineAt } from "./source-text.ts";

export interface Import {
  /** As written. */
  readonly name: string;
  /** Where a relative one leads, from the project's root; undefined for packages and the platform's own modules. */
  readonly path: string | undefined;
  readonly line: number;
}

/** Folders (or files) of the project that each layer may import, besides itself. */
const layers: Record<string, readonly string[] | "everything"> = {
  ffi: [],
  "src/base": [],
  "src/domain": ["src/base"],
  "src/ports": ["src/domain", "src/base"],
  // The build script owns the library's name and place.
  "src/engine": ["src/ports", "src/domain", "src/base", "ffi"],
  "src/core": ["src/ports", "src/domain", "src/base"],
  "src/adapters": ["src/ports", "src/domain", "src/base"],
  "src/data": [
    "src/ports",
    "src/domain",
    "src/base",
    "src/adapters/arrow",
    "src/adapters/binance",
    "src/adapters/ledger",
    "src/adapters/parquet",
  ],
  "src/api": ["src/ports", "src/domain", "src/base"],
  "src/live": ["src/base", "src/domain", "src/ports", "src/engine", "src/core", "src/adapters", "src/data", "src/api"],
  sim: ["src/base", "src/domain", "src/ports", "src/engine", "src/core", "src/adapters", "src/data", "src/live"],
  "src/commands": "everything",
  "src/cli.ts": "everything",
  tests: "everything",
};

/** Packages that the inner layers may use; the others choose freely from package.json. */
const packages: Record<string, readonly string[]> = {
  ffi: [],
  "src/base": [],
  "src/domain": ["zod"],
  "src/ports": [],
  "src/engine": [],
  "src/core": ["zod"],
};

const callNative = ["src/engine", "ffi", "tests"];

export function importViolations(file: SourceFile): Violation[] {
  if (!/\.[tj]s$/.test(file.path)) return [];
  const layer = layerOf(file.path);
  if (layer === undefined) return [`${file.path}:1: belongs to no layer; put it into a folder of src/ARCHITECTURE.md`];
  return importsOf(file).flatMap((found) => {
    const problem = found.path === undefined ? packageProblem(layer, found.name) : pathProblem(layer, found.path);
    return problem === undefined ? [] : [`${file.path}:${found.line}: ${problem}`];
  });
}

/** Every module named by import, export from, import type, import() or require. */
export function importsOf(file: SourceFile): Import[] {
  const statement = /(?:\bfrom|\bimport|\b(?:import|require)\s*\()\s*(["'`])/g;
  return [...file.words.matchAll(statement)].map((match) => {
    const start = match.index + match[0].length;
    const name = file.code.slice(start, file.code.indexOf(match[1] as string, start));
    const path = name.startsWith(".") ? posix.join(posix.dirname(file.path), name) : undefined;
    return { name, path, line: lineAt(file.text, match.index) };
  });
}

function pathProblem(layer: string, path: string): string | undefined {
  const allowed = layers[layer];
  if (allowed === "everything" || isInside(path, layer) || allowed?.some((inner) => isInside(path, inner))) return;
  return `${layer} imports ${path}; dependencies point inwards: take it through a port, or move what both need inwards`;
}

function packageProblem(layer: string, name: string): string | undefined {
  if (name === "bun:ffi" && !callNative.includes(layer)) return "bun:ffi is for src/engine alone; use the Engine port";
  const allowed = packages[layer];
  const isPlatform = /^(?:node|bun):/.test(name); // Which of these a file may use is a rule of the one world.
  if (allowed === undefined || isPlatform || allowed.includes(name)) return;
  return `${layer} imports the package ${name}; the inner layers stand alone: take what it gives through a port`;
}

function layerOf(path: string): string | undefined {
  return Object.keys(layers).find((layer) => isInside(path, layer));
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
