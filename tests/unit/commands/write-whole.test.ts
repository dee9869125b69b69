// Goal: a file is written whole or not at all, and what cannot be written to is told before the work is done.
// Method: a temporary folder: a name that a folder has, a folder's place that a file has, an empty name.
import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { checkFile, checkFolder, writeWhole } from "../../../src/commands/write-whole.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

test("write whole: over a file: the new content, and nothing beside it", () => {
  using folder = temporaryFolder();
  const path = folder.of("result.json");
  writeFileSync(path, "old");
  writeWhole(path, "new");
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(readdirSync(folder.of("."))).toEqual(["result.json"]);
});

test("write whole: a folder has the name: an error, and nothing half-written stays", () => {
  using folder = temporaryFolder();
  const path = folder.of("taken");
  mkdirSync(path);
  expect(() => writeWhole(path, "new")).toThrow();
  expect(readdirSync(folder.of("."))).toEqual(["taken"]);
});

test("check of a path: empty, or taken by what it must not be: one line with the option; what is free: nothing", () => {
  using folder = temporaryFolder();
  const [file, free] = [folder.of("file"), folder.of("free")];
  writeFileSync(file, "");
  expect(() => checkFolder("--out", "")).toThrow("--out: is empty; expected a folder");
  expect(() => checkFolder("--out", file)).toThrow(`--out ${file}: is a file; expected a folder`);
  expect(() => checkFile("--out", "")).toThrow("--out: is empty; expected a file's name");
  expect(() => checkFile("--out", "/dev/null")).toThrow("--out /dev/null: is no plain file; expected a file's name");
  for (const path of [undefined, free]) {
    expect(() => checkFolder("--out", path)).not.toThrow();
    expect(() => checkFile("--out", path)).not.toThrow();
  }
  expect(() => checkFile("--out", file)).not.toThrow();
});
