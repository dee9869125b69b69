// Goal: dependencies point inwards, everywhere in the project.
// Method: the rule on every file, and on planted files that break it, so that it is known to refuse what it should.
import { describe, expect, test } from "bun:test";
import { importsOf, importViolations } from "../../helpers/architecture/imports.ts";
import { readSources, sourceFile } from "../../helpers/architecture/source-files.ts";

test("imports: every file: points inwards", () => {
  expect(readSources().flatMap(importViolations)).toEqual([]);
});

test("imports: the project: has files of its layers to judge, and finds their imports", () => {
  const sources = readSources();
  expect(sources.filter((file) => file.path.startsWith("src/")).length).toBeGreaterThan(10);
  const engine = sources.find((file) => file.path === "src/ports/engine.ts");
  expect(importsOf(engine!).map(({ path }) => path)).toContain("src/domain/event.ts");
});

describe("imports: refused:", () => {
  const refused: [path: string, line: string][] = [
    ["src/base/x.ts", `import { a } from "../domain/time.ts";`],
    ["src/domain/x.ts", `import type { Engine } from "../ports/engine.ts";`],
    ["src/ports/x.ts", `import { a } from "../engine/layout.ts";`],
    ["src/core/kernel.ts", `import { a } from "../engine/memory.ts";`],
    ["src/core/strategy/x.ts", `export * from "../../adapters/arrow/tape-reader.ts";`],
    ["src/core/x.ts", `type T = import("../../sim/result.ts").BacktestResult;`],
    ["src/core/x.ts", `const load = await import("../data/open-tapes.ts");`],
    ["src/engine/x.ts", `import {\n  a,\n} from "../core/kernel.ts";`],
    ["src/adapters/binance/x.ts", `import "../../data/open-tapes.ts";`],
    ["src/data/x.ts", `import { a } from "../adapters/redis/ticks.ts";`],
    ["src/data/x.ts", `import { a } from "../../sim/backtest.ts";`],
    ["src/api/x.ts", `import { a } from "../core/kernel.ts";`],
    ["src/live/x.ts", `import { a } from "../../sim/virtual-clock.ts";`],
    ["sim/x.ts", `import { a } from "../src/commands/sim.ts";`],
    ["sim/x.ts", `import { a } from "../src/api/routes.ts";`],
    ["sim/x.ts", `import { a } from "../tests/helpers/needs.ts";`],
    ["ffi/x.ts", `import { assert } from "../src/base/assert.ts";`],
    ["src/base/x.ts", `import { z } from "zod";`],
    ["src/core/x.ts", `import { tableFromIPC } from "apache-arrow";`],
    ["src/data/x.ts", `import { dlopen } from "bun:ffi";`],
    ["src/elsewhere/x.ts", `export const a = 1;`],
  ];
  test.each(refused)("%s: %s", (path, line) => {
    const violations = importViolations(sourceFile(path, `/** Planted. */\n${line}\n`));
    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatch(new RegExp(`^${path}:\\d+: `));
  });
});

describe("imports: allowed:", () => {
  const allowed: [path: string, line: string][] = [
    ["src/domain/x.ts", `import { assert } from "../base/assert.ts";`],
    ["src/core/risk/x.ts", `import { mid } from "../features/mid.ts";`],
    ["src/core/x.ts", `import { z } from "zod";`],
    ["src/engine/x.ts", `import { dlopen } from "bun:ffi";`],
    ["src/data/x.ts", `import { a } from "../adapters/parquet/writer.ts";`],
    ["sim/report/x.ts", `import { a } from "../../src/core/kernel.ts";`],
    ["src/commands/x.ts", `import packageJson from "../../package.json" with { type: "json" };`],
    ["src/core/x.ts", `// import { a } from "../../sim/result.ts";`],
    ["src/core/x.ts", `const text = 'import { a } from "../../sim/result.ts"';`],
    ["src/core/x.ts", `const list = Array.from("../../sim/result.ts");`],
  ];
  test.each(allowed)("%s: %s", (path, line) => {
    expect(importViolations(sourceFile(path, line))).toEqual([]);
  });
});

test("imports: a violation: names file, line, both sides and the way out", () => {
  const file = sourceFile("src/core/x.ts", `/** Planted. */\n\nimport { a } from "../../sim/result.ts";\n`);
  expect(importViolations(file)).toEqual([
    "src/core/x.ts:3: src/core imports sim/result.ts; dependencies point inwards: take it through a port, or move what both need inwards",
  ]);
});
