// Goal: a Bun that is too old is named in one line before anything runs; any other starts.
// Method: versions around the one that package.json asks for.
import { expect, test } from "bun:test";
import { bunVersionProblem } from "../../../src/commands/bun-version.ts";

test("Bun's version: this one: no problem", () => {
  expect(bunVersionProblem()).toBeUndefined();
});

test("Bun's version: the oldest wanted and newer ones: no problem", () => {
  expect(["1.4.5", "1.4.10", "1.10.0", "2.0.0"].map((version) => bunVersionProblem(version, ">=1.4.5"))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("Bun's version: older: one line with both versions and the remedy", () => {
  expect(bunVersionProblem("1.4.4", ">=1.4.5")).toBe(
    "Bun 1.4.4 is too old: Halfspread needs >=1.4.5; `bun upgrade` brings it",
  );
});
