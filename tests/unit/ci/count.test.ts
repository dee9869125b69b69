// Goal: the last line and the exit code of CI are right however a run of tests ends.
// Method: real runs of the test runner, as package.json calls it, on small planted suites, whose report `.ci/count` then
// reads.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };
import { projectRoot } from "../../helpers/needs.ts";

const folder = mkdtempSync(join(tmpdir(), "halfspread-count-"));
afterAll(() => rmSync(folder, { recursive: true }));

const [, ...runnerWords] = packageJson.scripts.test.split(" ");

const pass = `test("passes", () => {});`;
const fail = `test("fails", () => expect(1).toBe(2));`;
const skip = `test.skip("is skipped", () => {});`;
const leave = `test("leaves", () => process.exit(0));`;

test("count: all pass: the number of tests and exit 0", () => {
  expect(countOf({ a: pass + pass, b: pass })).toEqual({ line: "3 passed, 0 failed", exitCode: 0 });
});

test("count: one of three fails: it is counted and exit 1", () => {
  expect(countOf({ a: pass + fail, b: pass })).toEqual({ line: "2 passed, 1 failed", exitCode: 1 });
});

test("count: tests inside describe and skipped ones: each counted once", () => {
  const nested = `describe("outer", () => { describe("inner", () => { ${pass} ${skip} }); ${pass} });`;
  expect(countOf({ a: nested })).toEqual({ line: "2 passed, 0 failed, 1 skipped", exitCode: 0 });
});

test("count: a failure's message looks like the report's first element: the counts are the report's", () => {
  const noise = `test("fails", () => { throw new Error('<testsuites tests="9" failures="0">') });`;
  expect(countOf({ a: pass + noise })).toEqual({ line: "1 passed, 1 failed", exitCode: 1 });
});

test("count: a file does not load, and the report leaves it out: one failure", () => {
  expect(countOf({ a: pass, b: `import "./nothing.ts"; ${pass}` })).toEqual({
    line: "1 passed, 1 failed",
    exitCode: 1,
  });
});

test("count: the only file ends the process with code 0, and no report is written: one failure", () => {
  expect(countOf({ a: leave })).toEqual({ line: "0 passed, 1 failed", exitCode: 1 });
});

test("count: one of two files ends its process with code 0: one failure, and the other counts", () => {
  expect(countOf({ a: pass, b: leave })).toEqual({ line: "1 passed, 1 failed", exitCode: 1 });
});

test("count: one of two files brings its process down: a failure", () => {
  const { line, exitCode } = countOf({ a: pass, b: `test("falls", () => process.kill(process.pid, "SIGSEGV"));` });
  expect(line).toMatch(/ [12] failed$/); // What had not begun by then is given up, and counts as failed.
  expect(exitCode).toBe(1);
});

test("count: no tests at all: one failure", () => {
  expect(countOf({})).toEqual({ line: "0 passed, 1 failed", exitCode: 1 });
});

test("count: every test is skipped: one failure, since nothing was proved", () => {
  expect(countOf({ a: skip })).toEqual({ line: "0 passed, 1 failed, 1 skipped", exitCode: 1 });
});

/** Runs the planted files (name to body) in a folder of their own, then counts. */
function countOf(files: Record<string, string>): { line: string; exitCode: number } {
  const suite = mkdtempSync(join(folder, "suite-"));
  const head = `import { describe, expect, test } from "bun:test";\n`;
  for (const [name, body] of Object.entries(files)) writeFileSync(join(suite, `${name}.test.ts`), head + body);
  const report = join(suite, "report.xml");
  const runner = run([process.execPath, ...runnerWords, "--reporter=junit", `--reporter-outfile=${report}`], suite);
  const count = run(["bash", join(projectRoot, ".ci/count"), report, String(runner.exitCode)], suite);
  return { line: count.stdout.toString().trimEnd(), exitCode: count.exitCode };
}

function run(command: string[], cwd: string) {
  return Bun.spawnSync(command, { cwd, stdin: "ignore", stdout: "pipe", stderr: "ignore" });
}
