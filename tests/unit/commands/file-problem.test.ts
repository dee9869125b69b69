// Goal: a path that cannot be used is one line that names it; no other error is taken for one.
// Method: a folder that is asked for below a file, and errors of other kinds.
import { expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileProblem } from "../../../src/commands/file-problem.ts";

test("file problem: a folder below a file: one line that names it", () => {
  const path = join(import.meta.path, "below");
  expect(() => mkdirSync(path)).toThrow();
  try {
    mkdirSync(path);
  } catch (error) {
    const line = fileProblem(error);
    expect(line).toStartWith(`${path}: `);
    expect(line).toContain("not a directory (ENOTDIR, mkdir)");
    expect(line).not.toContain("\n");
  }
});

test("file problem: a full disk, an error of the program, what is no error: none", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), {
    code: "ENOSPC",
    path: "fills.csv",
  });
  for (const error of [full, new Error("assertion"), "ENOENT", undefined]) expect(fileProblem(error)).toBeUndefined();
});
