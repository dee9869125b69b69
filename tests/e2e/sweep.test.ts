// Goal: `sweep` as a user runs it: the same results with any number of workers and after a kill in the middle, each run
// the one that `sim` makes; bad input in one line with exit 2.
// Method: processes of their own over a few minutes of the synthetic market; one is killed when its first run is on the
// disk.
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../helpers/needs.ts";

setDefaultTimeout(60_000); // Several processes on a busy machine.

const folder = mkdtempSync(join(tmpdir(), "halfspread-sweep-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const base = join(projectRoot, "configs/synthetic-naive.yaml");
const cli = join(projectRoot, "src/cli.ts");
const halfSpread = "strategy.parameters.half_spread_ticks";
const short = ["--set", "synthetic.minutes=4"];

function given(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const grid = `grid: { ${halfSpread}: { from: 0, to: 150, step: 30 }, strategy.parameters.size_lots: [500, 1000] }`;
const config = given("sweep.yaml", `base: ${base}\n${grid}\n`);
const runsCount = 12;

function run(command: string, ...args: string[]) {
  const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, cli, command, ...args], { cwd: folder });
  return { exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
}

function sweep(out: string, ...args: string[]) {
  const { exitCode, stdout, stderr } = run("sweep", config, ...short, "--json", "--out", join(folder, out), ...args);
  expect([exitCode, stderr.includes("Ranking")]).toEqual([0, true]);
  const { resultsPath, reportPath, resumedCount, ...found } = JSON.parse(stdout);
  return { resultsPath, reportPath, resumedCount, found, stderr };
}

function linesOf(path: string): string[] {
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").slice(0, -1) : [];
}

/** Begins a sweep and ends it by a signal once a run is on the disk. */
async function endedSweep(out: string, signal: "SIGKILL" | "SIGINT") {
  const path = join(folder, out, "runs.jsonl");
  mkdirSync(join(folder, out));
  const began = Promise.withResolvers<void>();
  const watcher = watch(join(folder, out), () => linesOf(path).length > 0 && began.resolve());
  const command = [process.execPath, cli, "sweep", config, ...short, "--out", join(folder, out), "--workers", "2"];
  const child = Bun.spawn(command, { cwd: folder, stderr: "pipe" });
  await Promise.race([began.promise, child.exited]);
  child.kill(signal);
  const exitCode = await child.exited;
  watcher.close();
  return { path, exitCode, stderr: await new Response(child.stderr).text() };
}

const alone = sweep("one-worker", "--workers", "1");

test("sweep: one worker and two: the same runs, ranking and hashes", () => {
  expect(sweep("two-workers", "--workers", "2").found).toEqual(alone.found);
  expect(alone.found.runs.length).toBe(runsCount);
  expect(new Set(alone.found.runs.map(({ runHash }: { runHash: string }) => runHash)).size).toBeGreaterThan(6);
});

test("sweep: killed in the middle, its last line torn: the same command does what is missing and finds the same", async () => {
  const { path } = await endedSweep("killed", "SIGKILL");
  const doneCount = linesOf(path).length;
  expect(doneCount).toBeGreaterThan(0);
  expect(doneCount).toBeLessThan(runsCount);
  appendFileSync(path, '{"key":"torn');
  const again = sweep("killed", "--workers", "1");
  expect(again.resumedCount).toBe(doneCount);
  expect(again.found).toEqual(alone.found);
  expect(linesOf(path).toSorted()).toEqual(linesOf(alone.resultsPath).toSorted());
});

test("sweep: interrupted: exit 130, and what is done is said and kept", async () => {
  const { path, exitCode, stderr } = await endedSweep("interrupted", "SIGINT");
  expect(exitCode).toBe(130);
  expect(stderr).toMatch(new RegExp(`^Stopped: ${linesOf(path).length} of ${runsCount} runs are done; .*\n$`));
});

test("sweep: done already: nothing runs again; a wider grid runs what is new", () => {
  const before = readFileSync(alone.resultsPath, "utf8");
  expect(sweep("one-worker").resumedCount).toBe(runsCount);
  expect(readFileSync(alone.resultsPath, "utf8")).toBe(before);
  const wider = given("wider.yaml", `base: ${base}\n${grid.replace("[500, 1000]", "[500, 1000, 1500]")}\n`);
  const { stdout } = run("sweep", wider, ...short, "--json", "--out", join(folder, "one-worker"));
  expect(JSON.parse(stdout)).toMatchObject({ resumedCount: runsCount, trialsCount: 18 });
});

test("sweep: the printed command of the best run: `sim` finds the same hashes and figures", () => {
  const command = /^Best: +bun run sim (.*)$/m.exec(alone.stderr)![1]!;
  const result = JSON.parse(run("sim", ...command.split(" "), "--json", "--out", join(folder, "sim")).stdout);
  const { rank: _, values: __, deflatedSharpe: ___, ...figures } = alone.found.runs[0];
  expect(result).toMatchObject(figures);
});

test("sweep: a random search: the seed's part of the grid, and only that", () => {
  const random = given("random.yaml", `base: ${base}\n${grid}\nrandom: { runs_count: 5, seed: 3 }\n`);
  const { stdout } = run("sweep", random, ...short, "--json", "--out", join(folder, "random"));
  const { runs, trialsCount } = JSON.parse(stdout);
  expect(trialsCount).toBe(5);
  const hashes = new Set(alone.found.runs.map(({ runHash }: { runHash: string }) => runHash));
  expect(runs.every(({ runHash }: { runHash: string }) => hashes.has(runHash))).toBe(true);
});

test("sweep: several seeds of the synthetic market: each run reads its own data", () => {
  const seeds = given("seeds.yaml", `base: ${base}\ngrid: { seed: [1, 2, 3] }\n`);
  const args = ["--set", "synthetic.minutes=1", "--json", "--out", join(folder, "seeds"), "--workers", "2"];
  const { runs } = JSON.parse(run("sweep", seeds, ...args).stdout);
  expect(new Set(runs.map(({ dataHash }: { dataHash: string }) => dataHash)).size).toBe(3);
});

/** What is wrong, the sweep's file, further arguments, and what the one line must say. */
const badInput: readonly [string, string, string[], RegExp][] = [
  ["an unknown key path", "grid: { strategy.parameters.half_spred: [1] }", [], /half_spred=1.*unknown key/],
  ["a value that the base refuses", `grid: { ${halfSpread}: [5, -1] }`, [], /half_spread_ticks=-1.*>=0/],
  ["an empty grid", "grid: {}", [], /bad\.yaml: grid: expected an entry/],
  ["an entry without values", `grid: { ${halfSpread}: [] }`, [], /grid\.strategy.*no values/],
  ["a step of 0", `grid: { ${halfSpread}: { from: 1, to: 2, step: 0 } }`, [], /step above 0/],
  [
    "too many runs",
    `grid: { ${halfSpread}: { from: 1, to: 5000, step: 1 }, seed: [1, 2, 3] }`,
    [],
    /15000 to run; expected at most 10000/,
  ],
  [
    "two instruments",
    "grid: { instrument.market: [spot, usdm] }",
    ["--set", 'fees={ tier: mine, maker: "0", taker: "0" }'],
    /BTCUSDT, BTCUSDT\.usdm; expected one instrument/,
  ],
  ["an unknown key", "grid: { seed: [1] }\nworkers: 2", [], /bad\.yaml: workers: unknown key/],
  ["no workers", "grid: { seed: [1] }", ["--workers", "0"], /--workers 0: expected 1 to/],
  ["a setting of what is swept", "grid: { seed: [1] }", ["--set", "seed=4"], /--set seed=4.*sweep changes/],
  ["data that is not there", "grid: { seed: [1] }", ["--data", "nowhere.gz"], /nowhere\.gz/],
  ["another base", "base: none.yaml\ngrid: { seed: [1] }", [], /none\.yaml: no such file/],
];

for (const [problem, text, args, line] of badInput)
  test(`sweep: bad input: ${problem}: one clear line, exit 2, nothing written`, () => {
    const bad = given("bad.yaml", `${text.startsWith("base:") ? "" : `base: ${base}\n`}${text}\n`);
    const out = join(folder, "bad");
    const result = run("sweep", bad, "--json", "--out", out, ...args);
    expect(result.stderr).toMatch(line);
    expect(result.stderr.trimEnd().split("\n").length).toBe(1);
    expect([result.exitCode, result.stdout, existsSync(out)]).toEqual([2, "", false]);
  });
