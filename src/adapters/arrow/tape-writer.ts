/**
 * Writes a tape in one pass, in memory that does not grow with it.
 *
 * The clock offset is the least delay of the whole recording, so it is known only at the end: raw venue times are
 * written first and corrected in place by `seal`, before the folder gets its name. Until then it is a folder beside it,
 * and a crash leaves no tape.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Schema } from "apache-arrow";
import { assert } from "../../base/assert.ts";
import { readInt64, wordsOf, writeInt64 } from "../../base/int64.ts";
import { eventFlag } from "../../domain/event.ts";
import type { Instrument } from "../../domain/instrument.ts";
import { entryOfInstrument } from "../../domain/instrument-entry.ts";
import type { MarketRows, RowSink } from "../../domain/market-rows.ts";
import type { DurationNs } from "../../domain/time.ts";
import type { Tape } from "../../ports/tape.ts";
import { checksumOf } from "./checksum.ts";
import { ColumnHashes } from "./column-hashes.ts";
import { SegmentFile, type WrittenBytes } from "./segment-file.ts";
import { TapeBatch } from "./tape-batch.ts";
import {
  frameOf,
  manifestName,
  manifestText,
  type SegmentManifest,
  segmentBatchesMax,
  type TapeManifest,
  tapeFormatVersion,
  tapeSchema,
} from "./tape-format.ts";
import { openTapeFolder } from "./tape-reader.ts";

interface WrittenBatch extends WrittenBytes {
  readonly segment: number;
  readonly rowsCount: number;
}

interface TapeColumns {
  readonly schema: Schema;
  readonly batch: TapeBatch;
  readonly hashes: ColumnHashes;
}

/** What is known of a tape when its last row is written. */
export type TapeSeal = Pick<Tape, "clockOffsetNs" | "source" | "problems" | "bookValidNs">;

export class TapeWriter implements RowSink {
  readonly #temporary: string;
  #columns: TapeColumns | undefined;
  readonly #segments: SegmentFile[] = [];
  readonly #written: WrittenBatch[] = [];
  #rowsCount = 0;
  #firstReceivedNs = Number.NaN;
  #lastReceivedNs = Number.NaN;

  /** @param folder of the tape, which appears when it is sealed. @param midnightUnixNs from which the rows count. */
  constructor(
    private readonly folder: string,
    private readonly instrument: Instrument,
    private readonly midnightUnixNs: bigint,
  ) {
    mkdirSync(dirname(folder), { recursive: true });
    removeLeftovers(dirname(folder));
    this.#temporary = ownFolder(`${folder}.${process.pid}`);
  }

  /** Either all rows of a tape come with order ids, or none does. */
  rows(rows: MarketRows): void {
    const hasOrderIds = rows.orderId !== undefined;
    this.#columns ??= this.#columnsFor(hasOrderIds);
    const { batch } = this.#columns;
    assert((batch.orderId !== undefined) === hasOrderIds, "either all rows of a tape name their orders, or none does");
    for (let at = 0; at < rows.count; ) {
      at = batch.append(rows, at);
      if (batch.isFull) this.#writeBatch(this.#columns);
    }
  }

  end(): void {
    if (this.#columns !== undefined && this.#columns.batch.count > 0) this.#writeBatch(this.#columns);
    for (const segment of this.#segments) segment.finish();
  }

  /** Corrects the venue times, and gives the folder its name. Only with rows written. */
  seal({ clockOffsetNs, source, problems, bookValidNs }: TapeSeal): void {
    assert(this.#columns !== undefined && this.#rowsCount > 0, "a tape holds rows");
    const { batch, hashes } = this.#columns;
    for (const written of this.#written) this.#correctVenueTimes(written, this.#columns, clockOffsetNs);
    const manifest: TapeManifest = {
      format_version: tapeFormatVersion,
      instrument: entryOfInstrument(this.instrument),
      midnight_unix_ns: this.midnightUnixNs.toString(),
      clock_offset_ns: clockOffsetNs,
      rows_count: this.#rowsCount,
      has_order_ids: batch.orderId !== undefined,
      first_received_ns: this.#firstReceivedNs,
      last_received_ns: this.#lastReceivedNs,
      source,
      problems: [...problems],
      book_valid_ns: bookValidNs,
      content_hash: hashes.digest(),
      segments: this.#segments.map((_, at) => this.#segmentManifest(at)),
    };
    this.#close();
    writeFileSync(join(this.#temporary, manifestName), manifestText(manifest));
    this.#takeName();
  }

  /** Of a segment as it lies on disk now. */
  #segmentManifest(at: number): SegmentManifest {
    const file = this.#segments[at]!;
    const written = this.#written.filter(({ segment }) => segment === at);
    const batches = written.map(({ offset, bytesCount, rowsCount }) => ({
      offset,
      bytes_count: bytesCount,
      rows_count: rowsCount,
      checksum: checksumOf(file.bytes(offset, offset + bytesCount)),
    }));
    const [head, tail] = frameOf(batches, file.bytesCount);
    const frame_checksum = checksumOf(file.bytes(...head), file.bytes(...tail));
    return { file: segmentName(at), bytes_count: file.bytesCount, frame_checksum, batches };
  }

  /** A tape that another writer sealed meanwhile is the same: it may be in use already, so ours goes. */
  #takeName(): void {
    try {
      renameSync(this.#temporary, this.folder);
    } catch {
      if (openTapeFolder(this.folder) === undefined) {
        rmSync(this.folder, { recursive: true, force: true });
        renameSync(this.#temporary, this.folder);
      } else this.discard();
    }
  }

  /** Gives up: nothing stays. */
  discard(): void {
    this.#close();
    rmSync(this.#temporary, { recursive: true, force: true });
  }

  #close(): void {
    for (const segment of this.#segments.splice(0)) segment.close();
  }

  /** What can only be made with the first rows, which show whether the venue tells every order. */
  #columnsFor(hasOrderIds: boolean): TapeColumns {
    const schema = tapeSchema(hasOrderIds, {
      format_version: String(tapeFormatVersion),
      instrument: JSON.stringify(entryOfInstrument(this.instrument)),
      midnight_unix_ns: this.midnightUnixNs.toString(),
    });
    return { schema, batch: new TapeBatch(hasOrderIds), hashes: new ColumnHashes() };
  }

  #writeBatch({ schema, batch, hashes }: TapeColumns): void {
    if (this.#written.length % segmentBatchesMax === 0) {
      const path = join(this.#temporary, segmentName(this.#segments.length));
      this.#segments.push(new SegmentFile(path, schema));
    }
    const { received, venue, size, price, flags, orderId, count } = batch;
    const segment = this.#segments.length - 1;
    this.#rowsCount += count;
    const receivedWords = wordsOf(received);
    if (Number.isNaN(this.#firstReceivedNs)) this.#firstReceivedNs = readInt64(receivedWords, 0);
    this.#lastReceivedNs = readInt64(receivedWords, count - 1);
    const buffers = [received.buffer, venue.buffer, flags.buffer];
    const bytes = this.#segments[segment]!.write(batch.recordBatch(schema), buffers);
    this.#written.push({ segment, rowsCount: count, ...bytes });
    hashes.add("received", received.subarray(0, count));
    hashes.add("size", size.subarray(0, count));
    hashes.add("price", price.subarray(0, count));
    hashes.add("flags", flags.subarray(0, count));
    if (orderId !== undefined) hashes.add("orderId", orderId.subarray(0, count));
    batch.count = 0;
  }

  #correctVenueTimes(written: WrittenBatch, { batch, hashes }: TapeColumns, clockOffsetNs: DurationNs): void {
    const { rowsCount } = written;
    const [receivedAt = 0, venueAt = 0, flagsAt = 0] = written.bufferOffsets;
    const file = this.#segments[written.segment]!;
    const { received, venue, flags } = batch;
    file.read(receivedAt, bytesOf(received.subarray(0, rowsCount)));
    file.read(venueAt, bytesOf(venue.subarray(0, rowsCount)));
    file.read(flagsAt, flags.subarray(0, rowsCount));
    const receivedWords = wordsOf(received);
    const venueWords = wordsOf(venue);
    for (let row = 0; row < rowsCount; row++) {
      if ((flags[row]! & eventFlag.noVenueTime) !== 0) continue;
      const correctedNs = readInt64(venueWords, row) + clockOffsetNs;
      writeInt64(venueWords, row, Math.min(correctedNs, readInt64(receivedWords, row)));
    }
    const corrected = venue.subarray(0, rowsCount);
    file.rewrite(venueAt, bytesOf(corrected));
    hashes.add("venue", corrected);
  }
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function segmentName(index: number): string {
  return `segment-${String(index).padStart(4, "0")}.arrow`;
}

/** A new one: a tape may be written more than once at the same time, by one process and its threads, too. */
function ownFolder(stem: string): string {
  for (let number = 0; ; number++) {
    const path = `${stem}.${number}.part`;
    try {
      mkdirSync(path);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** What processes that were killed while writing a tape left behind. */
function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const writerId = Number(/\.(\d+)\.\d+\.part$/.exec(name)?.[1]);
    if (writerId > 0 && !isAlive(writerId)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
