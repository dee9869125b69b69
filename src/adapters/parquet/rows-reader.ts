/**
 * Parquet files of market events, back to rows: in the order of their times, a row group at a time.
 *
 * Files of one instrument must follow one another. Where the sequence of one does not go on in the next, the receiver
 * was away: a `gap` row says so. A recorder's file begins with the book as it stood, which who comes from the file before
 * knows already and is not told again.
 */
import { closeSync, openSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, type FileMetaData, parquetMetadataAsync } from "hyparquet";
import { InputError } from "../../base/input-error.ts";
import { eventKind } from "../../domain/event.ts";
import type { Instrument } from "../../domain/instrument.ts";
import { instrumentFromEntry } from "../../domain/instrument-entry.ts";
import { MarketRows, noId, type RowSink } from "../../domain/market-rows.ts";
import { bid } from "../../domain/side.ts";
import { fileChecksum } from "../file-checksum.ts";
import { type FileMetadata, fileMetadata } from "./columns.ts";
import { type GroupPlace, readGroup } from "./group-reader.ts";

export interface ParquetFile {
  readonly path: string;
  readonly bytesCount: number;
  readonly instrument: Instrument;
  readonly metadata: FileMetadata;
  readonly firstReceivedUnixNs: bigint;
  readonly lastReceivedUnixNs: bigint;
  readonly footer: FileMetaData;
}

/** Parquet, or a folder that may hold it: by name, since recordings come under any. */
export function isParquetPath(path: string): boolean {
  return path.endsWith(".parquet") || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Paths of all Parquet files at or below a path, sorted; hidden folders (imports under way) are left out. */
export function findParquetFiles(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new InputError(path, "there is no such file or folder");
  if (!stat.isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith("."))
    .flatMap((entry) => {
      const below = join(path, entry.name);
      if (entry.isDirectory()) return findParquetFiles(below);
      return entry.name.endsWith(".parquet") ? [below] : [];
    })
    .sort();
}

/** @throws InputError when the file is no Parquet file of market events, or is not whole. */
export async function openParquetFile(path: string): Promise<ParquetFile> {
  const footer = await readFooter(path);
  const pairs = footer.key_value_metadata?.map(({ key, value }) => [key, value] as const) ?? [];
  const parsed = fileMetadata.safeParse(Object.fromEntries(pairs));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(
      path,
      `metadata ${issue?.path.join(".")}: ${issue?.message}; expected a file of market events`,
    );
  }
  const instrument = instrumentFromEntry(parsed.data.instrument);
  if (typeof instrument === "string") throw new InputError(path, `metadata instrument: ${instrument}`);
  // A changed byte in a page header can send a reader round for ever: nothing is decoded before this holds.
  if (fileChecksum(path, parsed.data.data_bytes) !== parsed.data.data_checksum)
    throw new InputError(path, "holds bytes that changed since it was written (its checksum differs)");
  const spans = footer.row_groups.map(({ columns }) => columns[0]?.meta_data?.statistics);
  const first = spans[0]?.min_value;
  const last = spans.at(-1)?.max_value;
  if (typeof first !== "bigint" || typeof last !== "bigint")
    throw new InputError(path, "holds no rows, or none with statistics of received_time_ns");
  const times = { firstReceivedUnixNs: first, lastReceivedUnixNs: last };
  return { path, bytesCount: statSync(path).size, instrument, metadata: parsed.data, ...times, footer };
}

/**
 * Sorted by time. A later day of an import has no snapshot of its own: without the day before it there is no book. A
 * recorder's file has one, so what came before may be gone.
 * @throws InputError when two overlap, the same data imported twice, and when a day is missing in front of another.
 */
export function inOrder(files: readonly ParquetFile[]): ParquetFile[] {
  const sorted = [...files].sort((a, b) => Number(a.firstReceivedUnixNs - b.firstReceivedUnixNs));
  for (const [at, file] of sorted.entries()) {
    const before = sorted[at - 1];
    if (before !== undefined && file.firstReceivedUnixNs < before.lastReceivedUnixNs)
      throw new InputError(file.path, `overlaps ${before.path} in time; expected files that follow one another`);
    const { first_sequence: sequence, part } = file.metadata;
    if (part === undefined && sequence !== 0 && sequence - 1 !== before?.metadata.last_sequence)
      throw new InputError(
        file.path,
        "goes on from a day of its import that is not here; expected the days before it, too",
      );
  }
  return sorted;
}

/** Reads files, in the order given, into `sink`. @param epochUnixNs what the rows' times shall count from. */
export async function readParquetRows(
  files: readonly ParquetFile[],
  epochUnixNs: bigint,
  sink: RowSink,
): Promise<void> {
  let before: ParquetFile | undefined;
  for (const file of files) {
    const isNext = before !== undefined && follows(file, before);
    if (before !== undefined && !isNext) sink.rows(gapRow(Number(file.firstReceivedUnixNs - epochUnixNs)));
    readFile(file, epochUnixNs, sink, isNext ? file.metadata.opening_rows_count : 0);
    before = file;
  }
  sink.end();
}

/** Nothing was lost between them. */
function follows({ metadata }: ParquetFile, before: ParquetFile): boolean {
  return (
    metadata.first_sequence === before.metadata.last_sequence + 1 &&
    sessionOf(metadata.part) === sessionOf(before.metadata.part)
  );
}

function sessionOf(part: string | undefined): string | undefined {
  return part?.slice(0, part.lastIndexOf("-"));
}

async function readFooter(path: string): Promise<FileMetaData> {
  try {
    return await parquetMetadataAsync(await asyncBufferFromFile(path));
  } catch (error) {
    const [problem] = (error as Error).message.split("\n", 1); // An engine's own errors quote the source, lines of it.
    throw new InputError(path, `is no whole Parquet file (${problem})`);
  }
}

/** @param leftOutCount rows at its start. */
function readFile({ path, footer }: ParquetFile, epochUnixNs: bigint, sink: RowSink, leftOutCount: number): void {
  const fileDescriptor = openSync(path, "r");
  try {
    let rowStart = 0;
    // Groups are of one size but for the last: fresh memory for each would take as long as filling it.
    let rows = new MarketRows(0);
    for (const group of footer.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      if (rowEnd > leftOutCount) {
        if (rows.countMax !== rowEnd - rowStart) rows = new MarketRows(rowEnd - rowStart);
        readNamed({ fileDescriptor, group, epochUnixNs }, rows, path, rowStart);
        sink.rows(rowStart >= leftOutCount ? rows : rows.behind(leftOutCount - rowStart));
      }
      rowStart = rowEnd;
    }
  } finally {
    closeSync(fileDescriptor);
  }
}

function readNamed(place: GroupPlace, rows: MarketRows, path: string, rowStart: number): void {
  try {
    readGroup(place, rows);
  } catch (error) {
    const rowEnd = rowStart + Number(place.group.num_rows);
    throw new InputError(path, `rows ${rowStart} to ${rowEnd}: ${(error as Error).message}`);
  }
}

function gapRow(receivedNs: number): MarketRows {
  const rows = new MarketRows(1);
  const ids = { firstUpdateId: noId, updateId: noId, previousUpdateId: noId, tradeId: noId };
  const level = { side: bid, priceTicks: 0, sizeLots: 0, venueNs: Number.NaN } as const;
  rows.append({ kind: eventKind.gap, receivedNs, ...level, ...ids, isLast: true });
  return rows;
}
