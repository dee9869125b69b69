// Goal: `data fit-microprice` writes a file that `data features` makes a column of, and bad requests and files are one
// clear line.
// Method: the commands on the project's own sample; the column against the file's table, state by state; files with one
// thing wrong.
import { describe, expect, spyOn, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runDataFeatures } from "../../src/commands/data-features.ts";
import { runDataFitMicroprice } from "../../src/commands/data-fit-microprice.ts";
import { readMicropriceFile } from "../../src/commands/microprice-file.ts";
import { readTable } from "../helpers/read-table.ts";
import { sampleFolder } from "../helpers/sample-data.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const sample = join(sampleFolder, "raw");

describe("data fit-microprice:", () => {
  test("the sample: the same file each time, and a column that is its mid and adjustments", async () => {
    using folder = temporaryFolder();
    const path = folder.of("microprice.json");
    await quietly(() => runDataFitMicroprice([sample, "--out", path]));
    const text = readFileSync(path, "utf8");
    await quietly(() => runDataFitMicroprice([sample, "--out", path]));
    expect(readFileSync(path, "utf8")).toBe(text);

    const { table, source } = readMicropriceFile(path);
    expect(source.movesCount).toBeGreaterThan(500);
    const rows = await featuresOf("--microprice", path);
    const seen = new Map<string, number>();
    for (const { fitted_microprice_ticks, mid_ticks, spread_ticks, touch_imbalance } of rows) {
      const added = fitted_microprice_ticks! - mid_ticks!;
      expect(table.adjustTicks.some((ticks) => Math.abs(ticks - added) < 1e-6)).toBe(true);
      const state = `${Math.min(spread_ticks!, table.spreadsCount)} ${touch_imbalance}`;
      expect(added).toBeCloseTo(seen.get(state) ?? added, 6);
      seen.set(state, added);
      if (touch_imbalance === 0) expect(added).toBe(0);
    }
    expect(rows.length).toBeGreaterThan(500);
  });

  test("no data, or a folder where the file shall be: refused in one line", async () => {
    using folder = temporaryFolder();
    await expect(runDataFitMicroprice([])).rejects.toThrow("data fit-microprice: no data; expected DATA…");
    await expect(runDataFitMicroprice([sample, "--out", folder.path])).rejects.toThrow("expected a file's name");
  });

  const faults: readonly (readonly [what: string, change: (file: MutableFile) => unknown, problem: string])[] = [
    ["another version", (file) => (file.version = 2), "version: "],
    [
      "an even number of buckets",
      (file) => (file.table.bucketsCount = 20),
      "table.bucketsCount: expected an odd number",
    ],
    ["an adjustment that is missing", (file) => file.table.adjustTicks.pop(), "expected one for each bucket"],
    ["an adjustment that is none", (file) => (file.table.adjustTicks[3] = "NaN"), "table.adjustTicks.3: "],
    ["another instrument", (file) => (file.source.instrument = "ethusdt"), "is of ethusdt; expected one of "],
    ["a field that nobody knows", (file) => (file.half = 1), "half"],
  ];
  test.each(faults)("a file with %s: refused in one line, with its path", async (_, change, problem) => {
    using folder = temporaryFolder();
    const path = folder.of("microprice.json");
    await quietly(() => runDataFitMicroprice([sample, "--out", path]));
    const file = JSON.parse(readFileSync(path, "utf8"));
    change(file);
    writeFileSync(path, JSON.stringify(file));
    const error = await runDataFeatures([sample, "--microprice", path, "--out", folder.of("out")]).catch((one) => one);
    expect(error.message).toStartWith(path);
    expect(error.message).toContain(problem);
    expect(error.message).not.toContain("\n");
  });

  test("no such file, or no JSON: refused in one line", async () => {
    using folder = temporaryFolder();
    const path = folder.of("none.json");
    const problem = () => runDataFeatures([sample, "--microprice", path]);
    await expect(problem()).rejects.toThrow(`${path}: no such file; expected a file of data fit-microprice`);
    writeFileSync(path, "{");
    await expect(problem()).rejects.toThrow(`${path}: is not JSON; expected a file of data fit-microprice`);
  });
});

/** As JSON has it, for whoever breaks it. */
interface MutableFile {
  version: unknown;
  table: { bucketsCount: unknown; adjustTicks: unknown[] };
  source: { instrument: unknown };
  half?: unknown;
}

async function featuresOf(...args: string[]): Promise<Readonly<Record<string, number | undefined>>[]> {
  using folder = temporaryFolder();
  const said = await quietly(() => runDataFeatures([sample, ...args, "--out", folder.path, "--json"]));
  const { written } = JSON.parse(said);
  return (await readTable(await Bun.file(written[0].paths[0]).arrayBuffer())) as never;
}

/** @returns what it said on stdout. */
async function quietly(run: () => Promise<number>): Promise<string> {
  const quiet = spyOn(console, "error").mockImplementation(() => {});
  const said = spyOn(console, "log").mockImplementation(() => {});
  try {
    expect(await run()).toBe(0);
    return said.mock.calls.at(-1)?.[0] ?? "";
  } finally {
    quiet.mockRestore();
    said.mockRestore();
  }
}
