/**
 * One part of a recording into Parquet, a file an instrument: `data seal`, and a recorder for each part that has ended.
 * However the part came to be (closed, left by a recorder that was killed, damaged), what is whole of it is taken, and
 * what ends it is told.
 *
 * The same part gives the same files under the same names, so that a seal that was interrupted is simply done again.
 */
import { ParquetRowsWriter } from "../../adapters/parquet/rows-writer.ts";
import { assert } from "../../base/assert.ts";
import { InputError } from "../../base/input-error.ts";
import { eventKind } from "../../domain/event.ts";
import { type Instrument, instrumentKey } from "../../domain/instrument.ts";
import { instrumentFromEntry } from "../../domain/instrument-entry.ts";
import { MarketRows } from "../../domain/market-rows.ts";
import type { LogEnd, RecordedLog } from "../../ports/byte-log.ts";
import { ClockDelays } from "../clock-delays.ts";
import { type FeedCounts, factsOf, isRows, noCounts, noteOf, type PartStart, sumOfCounts } from "./record-kinds.ts";
import { RowsDecoder } from "./rows-record.ts";

export interface SealedPart {
  readonly files: readonly string[];
  readonly rowsCount: number;
  /** Gaps in the data of all its instruments. */
  readonly gapsCount: number;
  readonly end: LogEnd;
}

/** Row groups are held in memory, some 8 MiB for each instrument: of more than these the log is read again. */
const instrumentsAtOnce = 8;

/** @param root folder of the partitions. @throws InputError for a log that is no part of a recording. */
export function sealPart(log: RecordedLog, root: string): SealedPart {
  const sealed = { files: [] as string[], rowsCount: 0, gapsCount: 0 };
  let instrumentsCount = 1;
  for (let from = 0; from < instrumentsCount; from += instrumentsAtOnce) {
    const pass = new PartPass(log, from, root);
    try {
      pass.read();
      for (const [files, { rowsCount, gapsCount }] of pass.seal()) {
        sealed.files.push(...files);
        sealed.rowsCount += rowsCount;
        sealed.gapsCount += gapsCount;
      }
    } catch (error) {
      pass.discard();
      throw error;
    }
    instrumentsCount = pass.instrumentsCount;
  }
  return { ...sealed, end: log.end };
}

/** Once through the log, for some of its instruments: the notes come between the rows that they speak of. */
class PartPass {
  /** Undefined where the recorder died before it had begun. */
  #start: PartStart | undefined;
  /** By instrument, of the whole part. */
  #counts: readonly FeedCounts[] = [];
  #markets: ReadonlyMap<number, SealedMarket> = new Map();
  readonly #decoder = new RowsDecoder();

  /** @param from which instrument. */
  constructor(
    private readonly log: RecordedLog,
    private readonly from: number,
    private readonly root: string,
  ) {}

  get instrumentsCount(): number {
    return this.#counts.length;
  }

  read(): void {
    for (const record of this.log.records())
      if (this.#start !== undefined && isRows(record)) this.#rows(record);
      else this.#note(record);
  }

  *seal(): Generator<readonly [files: readonly string[], market: SealedMarket]> {
    for (const [index, market] of this.#markets)
      yield [market.seal(this.#start!, this.#counts[index]!, this.log.end), market];
  }

  discard(): void {
    for (const market of this.#markets.values()) market.discard();
  }

  #rows(record: Uint8Array): void {
    const place = this.#decoder.placeOf(record);
    this.#markets.get(place.marketIndex)?.add(record, place, this.#decoder);
  }

  #note(record: Uint8Array): void {
    const { log, from, root } = this;
    const note = noteOf(record);
    if (typeof note === "string") throw new InputError(log.place, `holds ${note}; expected a recorder's log`);
    if (note.kind === "facts") this.#counts = this.#counts.map((sum, at) => sumOfCounts(sum, note.counts[at]!));
    if (note.kind === "facts" || this.#start !== undefined) return;
    this.#start = note;
    this.#counts = note.instruments.map(() => noCounts);
    this.#markets = marketsOf(log, note, from, root);
  }
}

function marketsOf(log: RecordedLog, start: PartStart, from: number, root: string): Map<number, SealedMarket> {
  const entries = start.instruments.slice(from, from + instrumentsAtOnce);
  return new Map(
    entries.map((entry, at) => {
      const instrument = instrumentFromEntry(entry);
      if (typeof instrument === "string") throw new InputError(log.place, `instrument ${entry.symbol}: ${instrument}`);
      return [from + at, new SealedMarket(instrument, start, root)];
    }),
  );
}

class SealedMarket {
  rowsCount = 0;
  gapsCount = 0;
  #openingRowsCount = 0;
  readonly #writer: ParquetRowsWriter;
  readonly #delays = new ClockDelays();
  #rows = new MarketRows(1024);
  #nextSequence: number | undefined;

  constructor(
    private readonly instrument: Instrument,
    { epochUnixNs, part }: PartStart,
    root: string,
  ) {
    this.#writer = new ParquetRowsWriter(root, instrument, BigInt(epochUnixNs), part);
  }

  add(record: Uint8Array, place: ReturnType<RowsDecoder["placeOf"]>, decoder: RowsDecoder): void {
    const { rowsCount, sequence, sessionSequence, isOpening } = place;
    assert(
      this.#nextSequence === undefined || sequence === this.#nextSequence,
      "an instrument's rows follow one another",
    );
    this.#nextSequence = sequence + rowsCount;
    if (rowsCount > this.#rows.countMax) this.#rows = new MarketRows(rowsCount);
    this.#rows.clear();
    decoder.append(record, this.#rows);
    if (isOpening) this.#openingRowsCount += rowsCount;
    this.rowsCount += rowsCount;
    this.#look(this.#rows);
    this.#writer.rowsAt(this.#rows, sequence, sessionSequence);
  }

  /** @returns paths of its files: none where nothing came. */
  seal({ part, source }: PartStart, counts: FeedCounts, end: LogEnd): string[] {
    this.#writer.end();
    if (this.rowsCount === 0) {
      this.discard();
      return [];
    }
    return this.#writer.seal({
      clockOffsetNs: this.#delays.clockOffsetNs,
      source: `${source}, ${instrumentKey(this.instrument)}, part ${part}`,
      feed: {
        ...factsOf(counts),
        ends_at: end.kind === "damaged" ? `${end.place}: ${end.problem}` : null,
        clock_delay_ms: this.#delays.summary() ?? null,
      },
      openingRowsCount: this.#openingRowsCount,
    });
  }

  discard(): void {
    this.#writer.discard();
  }

  /** Of what is streamed: a snapshot's time tells nothing about the stream's delay. */
  #look(rows: MarketRows): void {
    for (let at = 0; at < rows.count; at++) {
      const kind = rows.kind[at]!;
      if (kind === eventKind.gap) this.gapsCount++;
      const isTimed = rows.isLast[at] === 1 && (kind === eventKind.depth || kind === eventKind.trade);
      const venueNs = rows.venueNs[at]!;
      if (isTimed && !Number.isNaN(venueNs)) this.#delays.add(rows.receivedNs[at]! - venueNs);
    }
  }
}
