// Goal: CI is green only when check and tests both are, whichever of them fails and however it does.
// Method: `.ci/run` itself, with stand-ins first on the PATH for what it calls: nothing is installed, and each ending
// of the two commands can be had at will.
import { afterAll, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../helpers/needs.ts";

/** Answers as npx would, ends as the environment says, and notes what it was asked. */
const npx = `#!/usr/bin/env bash
echo "npx $*" >>"$ASKED"
case "$*" in
  *" --version") exit "$VERSION_CODE" ;;
  *" run check") exit "$CHECK_CODE" ;;
esac
for argument in "$@"; do
  [[ $argument == --reporter-outfile=* && -n $REPORT ]] && echo "$REPORT" >"\${argument#*=}"
done
exit "$TEST_CODE"
`;
const works = "#!/usr/bin/env bash\nexit 0\n";
const green = `<testsuites name="bun test" tests="3" assertions="3" failures="0" skipped="1" time="1">`;
const red = `<testsuites name="bun test" tests="3" assertions="3" failures="2" skipped="0" time="1">`;

const folder = mkdtempSync(join(tmpdir(), "halfspread-ci-"));
afterAll(() => rmSync(folder, { recursive: true }));
for (const name of ["g++", "chromium", "prometheus", "postgres", "redis-server", "python3", "apt-get", "sudo", "sleep"])
  plant(name, works);
plant("npx", npx);

test("ci: check and tests pass: the count comes last and exit 0", () => {
  expect(ci({ REPORT: green })).toEqual({ lastLine: "2 passed, 0 failed, 1 skipped", exitCode: 0 });
});

test("ci: a test fails: counted and exit 1", () => {
  expect(ci({ REPORT: red, TEST_CODE: "1" })).toEqual({ lastLine: "1 passed, 2 failed", exitCode: 1 });
});

test("ci: check fails: the tests run all the same, and exit 1", () => {
  expect(ci({ REPORT: green, CHECK_CODE: "1" })).toEqual({ lastLine: "2 passed, 0 failed, 1 skipped", exitCode: 1 });
});

test("ci: the runner dies before its report: one failure and exit 1", () => {
  expect(ci({ TEST_CODE: "139" })).toEqual({ lastLine: "0 passed, 1 failed", exitCode: 1 });
});

test("ci: the runner ends well but reports failures: exit 1", () => {
  expect(ci({ REPORT: red })).toEqual({ lastLine: "1 passed, 2 failed", exitCode: 1 });
});

test("ci: Bun cannot be had, at the second attempt either: one failure and exit 1", () => {
  expect(ci({ VERSION_CODE: "1", REPORT: green })).toEqual({ lastLine: "0 passed, 1 failed", exitCode: 1 });
  expect(asked().filter((line) => line.endsWith("--version"))).toHaveLength(2);
});

test("ci: the commands: the ones of package.json's scripts, by npx", () => {
  ci({ REPORT: green });
  const [version, check, tests, ...others] = asked();
  expect([version, check]).toEqual(["npx -y bun@1.4.5 --version", "npx -y bun@1.4.5 run check"]);
  expect(tests).toMatch(/^npx -y bun@1\.4\.5 run test --reporter=junit --reporter-outfile=\S+$/);
  expect(others).toEqual([]);
});

function plant(name: string, script: string): void {
  writeFileSync(join(folder, name), script);
  chmodSync(join(folder, name), 0o755);
}

function ci(ending: Partial<Record<"REPORT" | "TEST_CODE" | "CHECK_CODE" | "VERSION_CODE", string>>) {
  writeFileSync(join(folder, "asked"), "");
  const fine = { REPORT: "", TEST_CODE: "0", CHECK_CODE: "0", VERSION_CODE: "0" };
  const env = {
    ...process.env,
    PATH: `${folder}:${process.env.PATH}`,
    ASKED: join(folder, "asked"),
    ...fine,
    ...ending,
  };
  const run = Bun.spawnSync(["bash", join(projectRoot, ".ci/run")], { env, stdin: "ignore", stderr: "pipe" });
  return { lastLine: run.stdout.toString().trimEnd().split("\n").at(-1), exitCode: run.exitCode };
}

function asked(): string[] {
  return readFileSync(join(folder, "asked"), "utf8").trimEnd().split("\n");
}
