// Goal: bad input gets one clear line that names the place, and leaves nothing behind; what is torn can be salvaged.
// Method: a small recording, spoilt in one way a test, through the commands themselves.

import { afterAll, beforeAll, expect, spyOn, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { loadInstruments } from "../../src/adapters/binance/instruments-file.ts";
import { findParquetFiles } from "../../src/adapters/parquet/rows-reader.ts";
import { InputError } from "../../src/base/input-error.ts";
import { runDataImport } from "../../src/commands/data-import.ts";
import { runDataValidate } from "../../src/commands/data-validate.ts";
import { openTapes } from "../../src/data/open-tapes.ts";
import { projectRoot } from "../helpers/needs.ts";
import { asText, spotLines } from "../helpers/recording-text.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const instruments = loadInstruments(`${projectRoot}/configs/instruments.yaml`);
const good = spotLines(40);
const goodGz = gzipSync(asText(good));
const gone = [...good.slice(0, 31), ...good.slice(61)];

const stderr = spyOn(console, "error");
const stdout = spyOn(console, "log");
beforeAll(() => {
  stderr.mockImplementation(() => {});
  stdout.mockImplementation(() => {});
});
afterAll(() => {
  stderr.mockRestore();
  stdout.mockRestore();
});

type Files = Readonly<Record<string, string | Uint8Array>>;

/** Runs a command over files in a folder of their own, and says what it printed as JSON, threw, and left. */
async function run(command: (args: string[]) => Promise<number>, files: Files, options: readonly string[] = []) {
  using folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(folder.of(name), content);
  const out = folder.of("out");
  stdout.mockClear();
  const isImport = command === runDataImport;
  const args = [...Object.keys(files).map(folder.of), ...(isImport ? ["--out", out] : []), "--json", ...options];
  try {
    const code = await command(args);
    const report = JSON.parse(String(stdout.mock.calls[0]?.[0])).instruments[0];
    return { code, report, filesCount: isImport ? findParquetFiles(out).length : 0 };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { message: error.message.replaceAll(`${folder.path}/`, ""), isAnythingLeft: existsSync(out) };
  }
}

async function refusalOf(files: Files, options?: readonly string[]): Promise<string> {
  const { message, isAnythingLeft } = await run(runDataImport, files, options);
  expect(isAnythingLeft).toBe(false);
  return message ?? "not refused";
}

function spoilt(lineNumber: number, change: (line: string) => string): Files {
  return { "a.txt": asText(good.map((line, at) => (at === lineNumber - 1 ? change(line) : line))) };
}

test.each<[string, Files, string]>([
  [
    "a truncated gz",
    { "a.gz": goodGz.subarray(0, goodGz.length - 30) },
    "a.gz: the gz file is cut off; expected its end",
  ],
  ["an empty file", { "a.txt": "" }, "a.txt: is empty; expected a recording"],
  ["a gz of nothing", { "a.gz": gzipSync("") }, "a.gz: holds no lines; expected a recording"],
  [
    "a line that is not JSON",
    spoilt(50, (line) => line.slice(0, -9)),
    "a.txt:50: is not JSON; expected `<local ns or us> <json>`",
  ],
  ["a line without a time", spoilt(50, (line) => line.slice(20)), "a.txt:50: does not begin with a time"],
  [
    "times in milliseconds",
    { "a.txt": asText(good.map((line) => line.replace(/^(\d{13})\d+/, "$1"))) },
    "a.txt:1: the time has 13 digits; expected Unix nanoseconds (19) or microseconds (16)",
  ],
  [
    "a unit of time that changes",
    spoilt(50, (line) => line.replace(/^(\d{16})\d+/, "$1")),
    "a.txt:50: the time is in us; expected ns as before",
  ],
  [
    "a local time of another year",
    spoilt(50, (line) => line.replace(/^17/, "18")),
    "a.txt:50: the time is more than 104 days after the first",
  ],
  [
    "a venue time two days ahead",
    spoilt(50, (line) => line.replace(/"E":(\d+)/, (_, timeMs) => `"E":${Number(timeMs) + 172_800_000}`)),
    "a.txt:50: the venue time is more than a day from the local time",
  ],
  ["no snapshot", { "a.txt": asText(good.slice(1)) }, "a.txt: holds no REST depth snapshot"],
  [
    "a snapshot older than the stream",
    {
      "a.txt": asText(
        [good[0]!, ...good.slice(10)]
          .map((line, at) => (at === 0 ? line.replace("1000,", "900,") : line))
          .sort((a, b) => Number(a.includes("lastUpdateId")) - Number(b.includes("lastUpdateId"))),
      ),
    },
    "a.txt: none of its 1 snapshots joins the depth stream",
  ],
  [
    "another instrument in between",
    spoilt(51, (line) => line.replaceAll("BTCUSDT", "ETHUSDT")),
    "a.txt:51: a message of ETHUSDT; expected BTCUSDT alone",
  ],
  [
    "an unknown instrument",
    { "a.txt": asText(spotLines(3, { symbol: "DOGEUSDT" })) },
    "- { venue: binance, market: spot, symbol: DOGEUSDT, base: BASE",
  ],
  [
    "a price off the tick",
    spoilt(50, (line) => line.replace('"100.00000000"', '"100.00100000"')),
    'a.txt:50: price "100.00100000": expected a multiple of the tick 0.01',
  ],
  [
    "a price beyond int32",
    spoilt(50, (line) => line.replace('"100.00000000"', '"99999999.00000000"')),
    "below 2^31 ticks",
  ],
  [
    "an id beyond 2^53",
    spoilt(50, (line) => line.replace(/"u":\d+/, '"u":9007199254740993')),
    "a.txt:50: U and u of a depth event: expected whole numbers below 2^53",
  ],
])("data import: %s: one line that says where and what, and nothing is written", async (_, files, words) => {
  expect(await refusalOf(files)).toContain(words);
});

test("data import: files that are not there, or none: refused by name", async () => {
  expect(runDataImport(["/nowhere/a.gz"])).rejects.toThrow("/nowhere/a.gz: there is no such file");
  expect(runDataImport([])).rejects.toThrow("data import: no files; expected FILE…");
  expect(runDataImport(["a", "--colour"])).rejects.toThrow("data import: Unknown option '--colour'");
  expect(runDataImport(["a", "--market", "moon"])).rejects.toThrow("--market moon: expected spot, usdm, coinm");
});

test("data import: an instrument or a market that is not the one wanted: refused", async () => {
  const files = { "a.txt": asText(good) };
  expect(await refusalOf(files, ["--symbol", "ETHUSDT"])).toBe("a.txt: holds BTCUSDT; expected ETHUSDT");
  expect(await refusalOf(files, ["--market", "usdm"])).toBe("a.txt: holds BTCUSDT of spot; expected usdm");
});

test("data import: two files that follow one another, given in any order: one recording", async () => {
  const files = { "b.gz": gzipSync(asText(spotLines(10, { from: 40 }))), "a.txt": asText(good) };
  const { report, filesCount } = await run(runDataImport, files);
  expect(report).toMatchObject({
    ok: true,
    appliedCount: 50,
    tradesCount: 50,
    tickersCount: 50,
    snapshotsCount: 1,
    gaps: [],
  });
  expect(report.clockOffsetMs).toMatchObject({ min: -1, max: -1 });
  expect(filesCount).toBe(1);
});

test("data import: two files with a hole between them: refused, both ids named", async () => {
  const files = { "a.txt": asText(good), "b.txt": asText(spotLines(10, { from: 43 })) };
  expect(await refusalOf(files)).toBe(
    "b.txt:1: does not join the file before it, which ends at update id 1040: its first depth event has U 1044; expected U 1041",
  );
});

test("data import: the same file twice: refused", async () => {
  expect(await refusalOf({ "a.txt": asText(good), "b.txt": asText(good) })).toContain("b.txt:1: begins before");
});

test("data import: a hole within a file: a gap in the report, and no book to the end", async () => {
  const { report } = await run(runDataImport, { "a.txt": asText(gone) });
  expect(report).toMatchObject({ ok: false, gaps: [{ afterUpdateId: 1010, nextUpdateId: 1021 }], finalBook: null });
  expect(report).toMatchObject({ depthEventsCount: 30, appliedCount: 10, droppedCount: 20, resyncsCount: 0 });
  expect(report.problems).toContain("the data ends without a valid book");
});

test("data import: a hole, and a later snapshot: in step again from there", async () => {
  const later = good[0]!.replace(/^\d+/, gone[60]!.split(" ", 1)[0]!).replace("1000,", "1030,");
  const { report } = await run(runDataImport, { "a.txt": asText([...gone.slice(0, 61), later, ...gone.slice(61)]) });
  expect(report).toMatchObject({
    gapsCount: 1,
    resyncsCount: 1,
    snapshotsCount: 2,
    appliedCount: 20,
    droppedCount: 10,
  });
  expect(report.finalBook).toMatchObject({ updateId: 1040, bestBid: "100.00000000" });
});

test("data import: messages that came twice: counted, and each print kept once", async () => {
  const doubled = good.flatMap((line, at) => (at === 31 || at === 33 ? [line, line] : [line]));
  const { report } = await run(runDataImport, { "a.txt": asText(doubled) });
  expect(report).toMatchObject({
    duplicatesCount: 2,
    appliedCount: 40,
    droppedCount: 1,
    gapsCount: 0,
    tradeIdGapsCount: 0,
  });
});

test("data import: trades missing, and lines out of order: counted", async () => {
  const swapped = good
    .filter((_, at) => at !== 33)
    .map((line, at, all) => (at === 59 ? all[60]! : at === 60 ? all[59]! : line));
  const { report } = await run(runDataImport, { "a.txt": asText(swapped) });
  expect(report).toMatchObject({ tradeIdGapsCount: 1, outOfOrderCount: 1 });
});

test.each<[string, Files, number, string]>([
  ["a truncated gz", { "a.gz": goodGz.subarray(0, goodGz.length - 30) }, 30, "a.gz: the gz file is cut off"],
  ["a last line cut off", { "a.txt": asText(good).slice(0, -40) }, 40, "a.txt:121: is not JSON"],
])(
  "data import --salvage: %s: what is whole is kept, and where it ends is said",
  async (_, files, appliedMin, words) => {
    const { code, report, filesCount } = await run(runDataImport, files, ["--salvage"]);
    expect([code, filesCount]).toEqual([0, 1]);
    expect(report.appliedCount).toBeGreaterThanOrEqual(appliedMin);
    expect(report.endsAt).toContain(words);
    expect(report).toMatchObject({ ok: false, gaps: [] });
  },
);

test("data import --salvage: a torn file and the one after it: the recording ends where the first is torn", async () => {
  const files = { "a.txt": asText(good).slice(0, -400), "b.txt": asText(spotLines(10, { from: 40 })) };
  const { report } = await run(runDataImport, files, ["--salvage"]);
  expect(report.appliedCount).toBeLessThan(41);
  expect(report.endsAt).toContain("a.txt:");
});

test("data import --salvage: faults that are no tear: refused all the same", async () => {
  const files = spoilt(50, (line) => line.replace('"100.00000000"', '"100.00100000"'));
  expect(await refusalOf(files, ["--salvage"])).toContain("expected a multiple of the tick");
});

test("data validate: a recording, and the Parquet that it becomes: the same report, nothing written", async () => {
  using folder = temporaryFolder();
  writeFileSync(folder.of("a.txt"), asText(gone));
  const reports = [];
  for (const [command, args] of [
    [runDataImport, [folder.of("a.txt"), "--out", folder.of("raw")]],
    [runDataValidate, [folder.of("a.txt")]],
    [runDataValidate, [folder.of("raw")]],
  ] as const) {
    stdout.mockClear();
    expect(await command([...args, "--json"])).toBe(0);
    const { files, ...report } = JSON.parse(String(stdout.mock.calls[0]?.[0])).instruments[0];
    reports.push(report);
  }
  expect(reports[1]).toEqual(reports[0]);
  expect(reports[2]).toEqual(reports[0]);
});

test("data validate: what was salvaged of a torn recording: not clean, as its import said", async () => {
  using folder = temporaryFolder();
  writeFileSync(folder.of("a.txt"), asText(good).slice(0, -40));
  await runDataImport([folder.of("a.txt"), "--out", folder.of("raw"), "--salvage"]);
  stdout.mockClear();
  await runDataValidate([folder.of("raw"), "--json"]);
  const { ok, instruments: reports } = JSON.parse(String(stdout.mock.calls[0]?.[0]));
  expect([ok, reports[0].ok]).toEqual([false, false]);
  expect(reports[0].problems).toEqual([expect.stringContaining("whole only as far as ")]);
});

test("tapes: of a recording with a hole, and of the Parquet that it becomes: what is wrong is written in them", async () => {
  using folder = temporaryFolder();
  writeFileSync(folder.of("a.txt"), asText(gone));
  writeFileSync(folder.of("good.txt"), asText(good));
  await runDataImport([folder.of("a.txt"), "--out", folder.of("raw")]);
  const tapeOf = async (path: string) => {
    const [tape] = await openTapes([path], { instruments }, { folder: folder.of("tapes"), codeHash: "any" });
    return tape!;
  };
  const broken = await tapeOf(folder.of("a.txt"));
  expect(broken.problems).toContain("1 gap in the depth stream");
  expect(broken.bookValidNs).toBeLessThan(broken.lastReceivedNs - broken.firstReceivedNs);
  const { problems, bookValidNs } = await tapeOf(folder.of("raw"));
  expect({ problems, bookValidNs }).toEqual({ problems: broken.problems, bookValidNs: broken.bookValidNs });
  expect((await tapeOf(folder.of("good.txt"))).problems).toEqual([]);
});

test("halfspread: bad data: exit 2 and one line on stderr, nothing on stdout", () => {
  const {
    exitCode,
    stderr: errors,
    stdout: output,
  } = Bun.spawnSync([...[process.execPath, `${projectRoot}/src/cli.ts`, "data", "import", "/nowhere/a.gz", "--json"]]);
  expect(exitCode).toBe(2);
  expect(output.toString()).toBe("");
  expect(errors.toString()).toBe("halfspread: /nowhere/a.gz: there is no such file\n");
});
