// Goal: `data show` and `data list` print what is on disk, for people and as JSON, and refuse what they cannot do in
// one line.
// Method: the commands themselves over a small import.

import { afterAll, beforeAll, expect, spyOn, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { runDataImport } from "../../src/commands/data-import.ts";
import { runDataList } from "../../src/commands/data-list.ts";
import { runDataShow } from "../../src/commands/data-show.ts";
import { asText, spotLines } from "../helpers/recording-text.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const folder = temporaryFolder();
const stderr = spyOn(console, "error");
const stdout = spyOn(console, "log");
beforeAll(async () => {
  stderr.mockImplementation(() => {});
  stdout.mockImplementation(() => {});
  writeFileSync(folder.of("a.txt"), asText(spotLines(40)));
  await runDataImport([folder.of("a.txt"), "--out", folder.of("raw")]);
});
afterAll(() => {
  stderr.mockRestore();
  stdout.mockRestore();
  folder[Symbol.dispose]();
});

async function printed(command: (args: string[]) => Promise<number>, ...args: string[]): Promise<string> {
  stdout.mockClear();
  expect(await command(args)).toBe(0);
  return String(stdout.mock.calls.at(-1)?.[0]);
}

test("data show: a recording and the Parquet made of it: the same rows, wherever one looks", async () => {
  for (const where of [[], ["--tail"], ["--rows", "7"], ["--at", "2024-08-08T00:00:01.5Z"]]) {
    const ofRecording = await printed(runDataShow, folder.of("a.txt"), "--json", ...where);
    expect(await printed(runDataShow, folder.of("raw"), "--json", ...where)).toBe(ofRecording);
    const { symbol, rows } = JSON.parse(ofRecording);
    expect(symbol).toBe("BTCUSDT");
    expect(rows.length).toBeGreaterThan(0);
  }
});

test("data show: for people: a head and a line a row", async () => {
  const lines = (await printed(runDataShow, folder.of("raw"), "--rows", "3")).split("\n");
  expect(lines.length).toBe(4);
  expect(lines[0]).toStartWith("row  received");
  expect(lines[1]).toContain("clear");
});

test.each([
  [["--rows", "0"], "--rows 0: expected 1 to 100000"],
  [["--at", "yesterday"], "--at yesterday: expected a time such as 2024-08-08T23:55:00Z"],
  [["--at", "2024-08-08", "--tail"], "data show: --tail and --at; expected one of them"],
])("data show: %j: refused in one line", async (args, message) => {
  await expect(runDataShow([folder.of("raw"), ...args])).rejects.toThrow(message);
});

test("data list: the import, its one day, and no problem", async () => {
  const catalog = JSON.parse(await printed(runDataList, folder.of("raw"), "--json"));
  expect(catalog).toMatchObject({
    ok: true,
    damaged: [],
    instruments: [{ symbol: "BTCUSDT", filesCount: 1, gapsCount: 0 }],
  });
  expect(catalog.instruments[0].days.length).toBe(1);
});
