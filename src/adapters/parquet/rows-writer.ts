/**
 * Market rows to Parquet: `venue=…/market=…/symbol=…/date=…/<first time>.parquet`, a file a UTC day, in one pass.
 *
 * The clock offset of a recording belongs into every file's metadata and is known only at its end, so footers are
 * written by `seal`; until then the files are in a hidden folder beside the partitions, and a crash leaves nothing that
 * looks whole. When `seal` has returned, they are on the disk, and survive a loss of power.
 *
 * Of a recorder's part the names are the part's, too: sealed again, they are the same files with the same bytes.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileWriter, ParquetWriter } from "hyparquet-writer";
import { assert } from "../../base/assert.ts";
import { formatDecimalShort } from "../../base/decimal.ts";
import type { FeedFacts } from "../../domain/feed-facts.ts";
import { type Instrument, instrumentKey } from "../../domain/instrument.ts";
import { entryOfInstrument } from "../../domain/instrument-entry.ts";
import type { MarketRows, RowSink } from "../../domain/market-rows.ts";
import { type DurationNs, formatUnixNs, nsPerDay, type TimeNs } from "../../domain/time.ts";
import { fileChecksum } from "../file-checksum.ts";
import { syncFolders, syncPath } from "../sync-path.ts";
import { writeRowGroup } from "./column-chunk.ts";
import { parquetSchema, schemaVersion } from "./columns.ts";
import { groupRowsMax, RowGroup } from "./row-group.ts";

export interface ParquetSeal {
  readonly clockOffsetNs: DurationNs;
  /** Where the rows came from, for people. */
  readonly source: string;
  readonly feed: FeedFacts;
  /** Of the rows, those that the first of them say again what was known before. */
  readonly openingRowsCount?: number;
}

interface DayFile {
  readonly day: number;
  readonly temporary: string;
  readonly path: string;
  readonly output: ReturnType<typeof fileWriter>;
  readonly writer: ParquetWriter;
  readonly firstSequence: number;
  lastSequence: number;
}

export class ParquetRowsWriter implements RowSink {
  readonly #temporaryFolder: string;
  readonly #group: RowGroup;
  readonly #days: DayFile[] = [];
  /** Of the next row. */
  #sequence = 0;
  #groupDay = Number.NaN;
  #groupFirstReceivedNs: TimeNs = 0;
  #groupFirstSequence = 0;

  /**
   * @param root folder of the partitions. @param epochUnixNs a UTC midnight, from which the rows count.
   * @param part of a recorder, whose session has other instruments, too; undefined for an import.
   */
  constructor(
    private readonly root: string,
    private readonly instrument: Instrument,
    private readonly epochUnixNs: bigint,
    private readonly part?: string,
  ) {
    const own = part === undefined ? `.import-${process.pid}` : `.seal-${part}-${instrumentKey(instrument)}`;
    this.#temporaryFolder = join(root, own);
    // Of a seal that did not come to its end.
    rmSync(this.#temporaryFolder, { recursive: true, force: true });
    this.#group = new RowGroup(epochUnixNs, part !== undefined);
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
      const to = this.#endOfRun(batch, from);
      this.#group.append(batch, from, to, this.#sequence, sessionSequence + from);
      this.#sequence += to - from;
      from = to;
    }
  }

  /** A group has room, and rows of one day. */
  #prepareFor(receivedNs: TimeNs): void {
    const day = Math.floor(receivedNs / nsPerDay);
    const { count } = this.#group;
    if (count === groupRowsMax || (count > 0 && day !== this.#groupDay)) this.#writeGroup();
    if (this.#group.count > 0) return;
    this.#groupFirstSequence = this.#sequence;
    this.#groupDay = day;
    this.#groupFirstReceivedNs = receivedNs;
  }

  /** How far rows fit into the group that is there. */
  #endOfRun(batch: MarketRows, from: number): number {
    const end = Math.min(batch.count, from + groupRowsMax - this.#group.count);
    const dayEndNs = (this.#groupDay + 1) * nsPerDay;
    let to = from + 1;
    while (to < end && batch.receivedNs[to]! < dayEndNs) to++;
    return to;
  }

  end(): void {
    if (this.#group.count > 0) this.#writeGroup();
  }

  /** Writes the footers and gives the files their names. Returns their paths. */
  seal(facts: ParquetSeal): string[] {
    assert(this.#group.count === 0, "rows are ended before they are sealed");
    for (const [index, day] of this.#days.entries()) {
      day.output.finish(); // Writes out what it holds, so that the checksum finds it; more may follow.
      day.writer.kvMetadata = this.#metadata(day, facts, index === 0);
      day.writer.finish();
      syncPath(day.temporary);
    }
    for (const { temporary, path } of this.#days) {
      mkdirSync(dirname(path), { recursive: true });
      renameSync(temporary, path);
      syncFolders(dirname(path), this.root);
    }
    rmSync(this.#temporaryFolder, { recursive: true, force: true });
    return this.#days.map(({ path }) => path);
  }

  /** Gives up: nothing stays, not even a root that was empty. */
  discard(): void {
    rmSync(this.#temporaryFolder, { recursive: true, force: true });
    if (existsSync(this.root) && readdirSync(this.root).length === 0) rmdirSync(this.root);
  }

  #writeGroup(): void {
    const file = this.#dayFile();
    writeRowGroup(file.writer, this.#group.columns());
    file.lastSequence = this.#sequence - 1;
    this.#group.clear();
  }

  #dayFile(): DayFile {
    const last = this.#days.at(-1);
    if (last?.day === this.#groupDay) return last;
    mkdirSync(this.#temporaryFolder, { recursive: true });
    const { venue, market, symbol } = this.instrument;
    const time = formatUnixNs(this.epochUnixNs + BigInt(this.#groupFirstReceivedNs));
    const ofPart = this.part === undefined ? "" : `-${this.part}`;
    const name = `${time.replaceAll(/[-:]/g, "")}${ofPart}.parquet`;
    const temporary = join(this.#temporaryFolder, name);
    const partition = [`venue=${venue}`, `market=${market}`, `symbol=${symbol}`, `date=${time.slice(0, 10)}`];
    const output = fileWriter(temporary);
    const file = {
      day: this.#groupDay,
      temporary,
      path: join(this.root, ...partition, name),
      output,
      writer: new ParquetWriter({ writer: output, schema: parquetSchema, createdBy: "halfspread" }),
      firstSequence: this.#groupFirstSequence,
      lastSequence: 0,
    };
    this.#days.push(file);
    return file;
  }

  #metadata(
    day: DayFile,
    { clockOffsetNs, source, feed, openingRowsCount = 0 }: ParquetSeal,
    isFirst: boolean,
  ): { key: string; value: string }[] {
    const { instrument, part } = this;
    const metadata = {
      schema_version: String(schemaVersion),
      venue: instrument.venue,
      market: instrument.market,
      symbol: instrument.symbol,
      tick_size: formatDecimalShort(instrument.tickUnits, instrument.pricePlaces),
      lot_size: formatDecimalShort(instrument.lotUnits, instrument.sizePlaces),
      instrument: JSON.stringify(entryOfInstrument(instrument)),
      clock_offset_ns: String(clockOffsetNs),
      source,
      first_sequence: String(day.firstSequence),
      last_sequence: String(day.lastSequence),
      feed: JSON.stringify(feed),
      ...(part !== undefined && { part, opening_rows_count: String(isFirst ? openingRowsCount : 0) }),
      data_checksum: fileChecksum(day.temporary),
      data_bytes: String(statSync(day.temporary).size),
    };
    return Object.entries(metadata).map(([key, value]) => ({ key, value }));
  }
}
