/**
 * A tape on disk, mapped and read in place.
 *
 * Mapped pages count as resident once they are touched, so a reader says what lies behind it and the caller's
 * `dropPages` gives it back. The map is private: a writing engine could not spoil the file. (A file that is cut short
 * while it is mapped kills the process; tapes are only ever replaced whole, by renaming.)
 *
 * Opening reads the description and asks for the files' sizes; what they hold is checked as it is read.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { RecordBatch } from "apache-arrow";
import { assert } from "../../base/assert.ts";
import type { EventColumns } from "../../domain/event.ts";
import { instrumentFromEntry } from "../../domain/instrument-entry.ts";
import type { Tape } from "../../ports/tape.ts";
import { manifestName, parseManifest, type TapeManifest } from "./tape-format.ts";
import { TapeSegment } from "./tape-segment.ts";

/** Gives the whole pages within a mapped view back to the system; reading them again brings them back from the file. */
export type DropPages = (view: Uint8Array) => void;

export function isTapeFolder(path: string): boolean {
  return existsSync(join(path, manifestName));
}

/**
 * The tape in a folder; undefined when there is none, or files are missing or of another length. Its chunks throw
 * InputError at the first batch that is not as it was written.
 */
export function openTapeFolder(folder: string, dropPages: DropPages = () => {}): Tape | undefined {
  const manifest = readManifest(folder);
  if (manifest === undefined) return undefined;
  const instrument = instrumentFromEntry(manifest.instrument);
  if (typeof instrument === "string") return undefined;
  const segments = manifest.segments.map((segment) => new TapeSegment(folder, segment));
  return {
    instrument,
    midnightUnixNs: BigInt(manifest.midnight_unix_ns),
    clockOffsetNs: manifest.clock_offset_ns,
    rowsCount: manifest.rows_count,
    hasOrderIds: manifest.has_order_ids,
    firstReceivedNs: manifest.first_received_ns,
    lastReceivedNs: manifest.last_received_ns,
    source: manifest.source,
    problems: manifest.problems,
    bookValidNs: manifest.book_valid_ns,
    contentHash: manifest.content_hash,
    chunks: (rowsMax) => chunksOf(segments, rowsMax, dropPages),
    [Symbol.dispose]: () => {},
  };
}

function readManifest(folder: string): TapeManifest | undefined {
  try {
    const manifest = parseManifest(readFileSync(join(folder, manifestName), "utf8"));
    const isWhole = manifest.segments.every(
      ({ file, bytes_count }) => statSync(join(folder, file)).size === bytes_count,
    );
    return isWhole ? manifest : undefined;
  } catch {
    // Whatever is wrong with a cached tape, the answer is the same: it is built again.
    return undefined;
  }
}

function* chunksOf(segments: readonly TapeSegment[], rowsMax: number, dropPages: DropPages): Generator<EventColumns> {
  assert(rowsMax > 0, "a chunk has room for rows");
  for (const segment of segments) {
    for (const batch of segment.batches()) {
      const columns = columnsOf(batch);
      for (let from = 0; from < columns.rowsCount; from += rowsMax) yield sliceOf(columns, from, rowsMax);
      for (const view of viewsOf(columns)) dropPages(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    }
    // The mapped segments behind count as memory in use until they are collected, and the collector waits the longer
    // for it. Asked for at each segment, it works beside us and costs next to nothing.
    Bun.gc(false);
  }
}

function columnsOf(batch: RecordBatch): EventColumns {
  const values = (name: string) => batch.getChild(name)?.data[0]?.values;
  const receivedNs = values("received_ns");
  const venueNs = values("venue_ns");
  const sizeLots = values("size_lots");
  const priceTicks = values("price_ticks");
  const flags = values("flags");
  const orderId = values("order_id");
  assert(receivedNs instanceof BigInt64Array && venueNs instanceof BigInt64Array, "times of a tape are int64");
  assert(sizeLots instanceof BigInt64Array && priceTicks instanceof Int32Array, "sizes are int64 and prices int32");
  assert(flags instanceof Uint8Array, "flags of a tape are uint8");
  assert(orderId === undefined || orderId instanceof BigUint64Array, "order ids of a tape are uint64");
  return { rowsCount: batch.numRows, receivedNs, venueNs, sizeLots, priceTicks, flags, orderId };
}

function sliceOf(columns: EventColumns, from: number, rowsMax: number): EventColumns {
  const to = Math.min(from + rowsMax, columns.rowsCount);
  return {
    rowsCount: to - from,
    receivedNs: columns.receivedNs.subarray(from, to),
    venueNs: columns.venueNs.subarray(from, to),
    sizeLots: columns.sizeLots.subarray(from, to),
    priceTicks: columns.priceTicks.subarray(from, to),
    flags: columns.flags.subarray(from, to),
    orderId: columns.orderId?.subarray(from, to),
  };
}

function viewsOf({ receivedNs, venueNs, sizeLots, priceTicks, flags, orderId }: EventColumns): ArrayBufferView[] {
  return [receivedNs, venueNs, sizeLots, priceTicks, flags, ...(orderId === undefined ? [] : [orderId])];
}
