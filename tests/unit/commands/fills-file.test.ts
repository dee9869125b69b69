// Goal: a file of fills appears whole or not at all, and what fails after it does not fail again in cleaning up.
// Method: an empty file of each kind in a temporary folder, ended or given up.
import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FillsFile, fillsFileKind } from "../../../src/commands/fills-file.ts";
import { spotBtcusdt } from "../../helpers/instruments.ts";

const folder = mkdtempSync(join(tmpdir(), "halfspread-fills-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fillsFile(name: string): FillsFile {
  return new FillsFile(join(folder, name), fillsFileKind(name), spotBtcusdt, 0n);
}

test("fills file: given up: nothing stays", () => {
  fillsFile("given-up.csv").discard();
  expect(readdirSync(folder).filter((name) => name.startsWith("given-up"))).toEqual([]);
});

test("fills file: given up after it was ended: keeps its name, and no other file is closed", () => {
  for (const name of ["ended.csv", "ended.parquet"]) {
    const file = fillsFile(name);
    file.end();
    expect(() => file.discard()).not.toThrow();
    expect(existsSync(join(folder, name))).toBe(true);
  }
});

test("fills file: its folder takes its name: bad luck is told once, and nothing half-written stays", () => {
  const file = fillsFile("taken.csv");
  const other = fillsFile("taken.csv/inside.csv");
  other.discard();
  expect(() => file.end()).toThrow();
  expect(() => file.discard()).not.toThrow();
  expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
});
