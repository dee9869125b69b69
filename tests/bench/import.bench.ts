/**
 * How many messages a second does an import take in, and what takes the time?
 *
 * The Spot BTCUSDT recording of 2024-08-08 and 09, or a generated one where that is not there, through ever more of the
 * import: bytes, messages, rows, and each of what is made of the rows. Every stage starts from the gz file, so the
 * difference between two lines is what the later one adds. One process; unzipping runs beside it, in the runtime's own
 * thread. Processor time is told as well, since it depends less on what else the machine does.
 */
import { writeFileSync } from "node:fs";
import { hashFiles } from "../../src/adapters/arrow/hash-files.ts";
import { TapeWriter } from "../../src/adapters/arrow/tape-writer.ts";
import { loadInstruments } from "../../src/adapters/binance/instruments-file.ts";
import { lineBlocks } from "../../src/adapters/binance/recording-file.ts";
import { RecordingReader } from "../../src/adapters/binance/recording-reader.ts";
import { ParquetRowsWriter } from "../../src/adapters/parquet/rows-writer.ts";
import { fanOut } from "../../src/data/fan-out.ts";
import { type RecordingStart, readRecording, startRecording } from "../../src/data/import-recording.ts";
import { dataProblems } from "../../src/data/quality-report.ts";
import { RowQuality } from "../../src/data/row-quality.ts";
import type { RowSink } from "../../src/domain/market-rows.ts";
import { projectRoot, sharedData } from "../helpers/needs.ts";
import { recordingGz } from "../helpers/recordings.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { type Bench, type BenchSize, besideAim, machineLine, spread } from "./bench.ts";

/** Million messages a second. */
const aim = 1;

/** Makes of the recording what the stage is about, and says what came out: the same in every pass. */
type Stage = (start: RecordingStart, folder: string) => Promise<string>;

const stages: Readonly<Record<string, Stage>> = {
  "bytes, unzipped, in whole lines": async ({ paths }) => {
    let bytesCount = 0;
    for (const path of paths) for await (const block of lineBlocks(path)) bytesCount += block.length;
    return `${bytesCount} bytes`;
  },
  messages: async (start) => `${await countMessages(start)} messages`,
  "rows, the book in step": async (start) => {
    let rowsCount = 0;
    await readRecording(start, { rows: ({ count }) => (rowsCount += count), end: () => {} });
    return `${rowsCount} rows`;
  },
  "a tape (what a backtest makes on first use)": async (start, folder) => {
    const writer = new TapeWriter(`${folder}/tape`, start.instrument, start.midnightUnixNs);
    const quality = new RowQuality();
    const { clockOffsetNs, feed } = await readRecording(start, fanOut(quality, writer));
    const problems = dataProblems(quality, feed);
    writer.seal({ clockOffsetNs, source: "bench", problems, bookValidNs: quality.bookValidNs });
    const { content_hash } = await Bun.file(`${folder}/tape/tape.json`).json();
    return `content hash ${content_hash.slice(0, 16)}`;
  },
  "the quality report": async (start) => {
    const quality = new RowQuality();
    await readRecording(start, quality);
    return `book of ${quality.book.bids.count} bids and ${quality.book.asks.count} asks`;
  },
  Parquet: (start, folder) => toParquet(start, folder),
  "Parquet and the report (`data import`)": (start, folder) => toParquet(start, folder, new RowQuality()),
};

export const bench: Bench = {
  question: "How many messages a second does an import take in, and what takes the time?",
  async run(size: BenchSize): Promise<string[]> {
    using folder = temporaryFolder();
    const paths = recording(size, folder.of("made-up.gz"));
    const instruments = loadInstruments(`${projectRoot}/configs/instruments.yaml`);
    const start = await startRecording(paths, { instruments });
    const messagesCount = await countMessages(start);
    const names = start.paths.map((path) => path.split("/").at(-1)).join(" ");
    const lines = [machineLine(), `workload: ${messagesCount} messages of ${names}, ${start.bytesCount} bytes`];
    for (const [name, stage] of Object.entries(stages))
      lines.push(...(await measure(name, stage, start, messagesCount, size === "full" ? 9 : 1)));
    lines.push(
      "left out: a cold page cache, the first pass (the compiler's), and the hash of the recording by which the cache finds a tape",
    );
    return lines;
  },
};

/** The paths of the recording; a generated one is written to `madeUpPath`. */
function recording(size: BenchSize, madeUpPath: string): string[] {
  const real = ["spot_btcusdt_20240808.gz", "spot_btcusdt_20240809.gz"]
    .map(sharedData)
    .filter((path) => path !== undefined);
  if (size === "full" && real.length === 2) return real;
  writeFileSync(madeUpPath, recordingGz({ tenths: size === "full" ? 33_000 : 100 }));
  return [madeUpPath];
}

async function countMessages({ instrument, midnightUnixNs, paths }: RecordingStart): Promise<number> {
  let messagesCount = 0;
  const reader = new RecordingReader(instrument, midnightUnixNs, () => messagesCount++);
  for (const path of paths) await reader.read(path);
  return messagesCount;
}

async function toParquet(start: RecordingStart, folder: string, quality?: RowQuality): Promise<string> {
  const writer = new ParquetRowsWriter(folder, start.instrument, start.midnightUnixNs);
  const sink: RowSink = quality === undefined ? writer : fanOut(quality, writer);
  const { clockOffsetNs, feed } = await readRecording(start, sink);
  const files = writer.seal({ clockOffsetNs, source: "bench", feed });
  return `hash ${(await hashFiles(files)).slice(0, 16)}`;
}

/** After one pass that is not counted: what is compiled then stays so. */
async function measure(
  name: string,
  stage: Stage,
  start: RecordingStart,
  messagesCount: number,
  repeats: number,
): Promise<string[]> {
  const rates = [];
  const processorMicroseconds = [];
  let made = "";
  for (let pass = 0; pass <= repeats; pass++) {
    using folder = temporaryFolder();
    const startedNs = Bun.nanoseconds();
    const usage = process.cpuUsage();
    made = await stage(start, folder.path);
    const { user, system } = process.cpuUsage(usage);
    if (pass === 0) continue;
    processorMicroseconds.push((user + system) / messagesCount);
    rates.push(messagesCount / ((Bun.nanoseconds() - startedNs) / 1e9) / 1e6);
  }
  const leastMicroseconds = Math.min(...processorMicroseconds).toFixed(2);
  const { least, median, most } = spread(rates);
  return [
    `to ${name}: ${median.toFixed(2)} M messages/s (${least.toFixed(2)} to ${most.toFixed(2)}, ${repeats} passes), ${besideAim(median, aim)}`,
    `  ${leastMicroseconds} µs of processor time a message in the best pass, all threads; ${made}`,
  ];
}
