/**
 * Goal: the engine is built when something has changed and only then; whatever goes wrong leaves no library that is
 * wrong.
 * Method: a copy of the build script beside sources of one line, with compilers that are shell scripts: they write what
 * they were asked to, and count how often.
 */
import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { libraryFile } from "../../../ffi/library-file.ts";
import { projectRoot } from "../../helpers/needs.ts";

const work = mkdtempSync(join(tmpdir(), "halfspread-build-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Counts its calls in `calls`, and writes the file named after `-o`. Nothing but the shell itself is on its PATH. */
const working = `#!/bin/sh
echo x >> "\${0%/*}/calls"
while [ "$1" != -o ]; do shift; done
echo library > "$2"
`;
const failing = `#!/bin/sh
echo "abi.cpp:1: error: no such thing" >&2
exit 1
`;

describe.skipIf(process.platform === "win32")("native build:", () => {
  let ffi = "";
  let compilers = "";

  beforeEach(() => {
    const folder = mkdtempSync(join(work, "clone-"));
    ffi = join(folder, "ffi");
    compilers = join(folder, "compilers");
    mkdirSync(join(ffi, "src"), { recursive: true });
    mkdirSync(compilers);
    for (const name of ["build.ts", "compiler.ts", "library-file.ts"])
      cpSync(join(projectRoot, "ffi", name), join(ffi, name));
    writeFileSync(join(ffi, "src/abi.cpp"), "one");
  });

  test("nothing changed: compiled once, silent", () => {
    install("g++", working);
    expect(build()).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    expect(build()).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    expect(calls()).toBe(1);
    expect(readdirSync(join(ffi, "build")).sort()).toEqual([libraryName, `${libraryName}.json`]);
  });

  test("a source, another file, the compiler, or the library gone: compiled again", () => {
    install("g++", working);
    build();
    writeFileSync(join(ffi, "src/abi.cpp"), "two");
    build();
    writeFileSync(join(ffi, "src/new.hpp"), "three");
    build();
    install("g++", `${working}# newer\n`);
    build();
    rmSync(library());
    build();
    expect(calls()).toBe(5);
    expect(existsSync(library())).toBe(true);
  });

  test("two builds at once: both succeed, one whole library, nothing left over", async () => {
    install("g++", working);
    const both = [spawn(), spawn()];
    expect(await Promise.all(both.map((one) => one.exited))).toEqual([0, 0]);
    expect(readdirSync(join(ffi, "build")).sort()).toEqual([libraryName, `${libraryName}.json`]);
    expect(readFileSync(library(), "utf8")).toBe("library\n");
  });

  test("a compiler that fails: its message, exit 1, and no library of older sources", () => {
    install("g++", working);
    build();
    install("g++", failing);
    const { exitCode, stderr } = build();
    expect(exitCode).toBe(1);
    expect(stderr).toContain("abi.cpp:1: error: no such thing");
    expect(existsSync(library())).toBe(false);
  });

  test("no compiler: one line that says what follows, exit 0, and no library of older sources", () => {
    install("g++", working);
    build();
    rmSync(join(compilers, "g++"));
    expect(build()).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    writeFileSync(join(ffi, "src/abi.cpp"), "two");
    const { exitCode, stderr } = build();
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^No C\+\+ compiler found: .*reference engine.*Install g\+\+.*\n$/);
    expect(existsSync(library())).toBe(false);
  });

  test("CXX with arguments: taken before all others", () => {
    install("g++", failing);
    install("mine", working);
    expect(build({ CXX: "mine -march=wanted" }).exitCode).toBe(0);
    expect(calls()).toBe(1);
  });

  const libraryName = basename(libraryFile);
  const library = () => join(ffi, "build", libraryName);
  const calls = () => readFileSync(join(compilers, "calls"), "utf8").length / 2;

  function install(name: string, script: string): void {
    writeFileSync(join(compilers, name), script);
    chmodSync(join(compilers, name), 0o755);
  }

  function spawn() {
    return Bun.spawn([process.execPath, join(ffi, "build.ts")], {
      env: { HOME: work, PATH: compilers },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  function build(env: Record<string, string> = {}) {
    const run = Bun.spawnSync([process.execPath, join(ffi, "build.ts")], {
      env: { HOME: work, ...env, PATH: compilers },
      stdin: "ignore",
    });
    return { exitCode: run.exitCode, stdout: run.stdout.toString(), stderr: run.stderr.toString() };
  }
});
