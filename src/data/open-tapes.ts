/**
 * Whatever holds market data, as tapes: a recording (lines or CSV, one file or several), order-level recordings, Parquet files or
 * folders, or tape folders. What is not a tape yet becomes one in the replay cache on first use.
 */
import { hashFiles } from "../adapters/arrow/hash-files.ts";
import { type DropPages, isTapeFolder, openTapeFolder } from "../adapters/arrow/tape-reader.ts";
import { isParquetPath, type ParquetFile } from "../adapters/parquet/rows-reader.ts";
import { InputError } from "../base/input-error.ts";
import type { Tape } from "../ports/tape.ts";
import { type OpenedRecording, openRecordings } from "./any-recording.ts";
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
  const tapes = [];
  for (const recording of await openRecordings(paths, selection)) tapes.push(await recordingTape(recording, cache));
  return tapes;
}

async function recordingTape(recording: OpenedRecording, cache: TapeCache): Promise<Tape> {
  const { instrument, midnightUnixNs, paths } = recording;
  return cachedTape(cache, {
    instrument,
    midnightUnixNs,
    sourceHash: await hashFiles(paths),
    source: recording.isOrderLevel ? paths[0]! : paths.join(" "),
    fill: (sink) => recording.read(sink, { progress: cache.onProgress ?? (() => {}) }),
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
