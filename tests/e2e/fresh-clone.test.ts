// Goal: a clone on a machine with no Bun on the PATH needs one command to be ready, a second one does nothing again,
// and a machine without a compiler is told so in one line and goes on.
// Method: the scripts themselves, on copies of the project outside any node_modules, with a PATH that lacks things.
// Packages come from Bun's own cache where it has them.
import { afterAll, describe, expect, test } from "bun:test";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freshClone, pathWithout } from "../helpers/fresh-clone.ts";
import { needs, projectRoot } from "../helpers/needs.ts";

const bun = /^bunx?$/;
const bunOrCompiler = /^(?:bunx?|zig|(?:.*-)?(?:g\+\+|gcc|clang\+\+|clang|c\+\+|cc|c89|c99)(?:-[\d.]+)?)$/;
const buildMs = 180_000;

const work = mkdtempSync(join(tmpdir(), "halfspread-fresh-"));
const clones: string[] = [];
afterAll(() => {
  for (const folder of [work, ...clones]) rmSync(folder, { recursive: true, force: true });
});

const noRegistry = needs(
  "the package registry",
  canInstall(),
  "connect to it once, so that Bun's cache has the packages",
);
const noCompiler = needs("a C++ compiler", Bun.which("g++") !== null || Bun.which("clang++") !== null, "install g++");

describe.skipIf(noRegistry || noCompiler)("fresh clone: no Bun on the PATH:", () => {
  const clone = newClone();
  const path = pathWithout(work, bun);

  test(
    "first command: packages are installed, the engine is built, stdout is the command's own",
    () => {
      const first = runScript(clone, path, "presim");
      expect(first).toMatchObject({ exitCode: 0, stdout: "" });
      expect(existsSync(join(clone, "node_modules/zod/package.json"))).toBe(true);
      expect(libraries(clone)).toHaveLength(1);
    },
    buildMs,
  );

  test("second command: builds nothing, says nothing", () => {
    const before = statSync(libraries(clone)[0]!);
    const second = runScript(clone, path, "presim");
    const after = statSync(libraries(clone)[0]!);
    expect(second).toEqual({ exitCode: 0, stdout: "", said: [] });
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });

  test("the command itself: starts, and finds its packages", () => {
    expect(runScript(clone, path, "sim", "--help")).toMatchObject({ exitCode: 0 });
  });
});

describe.skipIf(noRegistry)("fresh clone: no compiler on the PATH either:", () => {
  test(
    "first command: one clear line, and the run goes on",
    () => {
      const clone = newClone();
      const first = runScript(clone, pathWithout(work, bunOrCompiler), "presim");
      expect(first).toMatchObject({ exitCode: 0, stdout: "" });
      const said = first.said.filter((line) => line !== "Installing packages ...");
      expect(said).toHaveLength(1);
      expect(said[0]).toMatch(/compiler/i);
      expect(libraries(clone)).toEqual([]);
    },
    buildMs,
  );
});

function newClone(): string {
  const clone = freshClone();
  clones.push(clone);
  return clone;
}

/** Whether the packages can be had at all, from the cache or the registry. */
function canInstall(): boolean {
  const probe = mkdtempSync(join(work, "probe-"));
  for (const name of ["package.json", "bun.lock", "bunfig.toml"]) cpSync(join(projectRoot, name), join(probe, name));
  return Bun.spawnSync([process.execPath, "install", "--frozen-lockfile"], { cwd: probe }).exitCode === 0;
}

/** @returns also what was said on stderr, without `bun run`'s echo of the script. */
function runScript(clone: string, path: string, ...script: string[]) {
  const env = { ...process.env, PATH: path, CXX: undefined };
  const run = Bun.spawnSync([process.execPath, "run", ...script], { cwd: clone, env, stdin: "ignore" });
  const lines = run.stderr.toString().split("\n");
  const said = lines.filter((line) => line !== "" && !line.startsWith("$ "));
  return { exitCode: run.exitCode, stdout: run.stdout.toString(), said };
}

function libraries(clone: string): string[] {
  const folder = join(clone, "ffi/build");
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /^libengine-.*\.(?:so|dylib|dll)$/.test(name));
  return names.map((name) => join(folder, name));
}
