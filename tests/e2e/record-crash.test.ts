// Goal: a recorder that is killed at any moment loses nothing that it had said to have, and leaves no hole.
// Method: `record` before a venue that sends 20,000 messages a second, killed with -9 after a random number of its own
// status lines, sealed by `data seal`, its Parquet read by a library that is not ours: every number of the session is
// there once, as far as it had told at least, and so is every frame that it keeps; ids of the venue go on without a hole but where a gap says so. The next
// recorder begins where nothing is left. HALFSPREAD_RECORD_KILLS sets how often: 50 for the long run.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { Random } from "../../src/base/random.ts";
import { FloodVenue } from "../helpers/flood-venue.ts";
import { propertySeed } from "../helpers/property-seed.ts";
import { askPython, isPythonMissing } from "../helpers/python.ts";
import { dataSeal, framesOf, type Json, RecordProcess } from "../helpers/record-process.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const killsCount = Number(process.env.HALFSPREAD_RECORD_KILLS ?? 3);
const symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];
const statusMs = 20;
const statusLinesMax = 60;

interface Row {
  readonly sequence: bigint;
  readonly session_sequence: bigint;
  readonly kind: string;
  readonly update_id: bigint | null;
  readonly first_update_id: bigint | null;
  readonly trade_id: bigint | null;
  readonly is_last: boolean;
}

test(
  `record: killed ${killsCount} times under 20,000 messages a second: what it had is there, whole, and nothing else`,
  async () => {
    const seed = propertySeed(process.env.HALFSPREAD_PROPERTY_SEED, false);
    process.stderr.write(`kill seed ${seed}\n`);
    const random = Random.fromSeed(seed);
    using folder = temporaryFolder();
    await using venue = await FloodVenue.start(symbols, 20_000);
    for (let kill = 1; kill <= killsCount; kill++) {
      const [parts, out] = [folder.of("parts"), folder.of(`raw-${kill}`)];
      const told = await recordAndKill(venue, parts, out, random.int(1, statusLinesMax));
      const { exitCode, answer } = await dataSeal(parts, out);
      expect([exitCode, answer.ok]).toEqual([0, true]);
      // Those of parts that the recorder had sealed itself are among them.
      const files = [...new Bun.Glob("**/*.parquet").scanSync({ cwd: out, absolute: true })];
      await checkFiles(files, told.rowsCount);
      expect(framesIn(framesOf(out))).toBeGreaterThanOrEqual(told.framesCount);
      expect([told.droppedRowsCount, told.droppedFramesCount]).toEqual([0, 0]);
      expect((await dataSeal(parts, out)).answer).toEqual({ ok: true, parts: [] });
      if (!isPythonMissing) await checkByPython(files, folder.path);
    }
  },
  60_000 + 20_000 * killsCount,
);

/** @returns the last that it told of itself with nothing waiting for the disk. */
async function recordAndKill(venue: FloodVenue, folder: string, out: string, linesCount: number): Promise<Json> {
  const frames = ["record.keep_frames=true", `record.frames_out=${framesOf(out)}`];
  const settings = [`record.status_ms=${statusMs}`, "record.part_bytes_max=2097152", ...frames];
  await using recorder = new RecordProcess({ ...venue.urls, symbols, folder, out, settings });
  await recorder.next("feed_synced");
  let told: Json = { rowsCount: 0, framesCount: 0 };
  for (let line = 0; line < linesCount; line++)
    told = await recorder.next("status", (of) => of.waitingBytes + of.waitingFrameBytes === 0);
  await recorder.kill();
  return told;
}

async function checkFiles(files: readonly string[], rowsCountMin: number): Promise<void> {
  const numbers: number[] = [];
  for (const paths of Map.groupBy(files.toSorted(), (file) => /symbol=(\w+)/.exec(file)![1]!).values()) {
    const rows: Row[] = [];
    for (const path of paths) rows.push(...(await rowsOf(path)));
    checkInstrument(rows);
    for (const row of rows) numbers.push(Number(row.session_sequence));
  }
  expect(numbers.length).toBeGreaterThanOrEqual(rowsCountMin);
  const firstHole = numbers.sort((a, b) => a - b).findIndex((number, at) => number !== at);
  expect(firstHole).toBe(-1);
}

/** Lines of its recordings, each of which is whole. */
function framesIn(folder: string): number {
  const paths = [...new Bun.Glob("**/*.gz").scanSync({ cwd: folder, absolute: true })];
  const lines = paths.flatMap((path) => gunzipSync(readFileSync(path)).toString().trimEnd().split("\n"));
  for (const line of lines) JSON.parse(line.slice(line.indexOf(" ")));
  return lines.length;
}

/** Numbers and the venue's ids go on from row to row. */
function checkInstrument(rows: readonly Row[]): void {
  let [updateId, tradeId] = [0n, 0n];
  for (const [at, row] of rows.entries()) {
    if (row.sequence !== BigInt(at)) throw new Error(`row ${at} has the number ${row.sequence}`);
    if (row.kind === "gap") throw new Error(`row ${at}: a gap that nothing explains`);
    if (row.kind === "snapshot_level" || row.kind === "clear") updateId = row.update_id!;
    else if (row.kind === "depth" && row.first_update_id! > updateId + 1n) throw new Error(`row ${at} leaves a hole`);
    else if (row.kind === "depth" && row.is_last) updateId = row.update_id!;
    else if (row.kind === "trade" && tradeId !== 0n && row.trade_id !== tradeId + 1n)
      throw new Error(`row ${at}: a trade is missing before ${row.trade_id}`);
    if (row.kind === "trade") tradeId = row.trade_id!;
  }
}

async function rowsOf(path: string): Promise<Row[]> {
  const compressors = { ZSTD: (bytes: Uint8Array) => Bun.zstdDecompressSync(bytes as Uint8Array<ArrayBuffer>) };
  const columns = ["sequence", "session_sequence", "kind", "update_id", "first_update_id", "trade_id", "is_last"];
  return (await parquetReadObjects({ file: await asyncBufferFromFile(path), columns, compressors })) as Row[];
}

/** DuckDB and pyarrow open each, and count the same rows. */
async function checkByPython(files: readonly string[], cwd: string): Promise<void> {
  const script = `
import json, sys, duckdb, pyarrow.parquet as pq
print(json.dumps([[duckdb.sql(f"select count(*) from '{f}'").fetchall()[0][0], pq.read_table(f).num_rows] for f in json.load(sys.stdin)]))`;
  const counts = (await askPython(script, files, cwd)) as [number, number][];
  for (const [byDuckDb, byArrow] of counts) expect(byDuckDb).toBe(byArrow);
}
