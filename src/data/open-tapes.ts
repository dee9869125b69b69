/**
 * Whatever holds market data, as tapes: a recording, or a tape folder. What is not a tape yet becomes one in the replay cache on
 * first use.
 */
import { hashFiles } from "../adapters/arrow/hash-files.ts";
import type { DropPages } from "../adapters/arrow/tape-reader.ts";
import type { Tape } from "../ports/tape.ts";
import { readRecording, startRecording } from "./import-recording.ts";
import type { InstrumentSelection } from "./select-instrument.ts";
import { cachedTape } from "./tape-cache.ts";

/** One tape an instrument. @throws InputError for data that is not there, is not whole, or is not what was selected. */
export async function openTapes(
  paths: readonly string[],
  selection: InstrumentSelection,
  cacheFolder: string,
  dropPages?: DropPages,
): Promise<Tape[]> {
  const start = await startRecording(paths, selection);
  const source = {
    ...start,
    sourceHash: await hashFiles(start.paths),
    source: start.paths.join(" "),
    fill: async (writer: Parameters<typeof readRecording>[1]) => {
      const { delays } = await readRecording(start, writer, false);
      return { clockOffsetNs: delays.clockOffsetNs };
    },
  };
  return [await cachedTape(cacheFolder, source, dropPages)];
}
