// Goal: a path that cannot be used is one line that names it, as is a full disk; no other error is taken for one.
// Method: a folder that is asked for below a file, and errors of other kinds.
import { expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileProblem, shortage } from "../../../src/commands/file-problem.ts";

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

test("shortage: a full disk, with and without the path it was noticed at: one line; any other error: none", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" });
  expect(shortage(full)).toBe("no space left on device (ENOSPC, write)");
  expect(shortage(Object.assign(full, { path: "fills.csv" }))).toBe(
    "fills.csv: no space left on device (ENOSPC, write)",
  );
  const missing = Object.assign(new Error("ENOENT: no such file"), { code: "ENOENT", path: "fills.csv" });
  for (const error of [missing, new Error("assertion"), "ENOSPC", undefined]) expect(shortage(error)).toBeUndefined();
});
