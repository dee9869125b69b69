/**
 * A recording in whichever of the known forms: lines of payloads, CSV files, or streams that name their orders. What it
 * is shows in its first lines.
 */
import { InputError } from "../base/input-error.ts";
import type { RowSink } from "../domain/market-rows.ts";
import { openCsvFile } from "./csv/csv-formats.ts";
import { type CsvReadOptions, readCsvRecording, startCsvRecording } from "./csv/csv-recording.ts";
import { type RecordingFacts, type RecordingStart, readRecording, startRecording } from "./import-recording.ts";
import { orderFormatOf } from "./order-level/order-formats.ts";
import { readOrderRecording, startOrderRecording } from "./order-level/order-recording.ts";
import type { ReportContext } from "./quality-report.ts";
import type { InstrumentSelection } from "./select-instrument.ts";

/** How it is read; `lenient` is for CSV alone. */
export type AnyReadOptions = CsvReadOptions;
type AnyFacts = Pick<RecordingFacts, "feed" | "clockOffsetNs"> & ReportContext;

export interface OpenedRecording extends Omit<RecordingStart, "bytesCount"> {
  /** Rows name their orders. */
  readonly isOrderLevel: boolean;
  /** Reads it all into `sink`, once. @throws InputError at the place of what is wrong. */
  readonly read: (sink: RowSink, options?: AnyReadOptions) => Promise<AnyFacts>;
}

/**
 * One recording, or, of order-level recordings, one a file.
 * @throws InputError when it cannot be told what they are, or they are not of one kind.
 */
export async function openRecordings(
  paths: readonly string[],
  selection: InstrumentSelection,
): Promise<OpenedRecording[]> {
  const formats = [];
  for (const path of paths) formats.push(await orderFormatOf(path));
  if (formats.every((format) => format === undefined)) return [await openLevels(paths, selection)];
  const recordings = [];
  for (const [at, format] of formats.entries()) {
    const path = paths[at]!;
    if (format === undefined)
      throw new InputError(path, "is no order-level recording; expected one, as the others are");
    const start = await startOrderRecording(path, format, selection);
    const read: OpenedRecording["read"] = (sink, options) => readOrderRecording(start, sink, options);
    recordings.push({ ...start, isOrderLevel: true, read });
  }
  return recordings;
}

async function openLevels(paths: readonly string[], selection: InstrumentSelection): Promise<OpenedRecording> {
  const opened = [];
  for (const path of paths) opened.push({ path, csv: await openCsvFile(path) });
  const files = opened.flatMap(({ csv }) => csv ?? []);
  if (files.length === 0) {
    const start = await startRecording(paths, selection);
    return { ...start, isOrderLevel: false, read: (sink, options) => readRecording(start, sink, options) };
  }
  const other = opened.find(({ csv }) => csv === undefined);
  if (other !== undefined) throw new InputError(other.path, "is no CSV of a kind that is known, as the others are");
  const start = startCsvRecording(files, selection);
  return { ...start, isOrderLevel: false, read: (sink, options) => readCsvRecording(start, sink, options) };
}
