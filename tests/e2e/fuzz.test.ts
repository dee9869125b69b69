// Goal: `fuzz` as a user runs it: a sound strategy passes, a broken one of the user's own is found and made small, and
// the one line that it prints makes `sim` decide the same on the same market; and `halfspread/fuzz` in a package beside.
// Method: processes of their own; the strategy file writes down what it is asked and what it wants, so that what `sim`
// saw can be compared with what `fuzz` told; run hashes as well.
import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fuzzStrategy } from "../../sim/fuzz/fuzz-strategy.ts";
import { playCase } from "../../sim/fuzz/play-case.ts";
import type { StrategyDefinition } from "../../src/core/strategy/strategy.ts";
import { freshClone } from "../helpers/fresh-clone.ts";
import { needs, projectRoot } from "../helpers/needs.ts";

const folder = mkdtempSync(join(tmpdir(), "halfspread-fuzz-"));
const clones: string[] = [];
afterAll(() => {
  for (const path of [folder, ...clones]) rmSync(path, { recursive: true, force: true });
});

const packageMs = 120_000;

function run(...args: string[]) {
  const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, join(projectRoot, "src/cli.ts"), ...args], {
    cwd: folder,
    env: { ...process.env, HALFSPREAD_DECISIONS: decisionsPath },
  });
  return { exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
}

const decisionsPath = join(folder, "decisions.txt");

/** Quotes the touch, and buys one tick keener once it holds more than so many lots. */
function strategyText(root: string, keenAbove: number): string {
  return `
import { appendFileSync } from "node:fs";
import { defineStrategy } from "${root}src/core/strategy/strategy.ts";
import { mid } from "${root}src/core/features/mid.ts";
import { ask, bid } from "${root}src/domain/side.ts";
import { z } from "zod";

export default defineStrategy({
  name: "mine",
  summary: "quotes behind the touch",
  features: [mid],
  parameters: z.strictObject({ behindTicks: z.int().min(2).max(50) }),
  start: ({ behindTicks }) => ({ market, nowNs, positionLots }, quotes) => {
    if (market.touchBidLots === 0 || market.touchAskLots === 0 || market.touchBidTicks >= market.touchAskTicks) return;
    const bidTicks = market.touchBidTicks - behindTicks + (positionLots > ${keenAbove} ? 1 : 0);
    const askTicks = market.touchAskTicks + behindTicks;
    const path = process.env.HALFSPREAD_DECISIONS;
    if (path) appendFileSync(path, \`\${nowNs / 1e9} s at \${positionLots}: bid \${bidTicks} x 1, ask \${askTicks} x 1\\n\`);
    if (bidTicks > 0) quotes.want(bid, bidTicks, 1);
    quotes.want(ask, askTicks, 1);
  },
});
`;
}

function given(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const soundPath = given(
  "sound.ts",
  strategyText(`${projectRoot}/`, 1e15).replace('"zod"', `"${projectRoot}/node_modules/zod"`),
);
const brokenPath = given(
  "broken.ts",
  strategyText(`${projectRoot}/`, 3).replace('"zod"', `"${projectRoot}/node_modules/zod"`),
);

test("fuzz: a registered strategy, and one out of a file: all properties hold, exit 0", () => {
  const naive = run("fuzz", "--strategy", "naive-maker", "--runs", "3", "--seed", "1", "--json");
  expect(naive).toMatchObject({ exitCode: 0, stderr: "naive-maker: 21 cases, seed 1: all properties hold\n" });
  expect(JSON.parse(naive.stdout)).toEqual({ ok: true, strategy: "naive-maker", seed: 1, casesCount: 21 });
  expect(run("fuzz", "--strategy", soundPath, "--runs", "3", "--seed", "1").exitCode).toBe(0);
});

test("fuzz: a strategy that buys keener with more in hand: exit 1, a small market, and the line for sim", async () => {
  const out = join(folder, "out");
  const found = run("fuzz", "--strategy", brokenPath, "--seed", "5", "--property", "inventory", "--out", out, "--json");
  expect(found.exitCode).toBe(1);
  const { failure, again, sim } = JSON.parse(found.stdout);
  const decisions = wantsIn(failure.problem);
  expect(decisions).toHaveLength(2);
  expect(found.stderr).toContain(
    "mine: inventory: with more in hand, no keener buy and no less keen sell: does not hold",
  );

  const asked = decisions.map(({ positionLots }) => decisionsOfSim(sim, positionLots));
  for (const [at, { positionLots, wants }] of decisions.entries())
    expect(asked[at]).toContain(
      `${failure.problem.match(/at ([\d.]+)0* s/)![1]!.replace(/\.?0+$/, "")} s at ${positionLots}: ${wants}`,
    );

  const repeated = run(...words(again).slice(2), "--out", join(folder, "again"), "--json");
  expect(JSON.parse(repeated.stdout).failure.problem).toBe(failure.problem);
});

test("fuzz: its failing case: sim's run has the hash that the case has here", async () => {
  const strategy: StrategyDefinition = (await import(brokenPath)).default;
  const out = join(folder, "hash");
  const found = run("fuzz", "--strategy", brokenPath, "--seed", "8", "--property", "inventory", "--out", out, "--json");
  const { failure, sim } = JSON.parse(found.stdout);
  const here = fuzzStrategy(strategy, { seed: 8, path: failure.path, properties: ["inventory"] })!;
  const run1 = run(...words(sim).slice(2), "--json", "--out", join(folder, "report"));
  expect(JSON.parse(run1.stdout).runHash).toBe(playCase(here.case, strategy, {}));
});

test.each([
  [[], "fuzz: expected --strategy NAME, one of the registered or a FILE.ts of your own"],
  [["--strategy", "none"], "--strategy none: no such strategy; there is naive-maker"],
  [["--strategy", "./none.ts"], "--strategy ./none.ts: no such file"],
  [["--strategy", given("empty.ts", "export {};")], "expected defineStrategy({ ... }) as its default export"],
  [["--strategy", given("torn.ts", "export default {")], "cannot be read as code"],
  [["--strategy", "naive-maker", "--property", "luck"], "--property luck: expected some of any-view, uncrossed"],
  [["--strategy", "naive-maker", "--runs", "0"], "--runs 0: expected 1 or more"],
  [["--strategy", "naive-maker", "--minutes", "0"], "--minutes 0: expected minutes above 0"],
  [["--strategy", "naive-maker", "--seed", "4294967296"], "--seed 4294967296: expected a number below 2147483648"],
  [["--strategy", "naive-maker", "--path", "1:2"], "--path 1:2: expected --seed and one --property beside it"],
  [["--strategy", "naive-maker", "--engine", "fast"], "--engine fast: expected native or reference"],
  [["--strategy", "naive-maker", "surplus"], "fuzz: surplus: expected options alone"],
])("fuzz: %p: one line, exit 2", (args, line) => {
  const { exitCode, stderr } = run("fuzz", ...args);
  expect(exitCode).toBe(2);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(stderr).toContain(line);
});

const noRegistry = needs(
  "the package registry",
  canInstall(),
  "connect to it once, so that Bun's cache has the packages",
);

describe.skipIf(noRegistry)("halfspread/fuzz: a package beside the clone:", () => {
  test(
    "ten lines of test: a sound strategy passes, a broken one fails with its market",
    () => {
      const home = join(folder, "package");
      mkdirSync(home);
      const clone = freshClone();
      clones.push(clone);
      const dependencies = { halfspread: `file:${clone}`, zod: "4.6.7" };
      given("package/package.json", JSON.stringify({ name: "mine", private: true, type: "module", dependencies }));
      given("package/sound.ts", strategyText("halfspread/", 1e15));
      given("package/broken.ts", strategyText("halfspread/", 3));
      given("package/mine.test.ts", userTest);
      expect(spawn(home, "install").exitCode).toBe(0);
      const { exitCode, stderr } = spawn(home, "test");
      expect(exitCode).toBe(1);
      expect(stderr).toContain("(pass) sound");
      expect(stderr).toContain("(fail) broken");
      expect(stderr).toMatch(/error: mine: inventory: .*\n.*expected no keener buy with more in hand/);
      expect(stderr).toContain("history     1 messages");
    },
    packageMs,
  );
});

const userTest = `
import { test } from "bun:test";
import { checkStrategy } from "halfspread/fuzz";
import broken from "./broken.ts";
import sound from "./sound.ts";

const options = { parameters: { behindTicks: 3 }, runs: 40, seed: 1 };
test("sound", () => checkStrategy(sound, options), 60_000);
test("broken", () => checkStrategy(broken, options), 60_000);
`;

/** Runs what fuzz printed for sim, from another position. @returns what the strategy was asked and wanted. */
function decisionsOfSim(sim: string, startPositionLots: number): string[] {
  writeFileSync(decisionsPath, "");
  const position = `start_position_lots=${startPositionLots}`;
  const { exitCode } = run(...words(sim).slice(2), "--set", position, "--out", join(folder, "report"));
  expect(exitCode).toBe(0);
  return readFileSync(decisionsPath, "utf8").trim().split("\n");
}

/** Of a command as printed; `bun run` goes before it. */
function words(command: string): string[] {
  return command.split(" ");
}

/** Positions and wants that a problem of `inventory` tells. */
function wantsIn(problem: string): { readonly positionLots: number; readonly wants: string }[] {
  const told = [...problem.matchAll(/(bid \d+ x 1, ask \d+ x 1) at (?:position )?(-?\d+)/g)];
  return told.map(([, wants, position]) => ({ wants: wants!, positionLots: Number(position) }));
}

function canInstall(): boolean {
  const probe = mkdtempSync(join(folder, "probe-"));
  writeFileSync(join(probe, "package.json"), JSON.stringify({ dependencies: { zod: "4.6.7" } }));
  return spawn(probe, "install").exitCode === 0;
}

function spawn(cwd: string, ...args: string[]) {
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, ...args], {
    cwd,
    env: { ...process.env, CI: undefined },
  });
  return { exitCode, stderr: stderr.toString() };
}
