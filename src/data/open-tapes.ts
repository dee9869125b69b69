/**
 * Whatever holds market data, as tapes: a recording (one file or several), order-level recordings, Parquet files or
 * folders, or tape folders. What is not a tape yet becomes one in the replay cache on first use.
 */
import { hashFiles } from "../adapters/arrow/hash-files.ts";
import { type DropPages, isTapeFolder, openTapeFolder } from "../adapters/arrow/tape-reader.ts";
import { isParquetPath, type ParquetFile } from "../adapters/parquet/rows-reader.ts";
import { InputError } from "../base/input-error.ts";
import type { Tape } from "../ports/tape.ts";
import { readRecording, startRecording } from "./import-recording.ts";
import { type OrderFormat, orderFormatOf } from "./order-level/order-formats.ts";
import { readOrderRecording, startOrderRecording } from "./order-level/order-recording.ts";
import { readParquetData, selectParquet } from "./parquet-data.ts";
import { checkSelected, type InstrumentSelection } from "./select-instrument.ts";
import { cachedTape, type TapeCache } from "./tape-cache.ts";

/**
 * One tape an instrument, in the order of market and symbol; of order-level recordings, one a file.
 * @throws InputError for data that is not there, is not whole, or is not what was selected.
 */
export async function openTapes(
  paths: readonly string[],
  selection: InstrumentSelection,
  cache: TapeCache,
): Promise<Tape[]> {
  if (paths.length === 0) throw new InputError("data", "no paths; expected a recording, Parquet or a tape folder");
  if (paths.every(isTapeFolder)) return paths.map((path) => openTape(path, selection, cache.dropPages));
  if (!paths.some(isParquetPath)) return recordingTapes(paths, selection, cache);
  const tapes = [];
  for (const files of await selectParquet(paths, selection)) tapes.push(await parquetTape(files, cache));
  return tapes;
}

function openTape(path: string, selection: InstrumentSelection, dropPages?: DropPages): Tape {
  const tape = openTapeFolder(path, dropPages);
  if (tape === undefined) throw new InputError(path, "is no whole tape of this version; expected one");
  checkSelected(path, tape.instrument, selection);
  return tape;
}

async function recordingTapes(
  paths: readonly string[],
  selection: InstrumentSelection,
  cache: TapeCache,
): Promise<Tape[]> {
  const formats = await Promise.all(paths.map(orderFormatOf));
  if (formats.every((format) => format === undefined)) return [await recordingTape(paths, selection, cache)];
  const tapes = [];
  for (const [at, format] of formats.entries()) {
    if (format === undefined)
      throw new InputError(paths[at]!, "is no order-level recording; expected one, as the others are");
    tapes.push(await orderRecordingTape(paths[at]!, format, selection, cache));
  }
  return tapes;
}

async function orderRecordingTape(
  path: string,
  format: OrderFormat,
  selection: InstrumentSelection,
  cache: TapeCache,
): Promise<Tape> {
  const start = await startOrderRecording(path, format, selection);
  return cachedTape(cache, {
    instrument: start.instrument,
    midnightUnixNs: start.midnightUnixNs,
    sourceHash: await hashFiles(start.paths),
    source: path,
    fill: (sink) => readOrderRecording(start, sink, { progress: cache.onProgress ?? (() => {}) }),
  });
}

async function recordingTape(
  paths: readonly string[],
  selection: InstrumentSelection,
  cache: TapeCache,
): Promise<Tape> {
  const start = await startRecording(paths, selection);
  return cachedTape(cache, {
    instrument: start.instrument,
    midnightUnixNs: start.midnightUnixNs,
    sourceHash: await hashFiles(start.paths),
    source: start.paths.join(" "),
    fill: (sink) => readRecording(start, sink, { progress: cache.onProgress ?? (() => {}) }),
  });
}

async function parquetTape(files: readonly ParquetFile[], cache: TapeCache): Promise<Tape> {
  const data = readParquetData(files);
  return cachedTape(cache, {
    instrument: data.instrument,
    midnightUnixNs: data.midnightUnixNs,
    sourceHash: await hashFiles(files.map(({ path }) => path)),
    source: data.source,
    fill: async (sink) => {
      await data.read(sink);
      return data;
    },
  });
}
