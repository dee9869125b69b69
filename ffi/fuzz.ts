/**
 * Fuzzes the matcher through the C ABI, guided by coverage (libFuzzer), under the address and undefined-behaviour
 * sanitizers.
 *
 *   bun ffi/fuzz.ts [--seconds N]     60 seconds unless told otherwise; needs clang
 *
 * It starts from the corpus in ffi/fuzz/corpus and writes what it finds to ffi/build/fuzz-found: an input that breaks a
 * law belongs into the corpus, once the law holds again. Tests replay the corpus without clang.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { buildFolder } from "./library-file.ts";

const folder = join(import.meta.dir, "fuzz");
const flags = [
  "-std=c++20",
  "-O1",
  "-g",
  "-Wall",
  "-Wextra",
  "-Werror",
  "-fsanitize=fuzzer,address,undefined",
  "-fno-sanitize-recover=all",
];

if (import.meta.main) process.exitCode = fuzz(process.argv.slice(2));

function fuzz(args: readonly string[]): number {
  const seconds = args.length === 0 ? 60 : Number(args[0] === "--seconds" && args.length === 2 ? args[1] : Number.NaN);
  if (!Number.isInteger(seconds) || seconds <= 0) {
    console.error("Usage: bun ffi/fuzz.ts [--seconds N], with N whole and positive");
    return 2;
  }
  const clang = ["clang++-19", "clang++"].find((name) => Bun.which(name) !== null);
  if (clang === undefined) {
    console.error("Not fuzzed: libFuzzer comes with clang, and neither clang++-19 nor clang++ was found.");
    return 0;
  }
  const program = join(buildFolder, "matcher-fuzz");
  mkdirSync(buildFolder, { recursive: true });
  const target = join(folder, "matcher-target.cpp");
  const compiling = Bun.spawnSync([clang, ...flags, target, "-o", program], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (compiling.exitCode !== 0) return 1;
  return search(program, seconds);
}

function search(program: string, seconds: number): number {
  const found = join(buildFolder, "fuzz-found");
  mkdirSync(found, { recursive: true });
  const options = [`-max_total_time=${seconds}`, "-max_len=4097", "-print_final_stats=1", `-artifact_prefix=${found}/`];
  const run = Bun.spawnSync([program, ...options, found, join(folder, "corpus")], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  return run.exitCode;
}
