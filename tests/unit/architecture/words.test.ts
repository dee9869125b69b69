// Goal: one world and the same bits: nothing but the leaves asks for the clock, chance, files or the network, and
// nothing but src/base/math.ts for exp and its kin.
// Method: the rules on every file, and for each rule planted lines that break it and near ones that do not.
import { describe, expect, test } from "bun:test";
import { readSources, sourceFile } from "../../helpers/architecture/source-files.ts";
import { wordRules, wordViolations } from "../../helpers/architecture/words.ts";

test("words: every file: asks nothing it must not", () => {
  expect(readSources().flatMap(wordViolations)).toEqual([]);
});

const refused: Record<string, [path: string, line: string][]> = {
  "the core is told": [
    ["src/core/x.ts", "export async function run() {}"],
    ["src/core/x.ts", "const a = await b;"],
    ["src/core/x.ts", "let a: Promise<void>;"],
    ["src/engine/x.ts", "load().then(go);"],
  ],
  "no clock in the core": [
    ["src/core/x.ts", "const a = Date.UTC(2024, 1);"],
    ["src/engine/x.ts", "const a = new Date(x);"],
  ],
  "no clock": [
    ["sim/x.ts", "const a = Date.now();"],
    ["sim/x.ts", "const a = new Date();"],
    ["sim/x.ts", "const a = new Date( );"],
    ["sim/x.ts", "const a = Date();"],
    ["src/data/x.ts", "const { now } = Date;"],
    ["sim/x.ts", "const a = performance.now();"],
    ["src/adapters/binance/x.ts", "const a = Date.now();"],
  ],
  "no timers": [
    ["sim/x.ts", "setTimeout(f, 1);"],
    ["src/core/x.ts", "queueMicrotask(f);"],
    ["src/data/x.ts", "Atomics.wait(a, 0, 0, 1);"],
  ],
  "no network": [
    ["src/data/x.ts", "fetch(url);"],
    ["sim/x.ts", "new WebSocket(url);"],
  ],
  "no chance": [
    ["sim/x.ts", "crypto.subtle.digest(a, b);"],
    ["src/data/x.ts", "const id = randomUUID();"],
  ],
  "no threads": [
    ["sim/x.ts", "new Worker(url);"],
    ["src/data/x.ts", `new DecompressionStream("gzip");`],
  ],
  "no process": [
    ["src/core/x.ts", "const a = process.env.HOME;"],
    ["sim/x.ts", "console.log(a);"],
    ["src/data/x.ts", `globalThis["fet" + "ch"](url);`],
    ["sim/x.ts", "const a = import.meta.env.HOME;"],
    ["src/domain/x.ts", `eval("1");`],
  ],
  "nothing of Bun that asks the world": [
    ["sim/x.ts", "Bun.nanoseconds();"],
    ["src/data/x.ts", "Bun.file(path);"],
    ["src/data/x.ts", "Bun.mmap(path);"],
    ["src/data/x.ts", "await Bun.zstdDecompress(bytes);"],
    ["sim/x.ts", `Bun["nanoseconds"]();`],
    ["sim/x.ts", "const { sleep } = Bun;"],
  ],
  "no libm": [
    ["src/core/x.ts", "Math.exp(x);"],
    ["sim/x.ts", "Math.random();"],
    ["src/domain/x.ts", "Math.log2(x);"],
    ["sim/x.ts", "const { pow } = Math;"],
    ["src/engine/x.ts", `Math["tanh"](x);`],
    ["src/core/x.ts", "Math.hypot(a, b);"],
  ],
  "no powers but of whole numbers": [
    ["src/core/x.ts", "const a = b ** c;"],
    ["sim/x.ts", "const a = b ** 0.5;"],
    ["src/base/x.ts", "const a = 10 ** -8;"],
    ["src/base/x.ts", "a **= b;"],
  ],
  "no libm in C++": [
    ["ffi/src/x.hpp", "double a = std::exp(x);"],
    ["ffi/src/math.hpp", "double a = exp(x);"],
    ["ffi/src/x.hpp", "double a = math::exp(x);"],
    ["ffi/src/x.hpp", "double a = __builtin_exp(x);"],
    ["ffi/src/x.cpp", "std::ranges::transform(rows, rows.begin(), std::log1p);"],
    ["ffi/src/x.cpp", "double a = pow(x, 2);"],
    ["ffi/src/x.cpp", "float a = std :: tanhf (x);"],
  ],
  "no world in C++": [
    ["ffi/src/x.cpp", "#include <chrono>"],
    ["ffi/src/x.hpp", "int a = std::rand();"],
    ["ffi/src/x.hpp", "auto a = time(nullptr);"],
  ],
};

describe("words: refused:", () => {
  test("every rule has a planted line", () => {
    expect(Object.keys(refused)).toEqual(wordRules.map((rule) => rule.name));
  });

  const planted = Object.entries(refused).flatMap(([rule, lines]) => lines.map((line) => [rule, ...line] as const));
  test.each(planted)("%s: %s: %s", (rule, path, line) => {
    const violations = wordViolations(sourceFile(path, `// Planted.\n${line}\n`));
    expect(violations.filter((violation) => violation.startsWith(`${path}:2: ${rule}: `))).toHaveLength(1);
  });

  const modules = ["node:fs", "node:fs/promises", "node:net", "node:zlib", "node:timers", "node:worker_threads"];
  test.each([...modules, "node:perf_hooks", "node:child_process", "bun:sqlite", "bun:jsc", "bun"])(
    "the module %s",
    (name) => {
      const file = sourceFile("src/data/x.ts", `// Planted.\nimport { a } from "${name}";`);
      expect(wordViolations(file)).toEqual([
        `src/data/x.ts:2: no platform: ${name}; use a port, answered in src/adapters`,
      ]);
    },
  );
});

describe("words: allowed:", () => {
  const allowed: [path: string, line: string][] = [
    ["src/adapters/wall-clock.ts", "const a = Date.now();"],
    ["src/adapters/arrow/x.ts", `import { openSync } from "node:fs";`],
    ["src/commands/x.ts", "console.error(process.argv);"],
    ["src/data/x.ts", "const a = new Date(milliseconds).toISOString();"],
    ["src/data/x.ts", "const a = Date.UTC(2024, 7, 8);"],
    ["src/data/x.ts", `const a = new Bun.CryptoHasher("sha256");`],
    ["src/data/x.ts", `import { createHash } from "node:crypto";`],
    ["src/core/x.ts", "const a = Math.sqrt(Math.max(b, 0));"],
    ["src/core/x.ts", "const a = b ** 2;"],
    ["src/base/math.ts", "const a = Math.exp(x);"],
    ["sim/world/virtual-clock.ts", `import { drainMicrotasks } from "bun:jsc";`],
    ["src/base/x.ts", "const a = 2 ** 53 + Number(10n ** BigInt(places));"],
    ["src/core/x.ts", "market.fetch(); row.process; a.performance = 1;"],
    ["src/core/x.ts", "// await Date.now() and Math.random()"],
    ["src/core/x.ts", `const a = "await Date.now()";`],
    ["src/core/x.ts", "const dated = updated.toDate; const mathematics = 1;"],
    ["ffi/src/x.hpp", "double a = std::sqrt(x); book.log(3); std::exponential b; // exp(x)"],
    ["ffi/src/x.hpp", "double a = math::exponential(math::ln(x)) + detail::log_of(x);"],
    ["ffi/src/x.hpp", "std::int64_t a = arrival_time(order); #include <cstdint>"],
    ["ffi/tests/x.cpp", "#include <cstdio>"],
  ];
  test.each(allowed)("%s: %s", (path, line) => {
    expect(wordViolations(sourceFile(path, line))).toEqual([]);
  });
});

test("words: a violation: names file, line, rule, word and what to use instead", () => {
  expect(wordViolations(sourceFile("sim/x.ts", "// Planted.\n\nsetTimeout(f, 1);"))).toEqual([
    "sim/x.ts:3: no timers: setTimeout; use Clock.schedule",
  ]);
});
