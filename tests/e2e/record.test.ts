// Goal: `record` as a user has it: it says when it is ready and how it stands, seals what it recorded when it is told to stop, and what it
// wrote is data like any other, and frames that it kept give it again; what it is told wrongly it says in one line.
// Method: the command as a process, before a venue that streams three symbols; its files through `data validate`.
import { expect, test } from "bun:test";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { FloodVenue } from "../helpers/flood-venue.ts";
import { projectRoot } from "../helpers/needs.ts";
import { RecordProcess } from "../helpers/record-process.ts";
import { freePort } from "../helpers/servers/free-port.ts";
import { needsOwnRedis, OwnRedis } from "../helpers/servers/redis.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];

async function halfspread(...args: string[]) {
  const command = [process.execPath, join(projectRoot, "src/cli.ts"), ...args];
  const child = Bun.spawn(command, { stdin: "ignore", stdout: "pipe", stderr: "pipe", cwd: projectRoot });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { exitCode: await child.exited, stdout, stderr };
}

test("record: Ctrl-C: seals all that it recorded, exits with 0, and leaves no part", async () => {
  using folder = temporaryFolder();
  await using venue = await FloodVenue.start(symbols, 2000);
  const [parts, out] = [folder.of("parts"), folder.of("raw")];
  const port = await freePort();
  const settings = ["record.status_ms=50", "record.part_bytes_max=1048576", `record.api.port=${port}`];
  await using recorder = new RecordProcess({ ...venue.urls, symbols, folder: parts, out, settings });
  for (let synced = 0; synced < symbols.length; synced++) await recorder.next("feed_synced");
  await recorder.next("status", ({ rowsCount }) => rowsCount > 10_000);
  const [health, metrics] = await Promise.all(
    ["health", "metrics"].map((path) => fetch(`http://127.0.0.1:${port}/${path}`)),
  );
  expect(await health!.json()).toEqual({ alive: true });
  const rowsTold = (await metrics!.text()).matchAll(/^halfspread_recorder_rows_total\{.*\} (\d+)$/gm);
  expect([...rowsTold].reduce((sum, [, count]) => sum + Number(count), 0)).toBeGreaterThan(10_000);
  const { exitCode, ending } = await recorder.stop();
  expect([exitCode, ending.ok, ending.droppedRowsCount]).toEqual([0, true, 0]);
  expect(ending.files.length).toBeGreaterThanOrEqual(symbols.length);
  expect(readdirSync(join(parts, "main")).filter((name) => !name.endsWith(".jsonl"))).toEqual([]);
  const validated = await halfspread("data", "validate", out, "--json");
  const { instruments } = JSON.parse(validated.stdout);
  expect([validated.exitCode, instruments.length]).toEqual([0, symbols.length]);
  // The end may fall between a depth event and the ticker right behind it: then the one before is what it is held to.
  const cutOff = /^the book differs from the venue's own best bid and offer 1 times of /;
  for (const { gaps, crossedCount, tickerMismatchesCount, problems } of instruments) {
    expect([gaps, crossedCount, problems.filter((problem: string) => !cutOff.test(problem))]).toEqual([[], 0, []]);
    expect(tickerMismatchesCount).toBeLessThanOrEqual(1);
  }
}, 60_000);

test("record: folders that cannot be written to: one line at the start, exit 2, and nothing recorded", async () => {
  using folder = temporaryFolder();
  writeFileSync(folder.of("file"), "");
  const parts = `record.folder=${folder.of("parts")}`;
  const [below, free] = [folder.of("file/raw"), folder.of("raw")];
  for (const [entry, settings] of [
    ["record.out", [`record.out=${below}`]],
    ["record.frames_out", [`record.out=${free}`, "record.keep_frames=true", `record.frames_out=${below}`]],
  ] as const) {
    const { exitCode, stdout, stderr } = await halfspread("record", "--set", parts, ...settings);
    expect([exitCode, stdout]).toEqual([2, ""]);
    const reason = `${folder.of("file")} cannot be written to (ENOTDIR); expected a folder that can`;
    expect(stderr.trim().split("\n")).toEqual([expect.stringContaining(`${entry} ${below}: ${reason}`)]);
  }
  expect(readdirSync(folder.path)).toEqual(["file"]);
}, 20_000);

const columns = [
  ...["sequence", "received_time_ns", "venue_time_ns", "kind", "side", "price_ticks", "size_lots", "size_dust"],
  ...["first_update_id", "update_id", "previous_update_id", "trade_id", "is_last"],
];

test("record: frames kept: importing them gives the rows that were recorded", async () => {
  using folder = temporaryFolder();
  const kept = symbols.slice(0, 2);
  await using venue = await FloodVenue.start(kept, 2000);
  const [out, framesOut] = [folder.of("raw"), folder.of("frames")];
  const settings = ["record.status_ms=50", "record.keep_frames=true", `record.frames_out=${framesOut}`];
  await using recorder = new RecordProcess({ ...venue.urls, symbols: kept, folder: folder.of("parts"), out, settings });
  for (let synced = 0; synced < kept.length; synced++) await recorder.next("feed_synced");
  await recorder.next("status", ({ framesCount }) => framesCount > 3000);
  const { exitCode, ending } = await recorder.stop();
  expect([exitCode, ending.ok, ending.droppedFramesCount]).toEqual([0, true, 0]);
  const venueSays = folder.of("exchange-info.json");
  await Bun.write(venueSays, await fetch(`${venue.urls.rest}/api/v3/exchangeInfo`));
  const to = ["--out", folder.of("imported"), "--instruments", venueSays];
  for (const symbol of kept) {
    const frames = ending.files.filter((file: string) => file.endsWith(".gz") && file.includes(`symbol=${symbol}`));
    const imported = await halfspread("data", "import", ...frames, ...to);
    expect([imported.exitCode, imported.stderr]).toEqual([0, expect.any(String)]);
    const [asRecorded, asImported] = await Promise.all(
      [out, folder.of("imported")].map((root) => rowsOf(root, symbol)),
    );
    expect(asRecorded!.length).toBeGreaterThan(1000);
    expect(asImported).toEqual(asRecorded!);
  }
}, 60_000);

test("record: frames of several parts: are one recording, and give the rows of all parts", async () => {
  using folder = temporaryFolder();
  await using venue = await FloodVenue.start(["BTCUSDT"], 6000);
  const [out, framesOut, imported] = [folder.of("raw"), folder.of("frames"), folder.of("imported")];
  const settings = ["keep_frames=true", `frames_out=${framesOut}`, "part_bytes_max=1048576", "status_ms=50"];
  const parts = { folder: folder.of("parts"), out, settings: settings.map((setting) => `record.${setting}`) };
  await using recorder = new RecordProcess({ ...venue.urls, symbols: ["BTCUSDT"], ...parts });
  await recorder.next("status", ({ framesCount }) => framesCount > 16_000);
  const { ending } = await recorder.stop();
  const frames = ending.files.filter((file: string) => file.endsWith(".gz"));
  expect([ending.ok, frames.length > 1, ending.files.length > frames.length + 1]).toEqual([true, true, true]);
  expect((await halfspread("data", "import", ...frames, "--out", imported)).exitCode).toBe(0);
  const [asRecorded, asImported] = await Promise.all([out, imported].map((root) => rowsOf(root, "BTCUSDT")));
  expect(eventsOf(asRecorded!).length).toBeGreaterThan(16_000);
  expect(eventsOf(asImported!)).toEqual(eventsOf(asRecorded!));
}, 60_000);

/** Without the books that parts begin with, and therefore without numbers. */
function eventsOf(rows: readonly Row[]): Row[] {
  const events = rows.filter(({ kind }) => kind !== "clear" && kind !== "snapshot_level");
  return events.map((row) => ({ ...row, sequence: undefined }));
}

test.skipIf(needsOwnRedis())(
  "record --feed redis: another recorder's stream: gives the rows that the other has, from the book on",
  async () => {
    using folder = temporaryFolder();
    await using redis = await OwnRedis.start();
    const told = symbols.slice(0, 2);
    await using venue = await FloodVenue.start(told, 1000);
    const common = { ...venue.urls, symbols: told, env: { HALFSPREAD_REDIS_URL: redis.url } };
    const settings = ["record.status_ms=50"];
    const [first, second] = ["first", "second"].map((name) => ({
      folder: folder.of(name),
      out: folder.of(`${name}-raw`),
    }));
    await using teller = new RecordProcess({ ...common, ...first!, settings: [...settings, "record.ticks=redis"] });
    for (let synced = 0; synced < told.length; synced++) await teller.next("feed_synced");
    await using reader = new RecordProcess({ ...common, ...second!, settings, args: ["--feed", "redis"] });
    await reader.next("status", ({ rowsCount }) => rowsCount > 5000);
    const ended = [await reader.stop(), await teller.stop()];
    expect(ended.map(({ exitCode, ending }) => [exitCode, ending.ok])).toEqual([
      [0, true],
      [0, true],
    ]);
    for (const symbol of told) {
      const [all, read] = await Promise.all([first!, second!].map(({ out }) => rowsOf(out, symbol)));
      const messages = read!.slice(read!.findIndex(({ kind }) => kind !== "clear" && kind !== "snapshot_level"));
      const numberless = (rows: readonly Row[]) => rows.map((row) => ({ ...row, sequence: undefined }));
      const from = numberless(all!).findIndex((row) => Bun.deepEquals(row, numberless(messages)[0]));
      expect([from >= 0, messages.length > 1000]).toEqual([true, true]);
      expect(numberless(messages)).toEqual(numberless(all!.slice(from, from + messages.length)));
    }
  },
  60_000,
);

type Row = Readonly<Record<string, unknown>>;

/** Of that symbol's files, one after another. */
async function rowsOf(root: string, symbol: string): Promise<Row[]> {
  const paths = [...new Bun.Glob(`**/symbol=${symbol}/**/*.parquet`).scanSync({ cwd: root, absolute: true })];
  const compressors = { ZSTD: (bytes: Uint8Array) => Bun.zstdDecompressSync(bytes as Uint8Array<ArrayBuffer>) };
  const files = paths.toSorted().map(async (path) => {
    return await parquetReadObjects({ file: await asyncBufferFromFile(path), columns, compressors });
  });
  return (await Promise.all(files)).flat();
}

test("record: what cannot be done: one line that says what was expected, and exit code 2", async () => {
  using folder = temporaryFolder();
  const cases: [args: string[], line: RegExp][] = [
    [["record", "--set", "record.nmae=x"], /record\.nmae: unknown key/],
    [["record", "--set", "instruments=[]"], /instruments/],
    [
      ["record", "--set", "record.ticks=redis", `record.folder=${folder.path}`, "venue.rest_url=http://127.0.0.1:1"],
      /127/,
    ],
    [["record", "--feed", "kafka"], /expected binance or redis/],
    [["record", "--feed", "redis", "--set", "record.keep_frames=true"], /keep_frames.*expected false/],
    [["record", "--feed", "redis", "--set", "record.ticks=redis"], /record\.ticks.*expected none/],
    [["data", "seal"], /expected one folder/],
    [["data", "seal", folder.of("none")], /there is no such folder/],
  ];
  for (const [args, line] of cases) {
    const { exitCode, stderr } = await halfspread(...args);
    expect([args, exitCode, stderr.trim().split("\n").length]).toEqual([args, 2, 1]);
    expect(stderr).toMatch(line);
  }
}, 60_000);
