// Goal: `compare` as a user runs it: each configuration on the same markets, the figures those of `sim`, nothing run
// twice; `data generate`: the rows that `sim` plays for the same seed; bad input in one line with exit 2.
// Method: processes of their own over a few minutes of the synthetic market; what they write is read back.
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../helpers/needs.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

setDefaultTimeout(120_000); // Several processes on a busy machine.

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const naive = join(projectRoot, "configs/synthetic-naive.yaml");
const grid = join(projectRoot, "configs/synthetic-grid.yaml");
const short = ["--set", "synthetic.minutes=3"];

function run(...args: string[]) {
  const command = [process.execPath, join(projectRoot, "src/cli.ts"), ...args];
  const { exitCode, stdout, stderr } = Bun.spawnSync(command, {
    cwd: folder.path,
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
}

function compare(out: string, ...args: string[]) {
  const { exitCode, stdout, stderr } = run(
    "compare",
    naive,
    grid,
    ...short,
    "--json",
    "--out",
    folder.of(out),
    ...args,
  );
  expect([exitCode, stderr.includes("By net P&L a run")]).toEqual([0, true]);
  return { stderr, ...JSON.parse(stdout) };
}

describe("compare: two configurations on two seeds:", () => {
  const found = compare("two", "--seeds", "5..6");

  test("both trade the same markets, one a seed, and the second is held against the first", () => {
    const [first, second] = found.configurations;
    const dataOf = ({ runs }: { runs: { dataHash: string }[] }) => runs.map(({ dataHash }) => dataHash);
    expect(dataOf(first)).toEqual(dataOf(second));
    expect(new Set(dataOf(first)).size).toBe(2);
    const strategiesOf = ({ runs }: { runs: { strategy: string }[] }) => runs.map(({ strategy }) => strategy);
    expect([first, second].map(strategiesOf)).toEqual([
      ["naive-maker", "naive-maker"],
      ["grid-maker", "grid-maker"],
    ]);
    const netOf = ({ runs }: typeof first, at: number) => Number(runs[at].pnl.net);
    const leads = [0, 1].map((at) => netOf(second, at) - netOf(first, at));
    expect([first.name, first.lead]).toEqual(["synthetic-naive", null]);
    expect(second.lead.mean).toBeCloseTo((leads[0]! + leads[1]!) / 2, 9);
    expect(second.lead.aheadCount).toBe(leads.filter((lead) => lead > 0).length);
  });

  test("a run is the one that `sim` makes of the same configuration and seed", () => {
    const { stdout } = run("sim", grid, ...short, "--seed", "6", "--json", "--out", folder.of("sim"));
    const { runHash, pnl, sharpe } = JSON.parse(stdout);
    expect(found.configurations[1].runs[1]).toMatchObject({ runHash, pnl, sharpe });
  });

  test("again: nothing runs; more seeds: those alone", () => {
    expect([found.resumedCount, compare("two", "--seeds", "5..6").resumedCount]).toEqual([0, 4]);
    expect(compare("two", "--seeds", "5..7").resumedCount).toBe(4);
  });

  test("after sweeps: what they tried is counted, and said", () => {
    const path = join(folder.path, "sweep.yaml");
    writeFileSync(path, `base: ${naive}\ngrid: { strategy.parameters.half_spread_ticks: [50, 100, 200] }\n`);
    run("sweep", path, ...short, "--out", folder.of("sweep"));
    const after = compare("two", "--seeds", "5..6", "--sweeps", folder.of("sweep"));
    expect([found.trialsCount, after.trialsCount]).toEqual([2, 3]);
    expect(after.stderr).toContain("3 runs");
  });
});

test("data generate: the rows of a seed as Parquet: `sim` of them is `sim` of the synthetic market", () => {
  const raw = folder.of("raw");
  const { exitCode, stdout } = run("data", "generate", "--seed", "6", "--for", "3m", "--out", raw, "--json");
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout).files.map((file: string) => existsSync(file))).toEqual([true]);
  expect(run("data", "validate", raw).exitCode).toBe(0);
  const plays = [["--data", raw], short].map((data) => {
    const result = run("sim", naive, ...data, "--seed", "6", "--json", "--out", folder.of("sim"));
    return JSON.parse(result.stdout);
  });
  expect(plays[0].runHash).toBe(plays[1].runHash);
  expect([plays[0].dataProblems, plays[0].pnl]).toEqual([[], plays[1].pnl]);
});

test("compare: `--help`: an example that runs as printed", () => {
  const { exitCode, stderr } = run("compare", "--help");
  const [, example] = /Example:\n {2}halfspread (.*)$/m.exec(stderr)!;
  expect(exitCode).toBe(0);
  const args = example!.split(" ").map((word) => (word.startsWith("configs/") ? join(projectRoot, word) : word));
  const printed = run(...args, "--set", "synthetic.minutes=1", "--out", folder.of("printed"));
  expect([printed.exitCode, readFileSync(folder.of("printed/result.json"), "utf8").length > 0]).toEqual([0, true]);
});

/** What is wrong, arguments, and what the one line must say. */
const badInput: readonly [string, string[], RegExp][] = [
  ["one configuration", ["compare", naive], /1 configurations; expected two or more/],
  ["the same one twice", ["compare", naive, naive], /two configurations are called synthetic-naive/],
  ["seeds that fall", ["compare", naive, grid, "--seeds", "6..5"], /--seeds 6\.\.5: expected FROM\.\.TO/],
  ["seeds of data", ["compare", naive, grid, "--seeds", "1..2", "--data", "x.gz"], /--seeds: are of the synthetic/],
  ["no sweep there", ["compare", naive, grid, "--sweeps", "nowhere"], /--sweeps nowhere: expected the folder of a/],
  ["another length", ["compare", naive, "long.yaml"], /several lengths/],
  ["a time of nothing", ["data", "generate", "--for", "0s"], /--for 0s: expected a time/],
  ["more than a day", ["data", "generate", "--for", "25h"], /--for 25h: expected a day/],
  ["an unknown symbol", ["data", "generate", "--symbol", "NOBODY"], /--symbol NOBODY/],
];

for (const [problem, args, line] of badInput)
  test(`compare and data generate: ${problem}: one clear line, exit 2, nothing written`, () => {
    const long = readFileSync(naive, "utf8").replace("minutes: 60", "minutes: 61");
    writeFileSync(join(folder.path, "long.yaml"), long);
    const { exitCode, stdout, stderr } = run(...args, "--out", folder.of("bad"));
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n").length).toBe(1);
    expect([exitCode, stdout, existsSync(folder.of("bad"))]).toEqual([2, "", false]);
  });
