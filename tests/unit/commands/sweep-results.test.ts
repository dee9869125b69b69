// Goal: what a kill leaves of a results file is read up to its last whole line and goes on from there.
// Method: files cut at every byte of their last line; lines that are none of ours.
import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { InputError } from "../../../src/base/input-error.ts";
import { SweepResults } from "../../../src/commands/sweep-results.ts";
import { sweepFigures } from "../../helpers/sweeps.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const first = sweepFigures({ runHash: "first" });
const second = sweepFigures({ runHash: "second" });

function write(path: string): string {
  using results = new SweepResults(path);
  results.add("a", { "x.y": 1 }, first);
  results.add("b", { "x.y": 2 }, second);
  return readFileSync(path, "utf8");
}

test("sweep results: written and read again: the same figures by key", () => {
  using folder = temporaryFolder();
  const path = folder.of("deep/runs.jsonl");
  write(path);
  using again = new SweepResults(path);
  expect(again.get("a")).toEqual(first);
  expect(again.get("b")).toEqual(second);
  expect(again.get("c")).toBeUndefined();
});

test("sweep results: a last line cut anywhere: it is ignored, and what follows begins a line of its own", () => {
  using folder = temporaryFolder();
  const path = folder.of("runs.jsonl");
  const whole = write(path);
  const secondAt = whole.indexOf("\n") + 1;
  for (let cut = secondAt; cut < whole.length; cut += 7) {
    writeFileSync(path, whole.slice(0, cut));
    {
      using results = new SweepResults(path);
      expect([results.get("a")?.runHash, results.get("b")]).toEqual(["first", undefined]);
      results.add("b", { "x.y": 2 }, second);
    }
    expect(readFileSync(path, "utf8")).toBe(whole);
  }
});

test("sweep results: a whole line that is no run: refused with its number, and nothing is cut", () => {
  using folder = temporaryFolder();
  const path = folder.of("runs.jsonl");
  const broken = `${write(path)}{"key":"c"}\n`;
  writeFileSync(path, broken);
  expect(() => new SweepResults(path)).toThrow(InputError);
  expect(() => new SweepResults(path)).toThrow(/runs\.jsonl:3: expected a finished run/);
  expect(readFileSync(path, "utf8")).toBe(broken);
});
