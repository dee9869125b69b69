/**
 * Goal: the native engine, matcher and book of orders come to the same, however they are compiled; the latter two ask
 * for no memory once started.
 * Method: one program of long seeded flows (ffi/flows), built as the library is and without optimisation under the
 * sanitizers, by every compiler there is. Each prints hashes over all answers and counts what it allocated: what
 * golden.txt holds.
 */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { buildFlows, type FlowBuild, flowsFile } from "../../../ffi/build.ts";
import { findCompiler } from "../../../ffi/compiler.ts";
import { needs, projectRoot } from "../../helpers/needs.ts";

const noCompiler = needs("a C++ compiler", findCompiler(process.env) !== undefined, "install g++ or clang++");
const golden = readFileSync(join(projectRoot, "ffi/flows/golden.txt"), "utf8");
const builds: readonly FlowBuild[] = ["optimized", "unoptimized"];
const buildMs = 300_000;

/** Environments that choose a compiler each: the library's own first, then those of other makers. */
const environments = new Map(
  [process.env.CXX, ...["g++", "clang++"].filter((name) => Bun.which(name) !== null)].map((name) => {
    const environment = { ...process.env, CXX: name };
    return [flowsFile("optimized", environment), environment];
  }),
);

describe.skipIf(noCompiler)("native flows:", () => {
  for (const name of builds)
    for (const environment of environments.values())
      test(
        `${basename(flowsFile(name, environment))}: every answer is the golden one`,
        () => {
          expect(buildFlows(name, environment)).toMatchObject({ kind: "ready" });
          const run = Bun.spawnSync([flowsFile(name, environment)], { stdin: "ignore" });
          expect(run.stderr.toString()).toBe("");
          expect(run.stdout.toString()).toBe(golden);
          expect(run.exitCode).toBe(0);
        },
        buildMs,
      );
});

test("native flows: the golden lines: matcher and book of orders allocate nothing after their start", () => {
  const lines = golden.trimEnd().split("\n");
  expect(lines.map((line) => line.split(":")[0])).toEqual(["engine", "matcher", "order book"]);
  for (const line of lines.slice(1)) expect(line).toEndWith(", allocated 0 times");
});
