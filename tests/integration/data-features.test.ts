// Goal: `data features` writes whole files of what a strategy would have seen, and bad requests are one clear line.
// Method: the command on the project's own sample and, when it is there, on a recording; labels against mids of the same
// rows; the same rows from another grid.
import { describe, expect, spyOn, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runDataFeatures } from "../../src/commands/data-features.ts";
import { needs, sharedData } from "../helpers/needs.ts";
import { readTable } from "../helpers/read-table.ts";
import { sampleFolder } from "../helpers/sample-data.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

type Row = Readonly<Record<string, unknown>>;

const sample = join(sampleFolder, "raw");
const recording = sharedData("spot_btcusdt_20240808.gz");
const isMissing = needs("a recording of BTCUSDT", recording !== undefined, "it is no part of the project", false);

describe("data features:", () => {
  test("a minute at every millisecond: more rows than are kept at once, each label the mid of a later row", async () => {
    const { rows } = await featuresOf(sample, "--every", "1ms", "--labels", "50ms,2s");
    expect(rows).toHaveLength(58_903);
    expectLabels(rows, { label_mid_return_50ms: 50, label_mid_return_2s: 2000 });
  }, 20_000);

  test.skipIf(isMissing)(
    "a recording: each label the mid of a later row",
    async () => {
      const { rows } = await featuresOf(recording!, "--every", "100ms", "--labels", "1s", "--symbol", "BTCUSDT");
      expect(rows.length).toBeGreaterThan(3000);
      expectLabels(rows, { label_mid_return_1s: 10 });
    },
    20_000,
  );

  test("a coarser grid: rows of the finer one, with what was traded between them added up", async () => {
    const fine = (await featuresOf(sample, "--every", "100ms")).rows;
    const coarse = (await featuresOf(sample, "--every", "1s")).rows;
    const byTime = new Map(fine.map((row) => [row.time_ns, row]));
    for (const row of coarse) {
      const { buy_lots: _, sell_lots: __, ...seen } = row;
      expect(byTime.get(row.time_ns)).toMatchObject(seen);
    }
    const traded = (rows: readonly Row[]) => rows.reduce((sum, row) => sum + (row.buy_lots as bigint), 0n);
    const untilNs = coarse.at(-1)!.time_ns as bigint;
    expect(traded(coarse)).toBe(traded(fine.filter((row) => (row.time_ns as bigint) <= untilNs)));
  });

  test("without --labels: no column that looks ahead", async () => {
    const { rows } = await featuresOf(sample, "--on", "trade,touch_price");
    expect(Object.keys(rows[0]!).filter((name) => name.startsWith("label"))).toEqual([]);
    expect(Object.keys(rows[0]!)).toContain("microprice_ticks");
  });

  const refused: [name: string, args: string[], problem: string][] = [
    ["no data", [], "data features: no data; expected DATA…"],
    ["two kinds of rows", [sample, "--every", "1s", "--on", "trade"], "--every and --on are both given"],
    [
      "a change that is none",
      [sample, "--on", "trade,own"],
      "--on trade,own: expected some of touch_price, touch_size",
    ],
    ["a time that is none", [sample, "--every", "often"], "--every often: expected a time such as"],
    ["labels of no time", [sample, "--labels", "1s,"], "--labels : expected a time such as"],
    ["labels beyond the bound", [sample, "--labels", "2h"], "--labels 2h: expected at most 1h"],
    ["a label twice", [sample, "--labels", "1s,1s"], "--labels 1s,1s: names 1s twice"],
  ];
  test.each(refused)("%s: refused in one line", async (_name, args, problem) => {
    await expect(runDataFeatures(args)).rejects.toThrow(problem);
  });

  test("a file where the folder shall be: refused before any work", async () => {
    using folder = temporaryFolder();
    writeFileSync(folder.of("file"), "");
    await expect(runDataFeatures([sample, "--out", folder.of("file")])).rejects.toThrow("is a file; expected a folder");
  });
});

/** Runs the command. */
async function featuresOf(...args: string[]): Promise<{ rows: Row[] }> {
  using folder = temporaryFolder();
  const quiet = spyOn(console, "error").mockImplementation(() => {});
  const said = spyOn(console, "log").mockImplementation(() => {});
  try {
    expect(await runDataFeatures([...args, "--out", folder.path, "--json"])).toBe(0);
    const { written } = JSON.parse(said.mock.calls.at(-1)![0]);
    const rows = await readTable(await Bun.file(written[0].paths[0]).arrayBuffer());
    expect([written.length, written[0].rowsCount]).toEqual([1, rows.length]);
    return { rows };
  } finally {
    quiet.mockRestore();
    said.mockRestore();
  }
}

/** @param stepsOf rows from a row to the one that its label is of. */
function expectLabels(rows: readonly Row[], stepsOf: Readonly<Record<string, number>>): void {
  for (const [label, steps] of Object.entries(stepsOf)) {
    const wrong = rows.filter((row, at) => {
      const [now, later] = [row.mid_ticks as number | undefined, rows[at + steps]?.mid_ticks as number | undefined];
      const expected = now == null || later == null ? undefined : (later - now) / now;
      return (row[label] ?? undefined) !== expected;
    });
    expect(wrong).toEqual([]);
  }
}
