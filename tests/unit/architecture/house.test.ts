// Goal: the house stays as it was built: one place for each thing, files that can be read in one sitting, each saying
// what it is.
// Method: the rules on every file of the project, and on planted ones that break them.
import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { posix } from "node:path";
import {
  filesUnder,
  readSources,
  type SourceFile,
  sourceFile,
  type Violation,
} from "../../helpers/architecture/source-files.ts";
import { projectRoot } from "../../helpers/needs.ts";

const linesMax = 500;
const topLevel = [
  ...[".ci", ".github", "configs", "data", "docker", "ffi", "notebooks", "sim", "src", "tests"],
  ...[".gitignore", "CONTRIBUTING.md", "LICENSE", "README.md", "biome.json", "bun.lock", "bunfig.toml"],
  ...["package.json", "tsconfig.json"],
];
/** What git ignores, or is git. */
const notOurs = [".git", "node_modules", "runs", ".DS_Store"];
const testFolders = ["bench", "contract", "e2e", "golden", "helpers", "integration", "property", "sim", "unit"];

test("house: the top level: holds what the architecture lists and nothing else", () => {
  expect(strangers(readdirSync(projectRoot), [...topLevel, ...notOurs])).toEqual([]);
  expect(strangers(["scratch.ts", "README.md"], topLevel)).toEqual(["scratch.ts"]);
});

test("house: tests: each kind in its folder", () => {
  expect(strangers(readdirSync(`${projectRoot}/tests`), [...testFolders, "preload.ts"])).toEqual([]);
});

test("house: the first line of every source: begins a comment that says what it is", () => {
  expect(readSources().flatMap(firstLineViolations)).toEqual([]);
});

test("house: a source that begins with code: is refused", () => {
  expect(firstLineViolations(sourceFile("src/base/x.ts", "export const a = 1;\n// Too late.\n"))).toEqual([
    "src/base/x.ts:1: begins with code; say first what this file is and why it is so",
  ]);
  expect(firstLineViolations(sourceFile("src/base/x.ts", "/** Says it. */\n"))).toEqual([]);
  expect(firstLineViolations(sourceFile("src/x.ts", "#!/usr/bin/env bun\n// Says it.\n"))).toEqual([]);
});

test("house: every source: is short enough to read in one sitting", () => {
  expect(readSources().flatMap(lengthViolations)).toEqual([]);
});

test("house: a source one line too long: is refused", () => {
  const lines = (count: number) => sourceFile("src/base/x.ts", "//\n".repeat(count));
  expect(lengthViolations(lines(linesMax))).toEqual([]);
  expect(lengthViolations(lines(linesMax + 1))).toEqual([
    `src/base/x.ts:${linesMax + 1}: longer than ${linesMax} lines; look for the second idea in it`,
  ]);
});

test("house: file names: kebab-case, but for the ones that others prescribe", () => {
  const folders = ["src", "sim", "ffi", "tests", "configs"];
  expect(filesUnder(folders).flatMap(nameViolations)).toEqual([]);
});

test("house: a file name in another case: is refused", () => {
  expect(nameViolations("src/core/orderManager.ts")).toEqual([
    "src/core/orderManager.ts:1: a name in another style; use kebab-case",
  ]);
  expect(nameViolations("src/core/order_manager.ts")).toHaveLength(1);
  expect(nameViolations("src/core/order-manager.test.ts")).toEqual([]);
  expect(nameViolations("ffi/README.md")).toEqual([]);
});

function strangers(names: readonly string[], known: readonly string[]): string[] {
  return names.filter((name) => !known.includes(name));
}

function firstLineViolations(file: SourceFile): Violation[] {
  if (/^(?:#!.*\n)?(?:\/\/|\/\*)/.test(file.text)) return [];
  return [`${file.path}:1: begins with code; say first what this file is and why it is so`];
}

function lengthViolations(file: SourceFile): Violation[] {
  const linesCount = file.text.trimEnd().split("\n").length;
  if (linesCount <= linesMax) return [];
  return [`${file.path}:${linesCount}: longer than ${linesMax} lines; look for the second idea in it`];
}

/** Golden files keep the names of what they were recorded from. */
function nameViolations(path: string): Violation[] {
  const name = posix.basename(path);
  if (path.startsWith("tests/golden/") || /^[A-Z]+\.md$/.test(name) || name.startsWith(".")) return [];
  if (/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)*$/.test(name)) return [];
  return [`${path}:1: a name in another style; use kebab-case`];
}
