/**
 * Words that must not stand in some files, and what to use instead.
 *
 * One world: outside named leaf files nothing asks for the clock, timers, files, sockets, chance or the environment, so
 * the whole system runs inside the simulation, where time moves only when told. Same bits: exp, log, pow and their kin
 * come from the system's library with different last bits on different machines, so only src/base/math.ts has them.
 *
 * `Bun`, `Math`, `Date` and `node:` are judged by what is allowed rather than by what is not: a new way to ask the
 * world for something is then refused until somebody has looked at it.
 */
import { importsOf } from "./imports.ts";
import type { SourceFile, Violation } from "./source-files.ts";
import { lineAt } from "./source-text.ts";

export interface WordRule {
  readonly name: string;
  readonly appliesTo: (path: string) => boolean;
  readonly word: RegExp;
  readonly instead: string;
}

/** Where the world is asked. Everything else gets it handed in, through a port. */
const leaves = ["src/adapters/", "src/commands/", "src/cli.ts", "ffi/", "tests/", "sim/report/page/"];
/** Pure parts of leaf folders: decoding and book sync run in the simulation as they run live. */
const pureParts = ["src/adapters/binance/"];
/** Single files that ask for one thing: a library to load, a file to read. */
const leafFile = /^src\/(?:engine\/native-library|adapters\/binance\/[\w-]+-file)\.ts$/;

/** Functions of their arguments alone. */
const pureBun =
  "hash|CryptoHasher|gunzipSync|gzipSync|inflateSync|deflateSync|zstdCompressSync|zstdDecompressSync|YAML|semver|version|escapeHTML|stringWidth|deepEquals|inspect|concatArrayBuffers|indexOfLine";
const exactMath =
  "abs|ceil|floor|round|trunc|sign|min|max|imul|clz32|fround|sqrt|PI|E|LN2|LN10|LOG2E|LOG10E|SQRT2|SQRT1_2";
/** Without those that IEEE 754 rounds exactly, such as sqrt. */
const libmFunctions =
  "exp|exp2|expm1|log|log2|log10|log1p|pow|sinh?|cosh?|tanh?|asinh?|acosh?|atanh?|atan2|cbrt|hypot|erfc?|[tl]gamma";
const pureModules = ["node:crypto", "node:path", "node:util", "node:buffer", "node:assert", "bun:ffi"];
/** Time that is told to move has to see to it that promises are kept before it does. */
const drainsMicrotasks = "sim/world/virtual-clock.ts";

export const wordRules: readonly WordRule[] = [
  {
    name: "the core is told",
    appliesTo: isIn("src/core/", "src/engine/", "src/domain/", "src/base/"),
    word: /(?<![.\w$#])(?:async|await|Promise)\b|\.then\s*\(/,
    instead: "return a value: what takes time is an input of its own, later",
  },
  {
    name: "no clock in the core",
    appliesTo: isIn("src/core/", "src/engine/", "src/base/"),
    word: /(?<![.\w$#])Date\b/,
    instead: "the TimeNs of the input, handed down",
  },
  {
    name: "no clock",
    appliesTo: inOneWorld,
    // `new Date(x)` and Date.UTC are functions of their argument; every other mention can read the clock.
    word: /(?<![.\w$#])Date\b(?<!new\s+Date(?=\s*\(\s*[^\s)]))(?!\s*\.\s*(?:UTC|parse)\b)|(?<![.\w$#])(?:performance|Temporal)\b/,
    instead: "the time of the step, handed down; at the edge the Clock port",
  },
  {
    name: "no timers",
    appliesTo: inOneWorld,
    word: /(?<![.\w$#])(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b|\bAtomics\s*\.\s*wait/,
    instead: "Clock.schedule",
  },
  {
    name: "no network",
    appliesTo: inOneWorld,
    word: /(?<![.\w$#])(?:fetch|XMLHttpRequest|WebSocket|EventSource|navigator)\b/,
    instead: "the Http, Socket or MarketFeed port",
  },
  {
    name: "no chance",
    appliesTo: inOneWorld,
    word: /(?<![.\w$#])crypto\b|\b(?:getRandomValues|randomUUID|randomBytes|randomInt|randomFill\w*)\b/,
    instead: "a named stream of src/base/random.ts; the Entropy port where it must not be guessed",
  },
  {
    name: "no threads",
    appliesTo: inOneWorld,
    word: /(?<![.\w$#])(?:Worker|CompressionStream|DecompressionStream)\b/,
    instead: "Bun's *Sync compression, or a worker started by a command",
  },
  {
    name: "no process",
    appliesTo: inOneWorld,
    word: /(?<![.\w$#])(?:process|console|globalThis|eval|Function)\b(?!\s*:)|\bimport\s*\.\s*meta\s*\.\s*env\b/,
    instead: "an argument; text for people is returned and printed by a command",
  },
  {
    name: "nothing of Bun that asks the world",
    appliesTo: inOneWorld,
    word: new RegExp(`(?<![.\\w$#])Bun\\b(?!\\s*\\.\\s*(?:${pureBun})\\b)`),
    instead: "a port; what is a function of its arguments alone can be added to pureBun",
  },
  {
    name: "no libm",
    appliesTo: (path) =>
      isIn("src/", "sim/")(path) && path !== "src/base/math.ts" && !path.startsWith("sim/report/page/"),
    word: new RegExp(`(?<![.\\w$#])Math\\b(?!\\s*\\.\\s*(?:${exactMath})\\b)`),
    instead: "src/base/math.ts, or a named stream of src/base/random.ts",
  },
  {
    name: "no powers but of whole numbers",
    appliesTo: (path) => isIn("src/", "sim/")(path) && !path.startsWith("sim/report/page/"),
    word: /(?<!\b\d+n\s*)\*\*(?!\s*\d+\b(?!\.))/,
    instead: "a constant exponent such as x ** 2, a bigint such as 10n ** x, or pow of src/base/math.ts",
  },
  {
    name: "no libm in C++",
    appliesTo: isIn("ffi/src/"),
    word: new RegExp(
      `(?<![.\\w>])(?:std\\s*::\\s*(?:${libmFunctions})[fl]?\\b|(?:__builtin_)?(?:${libmFunctions})[fl]?\\s*\\()`,
    ),
    instead: "math.hpp, which mirrors src/base/math.ts bit for bit and has names of its own",
  },
  {
    name: "no world in C++",
    appliesTo: isIn("ffi/src/"),
    word: /#\s*include\s*<(?:chrono|ctime|time\.h|random|thread|mutex|future|fstream|iostream|cstdio|stdio\.h|filesystem)>|(?<![.\w>])(?:rand|srand|time|clock|clock_gettime|getenv|system)\s*\(/,
    instead: "arguments of the call: the engine is told, too",
  },
];

export function wordViolations(file: SourceFile): Violation[] {
  const found = wordRules
    .filter((rule) => rule.appliesTo(file.path))
    .flatMap((rule) =>
      [...file.words.matchAll(new RegExp(rule.word, "g"))].map(
        (match) =>
          `${file.path}:${lineAt(file.text, match.index)}: ${rule.name}: ${match[0].trim()}; use ${rule.instead}`,
      ),
    );
  return [...found, ...moduleViolations(file)];
}

/** The platform's modules: those that hold functions of their arguments alone, or none. */
function moduleViolations(file: SourceFile): Violation[] {
  if (!inOneWorld(file.path)) return [];
  const isAllowed = (name: string) =>
    pureModules.includes(name) || (name === "bun:jsc" && file.path === drainsMicrotasks);
  return importsOf(file)
    .filter(({ name, path }) => path === undefined && /^(?:node:|bun$|bun:)/.test(name) && !isAllowed(name))
    .map(({ name, line }) => `${file.path}:${line}: no platform: ${name}; use a port, answered in src/adapters`);
}

function inOneWorld(path: string): boolean {
  if (!/\.[tj]s$/.test(path) || leafFile.test(path)) return false;
  return isIn(...pureParts)(path) || !isIn(...leaves)(path);
}

function isIn(...folders: string[]): (path: string) => boolean {
  return (path) => folders.some((folder) => path.startsWith(folder));
}
