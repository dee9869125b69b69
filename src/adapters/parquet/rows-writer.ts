/**
 * Market rows to Parquet, a file a UTC day, in one pass.
 *
 * The clock offset of a recording belongs into every file's metadata and is known only at its end, so footers are written
 * by `seal`. Of a recorder's part the names are the part's, too: sealed again, they are the same files with the same bytes.
 */
import { statSync } from "node:fs";
import { assert } from "../../base/assert.ts";
import { formatDecimalShort } from "../../base/decimal.ts";
import type { FeedFacts } from "../../domain/feed-facts.ts";
import { type Instrument, instrumentKey } from "../../domain/instrument.ts";
import { entryOfInstrument } from "../../domain/instrument-entry.ts";
import type { MarketRows, RowSink } from "../../domain/market-rows.ts";
import type { DurationNs, TimeNs } from "../../domain/time.ts";
import { fileChecksum } from "../file-checksum.ts";
import { writeRowGroup } from "./column-chunk.ts";
import { parquetSchema, schemaVersion } from "./columns.ts";
import { type DayFile, DayFiles, dayOf, endOfDay } from "./day-files.ts";
import { groupRowsMax, RowGroup } from "./row-group.ts";

export interface ParquetSeal {
  readonly clockOffsetNs: DurationNs;
  /** Where the rows came from, for people. */
  readonly source: string;
  readonly feed: FeedFacts;
  /** Of the rows, those that the first of them say again what was known before. */
  readonly openingRowsCount?: number;
}

/** Of the rows in a file: the first one's sequence, and the last one's. */
interface SequenceRange {
  readonly first: number;
  last: number;
}

export class ParquetRowsWriter implements RowSink {
  readonly #group: RowGroup;
  readonly #files: DayFiles;
  readonly #ranges = new Map<DayFile, SequenceRange>();
  /** Of the next row. */
  #sequence = 0;
  #groupFirstReceivedNs: TimeNs = 0;
  #groupFirstSequence = 0;

  /**
   * @param root folder of the partitions. @param epochUnixNs a UTC midnight, from which the rows count.
   * @param part of a recorder, whose session has other instruments, too; undefined for an import.
   */
  constructor(
    root: string,
    private readonly instrument: Instrument,
    epochUnixNs: bigint,
    private readonly part?: string,
  ) {
    const isOfPart = part !== undefined;
    const temporaryName = isOfPart ? `.seal-${part}-${instrumentKey(instrument)}` : `.import-${process.pid}`;
    const mark = isOfPart ? `-${part}` : "";
    this.#files = new DayFiles({ root, temporaryName, instrument, epochUnixNs, schema: parquetSchema, mark });
    this.#group = new RowGroup(epochUnixNs, isOfPart);
  }

  rows(batch: MarketRows): void {
    this.rowsAt(batch, this.#sequence, this.#sequence);
  }

  /** Rows that follow those before. @param sequence of the first, and of it in its session. */
  rowsAt(batch: MarketRows, sequence: number, sessionSequence: number): void {
    assert(batch.orderId === undefined, "these files have no column for order ids");
    this.#sequence = sequence;
    for (let from = 0; from < batch.count; ) {
      this.#prepareFor(batch.receivedNs[from]!);
      const roomEnd = Math.min(batch.count, from + groupRowsMax - this.#group.count);
      const to = endOfDay(batch.receivedNs, from, roomEnd);
      this.#group.append(batch, from, to, this.#sequence, sessionSequence + from);
      this.#sequence += to - from;
      from = to;
    }
  }

  /** A group has room, and rows of one day. */
  #prepareFor(receivedNs: TimeNs): void {
    const { count } = this.#group;
    if (count === groupRowsMax || (count > 0 && dayOf(receivedNs) !== dayOf(this.#groupFirstReceivedNs)))
      this.#writeGroup();
    if (this.#group.count > 0) return;
    this.#groupFirstSequence = this.#sequence;
    this.#groupFirstReceivedNs = receivedNs;
  }

  end(): void {
    if (this.#group.count > 0) this.#writeGroup();
  }

  /** Writes the footers and gives the files their names. Returns their paths, which a loss of power leaves there. */
  seal(facts: ParquetSeal): string[] {
    assert(this.#group.count === 0, "rows are ended before they are sealed");
    return this.#files.publish((file) => this.#metadata(file, facts));
  }

  /** Gives up: nothing stays, not even a root that was empty. */
  discard(): void {
    this.#files.discard();
  }

  #writeGroup(): void {
    const file = this.#files.fileAt(this.#groupFirstReceivedNs);
    writeRowGroup(file.writer, this.#group.columns());
    const range = this.#ranges.get(file) ?? { first: this.#groupFirstSequence, last: 0 };
    range.last = this.#sequence - 1;
    this.#ranges.set(file, range);
    this.#group.clear();
  }

  #metadata(file: DayFile, { clockOffsetNs, source, feed, openingRowsCount = 0 }: ParquetSeal) {
    const { instrument, part } = this;
    const { first, last } = this.#ranges.get(file)!;
    const isFirst = file === this.#files.all[0];
    return {
      schema_version: String(schemaVersion),
      venue: instrument.venue,
      market: instrument.market,
      symbol: instrument.symbol,
      tick_size: formatDecimalShort(instrument.tickUnits, instrument.pricePlaces),
      lot_size: formatDecimalShort(instrument.lotUnits, instrument.sizePlaces),
      instrument: JSON.stringify(entryOfInstrument(instrument)),
      clock_offset_ns: String(clockOffsetNs),
      source,
      first_sequence: String(first),
      last_sequence: String(last),
      feed: JSON.stringify(feed),
      ...(part !== undefined && { part, opening_rows_count: String(isFirst ? openingRowsCount : 0) }),
      data_checksum: fileChecksum(file.temporary),
      data_bytes: String(statSync(file.temporary).size),
    };
  }
}
