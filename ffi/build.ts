/**
 * Builds the native engine, with one command of a C++ compiler, when its sources, the command or the compiler have
 * changed.
 *
 *   bun ffi/build.ts              the library; without a compiler one line says what follows from that, and all goes on
 *   bun ffi/build.ts --sanitize   its unit tests under the address and undefined-behaviour sanitizers, and runs them
 *
 * What is built is written under another name and then renamed, so that two builds at once, or a build under a running
 * engine, do no harm. It imports nothing that is installed: it runs before anything is.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type Compiler, findCompiler } from "./compiler.ts";
import { buildFolder, libraryFile } from "./library-file.ts";

export type BuildOutcome =
  | { readonly kind: "ready"; readonly isNew: boolean }
  | { readonly kind: "noCompiler" }
  | { readonly kind: "failed"; readonly message: string };

/** Flags of everything: the same bits on every machine, and no warning let through. */
const commonFlags = ["-std=c++20", "-ffp-contract=off", "-fno-fast-math", "-Wall", "-Wextra", "-Werror"];
const sharedObjectFlags = ["-O3", "-shared", "-fPIC", "-fvisibility=hidden"];
const sanitizeFlags = ["-g", "-D_GLIBCXX_ASSERTIONS", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];

export const sanitizedTestsFile = join(buildFolder, "engine-tests-sanitized");
export const fuzzReplayFile = join(buildFolder, "matcher-fuzz-replay");

/**
 * Ways of building the flows, which must not make a difference: as the library is built, and as far from that as can
 * be.
 */
const flowFlags = { optimized: ["-O3"], unoptimized: ["-O0", ...sanitizeFlags] };
export type FlowBuild = keyof typeof flowFlags;

/**
 * The library of `libraryFile`. One that older sources made is removed when it cannot be replaced: it may play by other
 * rules.
 */
function buildNativeEngine(environment = process.env): BuildOutcome {
  const outcome = build(libraryFile, [...commonFlags, ...sharedObjectFlags], ["src"], ["src/abi.cpp"], environment);
  if (outcome.kind === "failed") rmSync(libraryFile, { force: true });
  return outcome;
}

/**
 * The unit tests as a program of their own, `sanitizedTestsFile`. Unoptimized, since they take no time to run, and
 * compiled as one unit, since each of them would compile the engine anew.
 */
export function buildSanitizedTests(environment = process.env): BuildOutcome {
  const tests = join(import.meta.dir, "tests");
  const names = readdirSync(tests).filter((name) => name.endsWith("-test.cpp"));
  const included = names.toSorted().flatMap((name) => ["-include", join(tests, name)]);
  const flags = [...commonFlags, "-O0", ...sanitizeFlags, `-I${join(import.meta.dir, "src")}`, ...included];
  return build(sanitizedTestsFile, flags, ["src", "tests"], ["tests/main.cpp"], environment);
}

/** The fuzz target as a program that replays the files it is given, `fuzzReplayFile`, under the sanitizers. */
export function buildFuzzReplay(environment = process.env): BuildOutcome {
  const units = ["fuzz/matcher-target.cpp", "fuzz/replay-main.cpp"];
  return build(fuzzReplayFile, [...commonFlags, "-O1", ...sanitizeFlags], ["src", "fuzz"], units, environment);
}

/** The seeded flows as a program of their own, `flowsFile`. */
export function buildFlows(name: FlowBuild, environment = process.env): BuildOutcome {
  const units = ["flows/main.cpp", "flows/allocations.cpp"];
  const flags = [...commonFlags, ...flowFlags[name]];
  return build(flowsFile(name, environment), flags, ["src", "flows"], units, environment);
}

/** Beside each other for each compiler, so that none has to be built again for the sake of another. */
export function flowsFile(name: FlowBuild, environment = process.env): string {
  return join(buildFolder, `flows-${name}-${basename(findCompiler(environment)?.command[0] ?? "none")}`);
}

if (import.meta.main) process.exitCode = process.argv.includes("--sanitize") ? runSanitizedTests() : prepare();

function prepare(): number {
  const outcome = buildNativeEngine();
  if (outcome.kind === "failed") console.error(outcome.message);
  if (outcome.kind === "noCompiler")
    console.error(
      "No C++ compiler found: the slower reference engine will be used. Install g++ or clang++ (or set CXX) for the native one.",
    );
  return outcome.kind === "failed" ? 1 : 0;
}

function runSanitizedTests(): number {
  const outcome = buildSanitizedTests();
  if (outcome.kind === "ready")
    return Bun.spawnSync([sanitizedTestsFile], { stdio: ["ignore", "inherit", "inherit"] }).exitCode;
  console.error(
    outcome.kind === "failed" ? outcome.message : "No C++ compiler found: install g++ or clang++, or set CXX.",
  );
  return 1;
}

function build(
  target: string,
  flags: readonly string[],
  sourceFolders: readonly string[],
  units: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): BuildOutcome {
  const sources = hashOf(sourceFolders.flatMap(filesOf));
  const stamp = readStamp(target);
  const compiler = findCompiler(environment);
  if (compiler === undefined) {
    if (stamp?.sources === sources) return { kind: "ready", isNew: false };
    rmSync(target, { force: true });
    return { kind: "noCompiler" };
  }
  const command = [...compiler.command, ...flags, ...units.map((unit) => join(import.meta.dir, unit)), "-o"];
  const recipe = JSON.stringify([command, compiler.identity]);
  if (stamp?.sources === sources && stamp.recipe === recipe) return { kind: "ready", isNew: false };
  return compile(target, command, { sources, recipe }, compiler);
}

function compile(target: string, command: readonly string[], stamp: Stamp, compiler: Compiler): BuildOutcome {
  mkdirSync(buildFolder, { recursive: true });
  const output = `${target}.${process.pid}`;
  const run = Bun.spawnSync([...command, output], { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  if (run.exitCode !== 0) {
    rmSync(output, { force: true });
    const said = `${run.stdout}${run.stderr}`.trim();
    return { kind: "failed", message: `${said}\n${compiler.command.join(" ")} could not build ${basename(target)}.` };
  }
  // The old stamp goes first: a library is never beside a stamp that speaks of another.
  rmSync(stampFile(target), { force: true });
  renameSync(output, target);
  writeFileSync(`${output}.json`, JSON.stringify(stamp));
  renameSync(`${output}.json`, stampFile(target));
  return { kind: "ready", isNew: true };
}

/** What a target was made of. */
interface Stamp {
  readonly sources: string;
  readonly recipe: string;
}

function stampFile(target: string): string {
  return `${target}.json`;
}

function readStamp(target: string): Stamp | undefined {
  try {
    if (!readdirSync(buildFolder).includes(basename(target))) return undefined;
    return JSON.parse(readFileSync(stampFile(target), "utf8")) as Stamp;
  } catch {
    return undefined; // Nothing built yet, or not to the end.
  }
}

function filesOf(folder: string): string[] {
  const path = join(import.meta.dir, folder);
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(path, entry.name))
    .sort();
}

function hashOf(paths: readonly string[]): string {
  const hash = new Bun.CryptoHasher("sha256");
  for (const path of paths) hash.update(basename(path)).update("\0").update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}
