/**
 * Parquet files of market events, back to rows: in the order of their times, a row group at a time.
 *
 * Files of one instrument must follow one another. Where the sequence of one does not go on in the next, the receiver was away:
 * a `gap` row says so.
 */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type AsyncBuffer, asyncBufferFromFile, type FileMetaData, parquetMetadataAsync, parquetScan } from "hyparquet";
import { InputError } from "../../base/input-error.ts";
import { eventKind } from "../../domain/event.ts";
import type { Instrument } from "../../domain/instrument.ts";
import { instrumentFromEntry } from "../../domain/instrument-entry.ts";
import { MarketRows, noId, type RowSink } from "../../domain/market-rows.ts";
import { ask, bid } from "../../domain/side.ts";
import { type ColumnName, type FileMetadata, fileMetadata, kindNames } from "./columns.ts";

export interface ParquetFile {
  readonly path: string;
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
  const times = footer.row_groups.map(({ columns }) => columns[0]?.meta_data?.statistics);
  const first = times[0]?.min_value;
  const last = times.at(-1)?.max_value;
  if (typeof first !== "bigint" || typeof last !== "bigint")
    throw new InputError(path, "holds no rows, or none with statistics of received_time_ns");
  return { path, instrument, metadata: parsed.data, firstReceivedUnixNs: first, lastReceivedUnixNs: last, footer };
}

/** Sorted by time. @throws InputError when two overlap: the same data imported twice. */
export function inOrder(files: readonly ParquetFile[]): ParquetFile[] {
  const sorted = [...files].sort((a, b) => Number(a.firstReceivedUnixNs - b.firstReceivedUnixNs));
  for (const [at, file] of sorted.entries()) {
    const before = sorted[at - 1];
    if (before !== undefined && file.firstReceivedUnixNs < before.lastReceivedUnixNs)
      throw new InputError(file.path, `overlaps ${before.path} in time; expected files that follow one another`);
  }
  return sorted;
}

/** Reads files, in the order given, into `sink`. @param epochUnixNs what the rows' times shall count from. */
export async function readParquetRows(
  files: readonly ParquetFile[],
  epochUnixNs: bigint,
  sink: RowSink,
): Promise<void> {
  let sequence: number | undefined;
  for (const file of files) {
    if (sequence !== undefined && file.metadata.first_sequence !== sequence + 1)
      sink.rows(gapRow(Number(file.firstReceivedUnixNs - epochUnixNs)));
    await readFile(file, epochUnixNs, sink);
    sequence = file.metadata.last_sequence;
  }
  sink.end();
}

async function readFooter(path: string): Promise<FileMetaData> {
  try {
    return await parquetMetadataAsync(await asyncBufferFromFile(path));
  } catch (error) {
    throw new InputError(path, `is no whole Parquet file (${(error as Error).message})`);
  }
}

async function readFile(file: ParquetFile, epochUnixNs: bigint, sink: RowSink): Promise<void> {
  const source = await asyncBufferFromFile(file.path);
  let rowStart = 0;
  for (const group of file.footer.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    try {
      sink.rows(await readGroup(source, file.footer, rowStart, rowEnd, epochUnixNs));
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError(file.path, `rows ${rowStart} to ${rowEnd} cannot be read (${(error as Error).message})`);
    }
    rowStart = rowEnd;
  }
}

async function readGroup(
  file: AsyncBuffer,
  metadata: FileMetaData,
  rowStart: number,
  rowEnd: number,
  epochUnixNs: bigint,
): Promise<MarketRows> {
  const compressors = { ZSTD: (bytes: Uint8Array) => Bun.zstdDecompressSync(bytes as Uint8Array<ArrayBuffer>) };
  const scan = await parquetScan({ file, metadata, rowStart, rowEnd, compressors });
  const column = (name: ColumnName) =>
    scan.readColumn({ column: name, rowStart, rowEnd }) as Promise<ArrayLike<unknown>>;
  const rows = new MarketRows(rowEnd - rowStart);
  rows.count = rows.countMax;
  const fill = async (name: ColumnName, into: Float64Array | Int32Array, missing: number, epoch = 0n) => {
    const values = (await column(name)) as ArrayLike<bigint | null | undefined>;
    for (let at = 0; at < rows.count; at++) {
      const value = values[at];
      into[at] = value === null || value === undefined ? missing : Number(value - epoch);
    }
  };
  await fill("received_time_ns", rows.receivedNs, Number.NaN, epochUnixNs);
  await fill("venue_time_ns", rows.venueNs, Number.NaN, epochUnixNs);
  await fill("price_ticks", rows.priceTicks, 0);
  await fill("size_lots", rows.sizeLots, 0);
  await fill("size_dust", rows.sizeDust, 0);
  await fill("first_update_id", rows.firstUpdateId, noId);
  await fill("update_id", rows.updateId, noId);
  await fill("previous_update_id", rows.previousUpdateId, noId);
  await fill("trade_id", rows.tradeId, noId);
  const [kinds, sideNames, lasts] = [await column("kind"), await column("side"), await column("is_last")];
  for (let at = 0; at < rows.count; at++) {
    const kind = kindNames.indexOf(kinds[at] as (typeof kindNames)[number]);
    if (kind < 0) throw new Error(`row ${rowStart + at}: no such kind: ${kinds[at]}`);
    rows.kind[at] = kind;
    rows.side[at] = sideNames[at] === "ask" || sideNames[at] === "sell" ? ask : bid;
    rows.isLast[at] = lasts[at] === true ? 1 : 0;
  }
  return rows;
}

function gapRow(receivedNs: number): MarketRows {
  const rows = new MarketRows(1);
  const ids = { firstUpdateId: noId, updateId: noId, previousUpdateId: noId, tradeId: noId };
  const level = { side: bid, priceTicks: 0, sizeLots: 0, venueNs: Number.NaN } as const;
  rows.append({ kind: eventKind.gap, receivedNs, ...level, ...ids, isLast: true });
  return rows;
}
