/**
 * Goal: the native engine's own tests pass, and neither they nor the engine touch memory or numbers as C++ forbids.
 * Method: ffi/tests built under the address and undefined-behaviour sanitizers (once for each state of the sources),
 * then run.
 */
import { expect, test } from "bun:test";
import { buildSanitizedTests, sanitizedTestsFile } from "../../../ffi/build.ts";
import { findCompiler } from "../../../ffi/compiler.ts";
import { needs } from "../../helpers/needs.ts";

const noCompiler = needs("a C++ compiler", findCompiler(process.env) !== undefined, "install g++ or clang++");
const buildMs = 300_000;

test.skipIf(noCompiler)(
  "native engine: its own tests under sanitizers: all pass, nothing is reported",
  () => {
    expect(buildSanitizedTests()).toMatchObject({ kind: "ready" });
    const run = Bun.spawnSync([sanitizedTestsFile], { stdin: "ignore" });
    expect(run.stderr.toString()).toBe("");
    expect(run.stdout.toString()).toMatch(/^[1-9]\d* passed, 0 failed\n$/);
    expect(run.exitCode).toBe(0);
  },
  buildMs,
);
