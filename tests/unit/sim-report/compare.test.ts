// Goal: a comparison reads the same to a person and to a program: who earned most, by how much more than the first,
// and whether that is more than chance.
// Method: comparisons of runs that never ran, said in a sentence; the table's rows by their order.
import { describe, expect, test } from "bun:test";
import { type Contender, compareRuns } from "../../../sim/comparison.ts";
import { type CompareResult, compareJson } from "../../../sim/report/compare-json.ts";
import { compareText, compareVerdict } from "../../../sim/report/compare-text.ts";
import { sweepFigures } from "../../helpers/sweeps.ts";

const feeTier = { name: "none", makerRate: 0n, takerRate: 50_000n };

function comparison(...nets: readonly (readonly [string, readonly number[]])[]): CompareResult {
  const contenders = nets.map(([name, ofRuns]): Contender => ({ name, runs: ofRuns.map(run) }));
  const runs = nets[0]![1].map((_, at) => (nets[0]![1].length === 1 ? "" : `seed ${at + 5}`));
  return {
    ...{ version: "0.1.0", codeHash: "cafe", configPaths: nets.map(([name]) => `${name}.yaml`), runs },
    ...{ sources: ["a.gz"], feeTiers: nets.map(() => feeTier), sweepPaths: [], comparison: compareRuns(contenders) },
  };
}

function run(net: number) {
  const { pnl } = sweepFigures({});
  return sweepFigures({ pnl: { ...pnl, net: String(net), unit: "USDT" } });
}

describe("comparison in a sentence:", () => {
  test("far ahead in every run: more than chance", () => {
    expect(compareVerdict(comparison(["naive", [1, 2, 3]], ["ev", [11, 12.5, 13]]))).toBe(
      "ev earned most: 12.17 ± 0.60 USDT a run after fees. That is 10.17 ± 0.17 more than naive, ahead in 3 of 3 runs: " +
        "more than chance would show.",
    );
  });

  test("ahead by less than its error: chance could show it", () => {
    expect(compareVerdict(comparison(["naive", [1, -2, 3]], ["ev", [9, -8, 3]]))).toBe(
      "ev earned most: 1.33 ± 4.98 USDT a run after fees, which chance alone could show. That is 0.67 ± 4.06 more than " +
        "naive, ahead in 1 of 3 runs: no more than chance could show.",
    );
  });

  test("all lose, the first least: says so", () => {
    expect(compareVerdict(comparison(["naive", [-1, -1.1, -0.9]], ["ev", [-2, -3, -4]]))).toBe(
      "naive lost least: -1.00 ± 0.06 USDT a run after fees. None is better than it, naive being the first.",
    );
  });

  test("one run: no error is known, and nothing beyond chance is claimed", () => {
    const verdict = compareVerdict(comparison(["naive", [1]], ["ev", [5]]));
    expect(verdict).toContain("5.00 USDT a run");
    expect(verdict).toEndWith("ahead in 1 of 1 run: no more than chance could show.");
  });
});

test("comparison on a terminal: the best first, with its lead; the first has none", () => {
  const text = compareText(comparison(["naive", [1, 2, 3]], ["worse", [0, 1, 2.5]], ["ev", [11, 12.5, 13]]), {
    color: false,
    width: 120,
  });
  const rows = text.split("\n").filter((line) => /^ {2}(ev|naive|worse) /.test(line));
  expect(rows.map((line) => line.trim().split(/ {2,}/).slice(0, 5))).toEqual([
    ["ev", "12.17 ± 0.60", expect.any(String), "10.17 ± 0.17", "3/3"],
    ["naive", "2.00 ± 0.58", expect.any(String), "–", "–"],
    ["worse", "1.17 ± 0.73", expect.any(String), "-0.83 ± 0.17", "0/3"],
  ]);
  expect(text).toMatch(/runs +seed 5 to seed 7/);
  expect(text).toMatch(/maker fee +0% \(none\)/);
});

test("comparison on a terminal: one run: where the data come from", () => {
  expect(compareText(comparison(["a", [1]], ["b", [2]]), { color: false, width: 100 })).toMatch(/runs +a\.gz/);
});

test("comparison for programs: in the order given, errors that are not known null", () => {
  const json = compareJson(comparison(["naive", [1]], ["ev", [5]])) as { configurations: Record<string, unknown>[] };
  expect(json.configurations.map(({ name }) => name)).toEqual(["naive", "ev"]);
  expect(json.configurations[0]).toMatchObject({ config: "naive.yaml", makerFee: "0.00000000", lead: null });
  expect(json.configurations[1]).toMatchObject({
    net: { mean: 5, error: null },
    lead: { mean: 4, error: null, aheadCount: 1 },
  });
});
