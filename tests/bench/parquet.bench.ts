/**
 * How many rows a second go from Parquet to a tape, and what takes the time?
 *
 * Made-up rows, as a depth stream has them: messages of ten levels. One day in one file, in
 * the page cache, as it lies on disk after an import. Every stage starts from the file, so the difference between two
 * lines is what the later one adds. What a backtest makes of data it has not seen is the last: the tape and what its
 * report says of the data. One process.
 */
import { openTapeFolder } from "../../src/adapters/arrow/tape-reader.ts";
import { TapeWriter } from "../../src/adapters/arrow/tape-writer.ts";
import { openParquetFile, type ParquetFile, readParquetRows } from "../../src/adapters/parquet/rows-reader.ts";
import { ParquetRowsWriter } from "../../src/adapters/parquet/rows-writer.ts";
import { fanOut } from "../../src/data/fan-out.ts";
import { RowQuality } from "../../src/data/row-quality.ts";
import { eventKind } from "../../src/domain/event.ts";
import { MarketRows, noId, type RowSink } from "../../src/domain/market-rows.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { spotBtcusdt } from "../helpers/instruments.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { type Bench, type BenchSize, besideAim, machineLine, spread } from "./bench.ts";

const midnightUnixNs = 1_723_075_200_000_000_000n;
/** Million rows a second. */
const aim = 5;
const levelsPerMessage = 10;

/** Makes of the file what the stage is about. */
type Stage = (file: ParquetFile, folder: string) => Promise<void>;

const stages: Readonly<Record<string, Stage>> = {
  "opened, every byte against its checksum": async ({ path }) => {
    await openParquetFile(path);
  },
  rows: (file) => readParquetRows([file], midnightUnixNs, { rows: () => {}, end: () => {} }),
  "a tape": (file, folder) => toTape(file, `${folder}/tape`),
  "a tape and the report (what a backtest makes on first use)": (file, folder) =>
    toTape(file, `${folder}/tape`, new RowQuality()),
};

export const bench: Bench = {
  question: "How many rows a second go from Parquet to a tape, and what takes the time?",
  async run(size: BenchSize): Promise<string[]> {
    using folder = temporaryFolder();
    const [rowsCount, repeats] = size === "full" ? [4_000_000, 7] : [4_000, 1];
    const file = await openParquetFile(writeParquet(folder.of("raw"), rowsCount));
    const lines = [machineLine(), `workload: ${rowsCount} rows in ${file.bytesCount} bytes`];
    for (const [name, stage] of Object.entries(stages))
      lines.push(await measure(name, stage, file, rowsCount, repeats));
    lines.push(`content hash ${await contentHash(file, folder.of("tape"))} of the tape`);
    lines.push("left out: a cold page cache, and the hash of the file by which the cache of tapes finds it");
    return lines;
  },
};

async function measure(name: string, stage: Stage, file: ParquetFile, rowsCount: number, repeats: number) {
  const rates = [];
  for (let pass = 0; pass < repeats; pass++) {
    using folder = temporaryFolder();
    const startNs = Bun.nanoseconds();
    await stage(file, folder.path);
    rates.push((rowsCount / (Bun.nanoseconds() - startNs)) * 1e3);
  }
  const { median, least, most } = spread(rates);
  const beside = name === "a tape" ? `, ${besideAim(median, aim)}` : "";
  return `${name}: ${median.toFixed(2)} million rows a second (${least.toFixed(2)} to ${most.toFixed(2)}, ${repeats} times)${beside}`;
}

async function toTape(file: ParquetFile, folder: string, ...others: RowSink[]): Promise<void> {
  const writer = new TapeWriter(folder, spotBtcusdt, midnightUnixNs);
  await readParquetRows([file], midnightUnixNs, fanOut(...others, writer));
  writer.seal({ clockOffsetNs: 0, source: "made up", problems: [], bookValidNs: 0 });
}

async function contentHash(file: ParquetFile, folder: string): Promise<string> {
  await toTape(file, folder);
  return openTapeFolder(folder)!.contentHash.slice(0, 16);
}

function writeParquet(folder: string, rowsCount: number): string {
  const writer = new ParquetRowsWriter(folder, spotBtcusdt, midnightUnixNs);
  const rows = new MarketRows(levelsPerMessage);
  for (let message = 0; message < rowsCount / levelsPerMessage; message++) {
    rows.clear();
    for (let level = 0; level < levelsPerMessage; level++) append(rows, message, level);
    writer.rows(rows);
  }
  writer.end();
  const feed = {
    ...{ depth_events_count: 0, trades_count: 0, tickers_count: 0, snapshots_count: 0, ignored_count: 0 },
    ...{ applied_count: 0, dropped_count: 0, overlaps_count: 0, duplicates_count: 0, out_of_order_count: 0 },
    ...{ ends_at: null, clock_delay_ms: null },
  };
  return writer.seal({ clockOffsetNs: 0, source: "made up", feed })[0]!;
}

/** The book stands still but for its sizes; its first message is a snapshot. */
function append(rows: MarketRows, message: number, level: number): void {
  const isBid = level < levelsPerMessage / 2;
  const isSnapshot = message === 0;
  const away = 1 + ((level % (levelsPerMessage / 2)) + (message % 40));
  rows.append({
    kind: !isSnapshot ? eventKind.depth : level === 0 ? eventKind.clear : eventKind.snapshotLevel,
    side: isBid ? bid : ask,
    receivedNs: message * 20_000,
    venueNs: message * 20_000 - 5000,
    priceTicks: isSnapshot && level === 0 ? 0 : 6_000_000 + (isBid ? -away : away),
    sizeLots: isSnapshot && level === 0 ? 0 : 1 + ((message * 7919 + level * 104_729) % 100_003),
    ...{ firstUpdateId: isSnapshot ? noId : message, updateId: message, previousUpdateId: noId, tradeId: noId },
    isLast: level === levelsPerMessage - 1,
  });
}
