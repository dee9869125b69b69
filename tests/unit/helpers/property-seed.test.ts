// Goal: a property that failed can be repeated by the command it prints.
// Method: a property that fails in some runs only is run in a process of its own, then by that command's seed.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { projectRoot } from "../../helpers/needs.ts";
import { propertySeed } from "../../helpers/property-seed.ts";

const folder = mkdtempSync(join(tmpdir(), "halfspread-seed-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("property seed: wanted: taken, also in CI", () => {
  expect([propertySeed("42", false), propertySeed("-7", true)]).toEqual([42, -7]);
});

test("property seed: wanted but no number: refused in words", () => {
  expect(() => propertySeed("today", false)).toThrow("HALFSPREAD_PROPERTY_SEED is today: expected a whole number");
});

test("property seed: not wanted: fixed in CI, fresh elsewhere", () => {
  expect(propertySeed(undefined, true)).toBe(propertySeed(undefined, true));
  const seeds = Array.from({ length: 8 }, () => propertySeed(undefined, false));
  expect(new Set(seeds).size).toBe(8);
});

test.each(["sync", "async"])(
  "property seed: a property (%s) fails: the printed command fails in the same way",
  (kind) => {
    const file = join(folder, `${kind}.test.ts`);
    writeFileSync(file, failing[kind as keyof typeof failing]);
    const first = runTest(file, {});
    const command = /HALFSPREAD_PROPERTY_SEED=(\d+) bun run test (\S+)/.exec(first);
    expect(command?.[2]).toBe(relative(projectRoot, file));
    const again = runTest(file, { HALFSPREAD_PROPERTY_SEED: command?.[1] });
    expect(counterexample(again)).toBe(counterexample(first));
  },
);

/** Fails for most numbers and never shrinks: only the same seed finds the same one. */
const head = `import { test } from "bun:test";\nimport fc from "${Bun.resolveSync("fast-check", projectRoot)}";\nconst big = fc.noShrink(fc.nat());\n`;
const failing = {
  sync: `${head}test("t", () => fc.assert(fc.property(big, (n) => n < 1000)));`,
  async: `${head}test("t", () => fc.assert(fc.asyncProperty(big, async (n) => { if (n >= 1000) throw new Error("big"); })));`,
};

function counterexample(output: string): string {
  const found = /Counterexample: (.*)/.exec(output)?.[1];
  if (found === undefined) throw new Error(`no counterexample in:\n${output}`);
  return found;
}

function runTest(file: string, env: Record<string, string | undefined>): string {
  const preload = join(projectRoot, "tests/preload.ts");
  const inherited = { ...process.env, CI: undefined, HALFSPREAD_PROPERTY_SEED: undefined };
  const run = Bun.spawnSync([process.execPath, "test", "--preload", preload, file], {
    cwd: folder,
    env: { ...inherited, ...env },
  });
  return run.stderr.toString();
}
