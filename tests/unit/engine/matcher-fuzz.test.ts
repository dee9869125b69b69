/**
 * Goal: inputs that fuzzing found worth keeping break no law of the matcher, nor what C++ forbids.
 * Method: the fuzz target without its fuzzer, built under the sanitizers, over every file of the corpus.
 */
import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { buildFuzzReplay, fuzzReplayFile } from "../../../ffi/build.ts";
import { findCompiler } from "../../../ffi/compiler.ts";
import { needs } from "../../helpers/needs.ts";

const noCompiler = needs("a C++ compiler", findCompiler(process.env) !== undefined, "install g++ or clang++");
const corpus = join(import.meta.dir, "../../../ffi/fuzz/corpus");
const buildMs = 300_000;

test.skipIf(noCompiler)(
  "matcher fuzzing: the corpus replayed: every law holds on every input",
  () => {
    expect(buildFuzzReplay()).toMatchObject({ kind: "ready" });
    const inputs = readdirSync(corpus).map((name) => join(corpus, name));
    const run = Bun.spawnSync([fuzzReplayFile, ...inputs], { stdin: "ignore" });
    expect(run.stderr.toString()).toBe("");
    expect(run.stdout.toString()).toBe(`${inputs.length} inputs replayed\n`);
    expect(run.exitCode).toBe(0);
  },
  buildMs,
);
