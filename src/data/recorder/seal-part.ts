/**
 * One part of a recording into Parquet, a file an instrument: `data seal`, and a recorder for each part that has ended.
 * However the part came to be (closed, left by a recorder that was killed, damaged), what is whole of it is taken, also
 * behind a damage: there a gap stands in the data of each instrument that lacks rows, and where it is is told.
 *
 * The same part gives the same files under the same names, so that a seal that was interrupted is simply done again.
 */
import { ParquetRowsWriter } from "../../adapters/parquet/rows-writer.ts";
import { assert } from "../../base/assert.ts";
import { InputError } from "../../base/input-error.ts";
import { eventKind } from "../../domain/event.ts";
import { type Instrument, instrumentKey } from "../../domain/instrument.ts";
import { instrumentFromEntry } from "../../domain/instrument-entry.ts";
import { MarketRows, noId } from "../../domain/market-rows.ts";
import { bid } from "../../domain/side.ts";
import type { TimeNs } from "../../domain/time.ts";
import type { LogDamage, LogEnd, SalvageableLog } from "../../ports/byte-log.ts";
import type { RowsPlace } from "../../ports/tick-sink.ts";
import { ClockDelays } from "../clock-delays.ts";
import {
  type FeedCounts,
  factsOf,
  isRows,
  largerCounts,
  noCounts,
  noteOf,
  type PartStart,
  sumOfCounts,
} from "./record-kinds.ts";
import { RowCounts } from "./row-counts.ts";
import { RowsDecoder } from "./rows-record.ts";

export interface SealedPart {
  readonly files: readonly string[];
  readonly rowsCount: number;
  /** Gaps in the data of all its instruments. */
  readonly gapsCount: number;
  readonly end: LogEnd;
  readonly damages: readonly LogDamage[];
}

/** Row groups are held in memory, some 8 MiB for each instrument: of more than these the log is read again. */
const instrumentsAtOnce = 8;

/** @param root folder of the partitions. @throws InputError for a log that is no part of a recording. */
export function sealPart(log: SalvageableLog, root: string): SealedPart {
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
  return { ...sealed, end: log.end, damages: log.damages };
}

/** Once through the log, for some of its instruments: the notes come between the rows that they speak of. */
class PartPass {
  /** Undefined where the recorder died before it had begun. */
  #start: PartStart | undefined;
  /** By instrument, of the whole part. */
  #counts: readonly FeedCounts[] = [];
  #markets: ReadonlyMap<number, SealedMarket> = new Map();
  readonly #decoder = new RowsDecoder();
  /** Of the session's rows, the next one's number, and where the newest numbers that are missing begin. */
  #sessionNext: number | undefined;
  #holeFrom = 0;

  /** @param from which instrument. */
  constructor(
    private readonly log: SalvageableLog,
    private readonly from: number,
    private readonly root: string,
  ) {}

  get instrumentsCount(): number {
    return this.#counts.length;
  }

  read(): void {
    for (const record of this.log.salvaged()) {
      const isLost = this.#start === undefined && this.log.damages.length > 0;
      // Without its beginning nobody knows what the part is of.
      if (isLost) continue;
      if (this.#start !== undefined && isRows(record)) this.#rows(record);
      else this.#note(record);
    }
  }

  *seal(): Generator<readonly [files: readonly string[], market: SealedMarket]> {
    for (const [index, market] of this.#markets)
      yield [market.seal(this.#start!, this.#counts[index]!, this.log), market];
  }

  discard(): void {
    for (const market of this.#markets.values()) market.discard();
  }

  #rows(record: Uint8Array): void {
    const place = this.#decoder.placeOf(record);
    const { sessionSequence, rowsCount } = place;
    const missingFrom = this.#sessionNext ?? Math.max(0, sessionSequence - 1);
    if (sessionSequence > missingFrom) this.#holeFrom = missingFrom;
    this.#sessionNext = sessionSequence + rowsCount;
    const market = this.#markets.get(place.marketIndex);
    if (market === undefined) return;
    const isDamaged = this.log.damages.length > 0;
    const isMissing = market.isMissingBefore(place, isDamaged);
    assert(!isMissing || isDamaged, "an instrument's rows follow one another");
    market.add(record, place, this.#decoder, isMissing ? this.#holeFrom : undefined);
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

function marketsOf(log: SalvageableLog, start: PartStart, from: number, root: string): Map<number, SealedMarket> {
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
  readonly #rowCounts = new RowCounts();
  #rows = new MarketRows(1024);
  #nextSequence: number | undefined;
  #lastReceivedNs: TimeNs = Number.NaN;
  #lastUpdateId = noId;

  constructor(
    private readonly instrument: Instrument,
    { epochUnixNs, part }: PartStart,
    root: string,
  ) {
    this.#writer = new ParquetRowsWriter(root, instrument, BigInt(epochUnixNs), part);
  }

  /** A part begins with the book: behind a damage, where it does not, the book may be among what is lost. */
  isMissingBefore({ sequence, isOpening }: RowsPlace, isDamaged: boolean): boolean {
    if (this.#nextSequence === undefined) return isDamaged && sequence > 0 && !isOpening;
    return sequence !== this.#nextSequence;
  }

  /** @param gapSequence in the session, of a gap in place of rows that are missing before; undefined where none are. */
  add(
    record: Uint8Array,
    place: RowsPlace & { readonly rowsCount: number },
    decoder: RowsDecoder,
    gapSequence: number | undefined,
  ): void {
    const { rowsCount, sequence, sessionSequence, isOpening } = place;
    if (rowsCount > this.#rows.countMax) this.#rows = new MarketRows(rowsCount);
    this.#rows.clear();
    decoder.append(record, this.#rows);
    if (gapSequence !== undefined) this.#gap(this.#nextSequence ?? sequence - 1, gapSequence);
    this.#nextSequence = sequence + rowsCount;
    if (isOpening) this.#openingRowsCount += rowsCount;
    else this.#rowCounts.add(this.#rows);
    this.rowsCount += rowsCount;
    this.#look(this.#rows);
    this.#writer.rowsAt(this.#rows, sequence, sessionSequence);
  }

  /** @returns paths of its files: none where nothing came. */
  seal({ part, source }: PartStart, counts: FeedCounts, { end, damages }: SalvageableLog): string[] {
    this.#writer.end();
    if (this.rowsCount === 0) {
      this.discard();
      return [];
    }
    // What was counted since the last note died with the recorder; the rows still show the most of it.
    const known = end.kind === "closed" ? counts : largerCounts(counts, this.#rowCounts.counts);
    return this.#writer.seal({
      clockOffsetNs: this.#delays.clockOffsetNs,
      source: `${source}, ${instrumentKey(this.instrument)}, part ${part}`,
      feed: {
        ...factsOf(known),
        ends_at: damagesText(damages),
        clock_delay_ms: this.#delays.summary() ?? null,
      },
      openingRowsCount: this.#openingRowsCount,
    });
  }

  discard(): void {
    this.#writer.discard();
  }

  /** Behind the last row that is known, or before the first. */
  #gap(sequence: number, sessionSequence: number): void {
    const rows = new MarketRows(1);
    const ids = { firstUpdateId: noId, updateId: noId, previousUpdateId: this.#lastUpdateId, tradeId: noId };
    const level = { side: bid, priceTicks: 0, sizeLots: 0, venueNs: Number.NaN, isLast: true } as const;
    const receivedNs = Number.isNaN(this.#lastReceivedNs) ? this.#rows.receivedNs[0]! : this.#lastReceivedNs;
    rows.append({ kind: eventKind.gap, receivedNs, ...ids, ...level });
    this.rowsCount++;
    this.#look(rows);
    this.#writer.rowsAt(rows, sequence, sessionSequence);
  }

  /** Of what is streamed: a snapshot's time tells nothing about the stream's delay. */
  #look(rows: MarketRows): void {
    for (let at = 0; at < rows.count; at++) {
      const kind = rows.kind[at]!;
      if (kind === eventKind.gap) this.gapsCount++;
      const isTimed = rows.isLast[at] === 1 && (kind === eventKind.depth || kind === eventKind.trade);
      const venueNs = rows.venueNs[at]!;
      this.#lastReceivedNs = rows.receivedNs[at]!;
      if (kind !== eventKind.trade && rows.updateId[at] !== noId) this.#lastUpdateId = rows.updateId[at]!;
      if (isTimed && !Number.isNaN(venueNs)) this.#delays.add(rows.receivedNs[at]! - venueNs);
    }
  }
}

function damagesText([first, ...more]: readonly LogDamage[]): string | null {
  if (first === undefined) return null;
  return `${first.place}: ${first.problem}${more.length > 0 ? `, and at ${more.length} more places` : ""}`;
}
