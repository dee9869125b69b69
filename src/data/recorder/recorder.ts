/**
 * Records what a feed tells, several instruments in one sequence: into the part that is written before anything else,
 * then to whoever listens. The feed is never held up: what the disk cannot take in time is refused by the queue in
 * front of it, counted here, and a gap in the data from there to the book as it stands when there is room again.
 *
 *   rows ─▶ numbered ─▶ PartQueue ─▶ parts on disk ─▶ Parquet (seal-part.ts)
 *                └────▶ TickSink
 *
 * A part ends at UTC midnight and when it has grown enough. The next one begins with the books as they stand, so that a
 * day can be read without the day before.
 */
import type { Instrument } from "../../domain/instrument.ts";
import type { MarketRows } from "../../domain/market-rows.ts";
import { RecordedBook } from "../../domain/recorded-book.ts";
import { type DurationNs, nsPerSecond, type TimeNs } from "../../domain/time.ts";
import type { Clock, TimerId } from "../../ports/clock.ts";
import type { FeedListener, FeedNote } from "../../ports/market-feed.ts";
import type { PartStore } from "../../ports/part-store.ts";
import type { TickSink } from "../../ports/tick-sink.ts";
import { PartQueue, type PartQueueParts } from "./part-queue.ts";
import { PartTurns } from "./part-turns.ts";
import { countsBetween, type FeedCounts, noCounts, noteRecord, partNameOf, partStartOf } from "./record-kinds.ts";
import { RowsEncoder } from "./rows-record.ts";

export interface RecorderParts
  extends Pick<PartQueueParts, "clock" | "queueBytesMax" | "syncEveryNs" | "syncBytes" | "ended" | "troubled"> {
  readonly clock: Clock;
  readonly store: PartStore;
  readonly instruments: readonly Instrument[];
  /** Names the session, and with a number its parts. */
  readonly session: string;
  /** Where the rows come from, for people. */
  readonly source: string;
  /** A part of that size ends. */
  readonly partBytesMax: number;
  /** What the feed has counted of that instrument since the session began. */
  readonly countsOf: (marketIndex: number) => FeedCounts;
  readonly ticks: TickSink | undefined;
  readonly noted: FeedListener["noted"];
  /** Told when messages of an instrument begin to be dropped, and when that is over. */
  readonly dropping: (marketIndex: number, isDropping: boolean, droppedCount: number) => void;
}

/** Of one instrument. */
interface RecordedMarket {
  readonly book: RecordedBook;
  sequence: number;
  receivedNs: TimeNs;
  droppedRowsCount: number;
  isDropping: boolean;
}

export interface RecorderStatus {
  /** Batches of whole messages that were taken, and their rows. */
  readonly recordsCount: number;
  readonly rowsCount: number;
  /** Records and the notes between them: in a log, and on the disk. */
  readonly appendedCount: number;
  readonly syncedCount: number;
  readonly waitingBytes: number;
  readonly part: string;
  readonly partBytes: number;
  readonly droppedRowsCount: number;
}

export interface RecordedMarketStatus {
  readonly rowsCount: number;
  readonly droppedRowsCount: number;
  /** Of the newest message; NaN before the first. */
  readonly receivedNs: TimeNs;
}

const factsEveryNs: DurationNs = 5 * nsPerSecond;
/** Of the queue, kept free for the notes of a part: what they say of each instrument is some 600 bytes. */
const noteBytesEach = 1024;
/** What was dropped is taken up again when that much of the queue is free. */
const resumeShare = 0.5;

export class Recorder implements FeedListener {
  readonly #queue: PartQueue;
  readonly #markets: readonly RecordedMarket[];
  readonly #encoder = new RowsEncoder();
  readonly #noteBytes: number;
  #countsTold: readonly FeedCounts[];
  #sessionSequence = 0;
  #recordsCount = 0;
  readonly #turns: PartTurns;
  #factsTimer: TimerId | undefined;

  constructor(private readonly parts: RecorderParts) {
    this.#noteBytes = noteBytesEach * parts.instruments.length;
    this.#countsTold = parts.instruments.map(() => noCounts);
    this.#markets = parts.instruments.map(() => {
      return { book: new RecordedBook(), sequence: 0, receivedNs: Number.NaN, droppedRowsCount: 0, isDropping: false };
    });
    this.#turns = new PartTurns(parts.partBytesMax);
    this.#queue = new PartQueue({
      ...parts,
      nameOf: (number) => partNameOf(parts.session, number),
      firstRecord: (part) => this.#partStart(part),
    });
    this.#factsLater();
  }

  get status(): RecorderStatus {
    const queue = this.#queue;
    return {
      recordsCount: this.#recordsCount,
      rowsCount: this.#sessionSequence,
      appendedCount: queue.appendedCount,
      syncedCount: queue.syncedCount,
      waitingBytes: queue.waitingBytes,
      part: queue.partName,
      partBytes: queue.partBytes,
      droppedRowsCount: this.#markets.reduce((sum, { droppedRowsCount }) => sum + droppedRowsCount, 0),
    };
  }

  marketStatus(marketIndex: number): RecordedMarketStatus {
    const { sequence: rowsCount, droppedRowsCount, receivedNs } = this.#markets[marketIndex]!;
    return { rowsCount, droppedRowsCount, receivedNs };
  }

  rows(marketIndex: number, rows: MarketRows): void {
    const receivedNs = rows.receivedNs[0]!;
    this.#turnAt(receivedNs);
    const market = this.#markets[marketIndex]!;
    market.receivedNs = receivedNs;
    if (market.isDropping) this.#resume(marketIndex, market, receivedNs);
    if (market.isDropping || !this.#record(marketIndex, rows, false)) this.#drop(marketIndex, market, rows.count);
    market.book.apply(rows);
  }

  clockOffset(offsetNs: DurationNs): void {
    this.parts.ticks?.clockOffset(offsetNs);
  }

  noted(marketIndex: number | undefined, note: FeedNote): void {
    this.parts.noted(marketIndex, note);
  }

  /** After the feed was stopped. @returns how many records could not be brought to the disk in time. */
  async close(withinNs: DurationNs): Promise<{ readonly leftCount: number }> {
    if (this.#factsTimer !== undefined) this.parts.clock.cancel(this.#factsTimer);
    this.#noteFacts();
    return await this.#queue.close(withinNs);
  }

  /** False where there is no room for it: then it is as if it had never come. */
  #record(marketIndex: number, rows: MarketRows, isOpening: boolean): boolean {
    const market = this.#markets[marketIndex]!;
    const place = { marketIndex, sequence: market.sequence, sessionSequence: this.#sessionSequence, isOpening };
    const record = this.#encoder.record(rows, place);
    if (!this.#queue.hasRoomFor(record.length + this.#noteBytes)) return false;
    this.#queue.take(record);
    market.sequence += rows.count;
    this.#sessionSequence += rows.count;
    this.#recordsCount++;
    this.parts.ticks?.rows(rows, place);
    return true;
  }

  #drop(marketIndex: number, market: RecordedMarket, rowsCount: number): void {
    if (!market.isDropping) this.parts.dropping(marketIndex, true, market.droppedRowsCount);
    market.isDropping = true;
    market.droppedRowsCount += rowsCount;
  }

  /** Once enough of the queue is free: a gap in place of what was dropped, and the book as it stands. */
  #resume(marketIndex: number, market: RecordedMarket, receivedNs: TimeNs): void {
    if (!this.#queue.hasRoomFor(this.#noteBytes, resumeShare)) return;
    if (!this.#record(marketIndex, market.book.gap(receivedNs), false)) return;
    if (market.book.isValid && !this.#record(marketIndex, market.book.snapshot(receivedNs), false)) return;
    market.isDropping = false;
    this.parts.dropping(marketIndex, false, market.droppedRowsCount);
  }

  #turnAt(receivedNs: TimeNs): void {
    if (!this.#turns.isDueAt(receivedNs, this.#queue)) return;
    this.#noteFacts();
    this.#queue.turn();
    for (const [index, { book, isDropping }] of this.#markets.entries())
      if (book.isValid && !isDropping) this.#record(index, book.snapshot(receivedNs), true);
  }

  #partStart(part: string): Uint8Array {
    return noteRecord(partStartOf(part, this.parts.clock.epochUnixNs, this.parts));
  }

  /** Without room for it now, it is told with the next. */
  #noteFacts(): void {
    const counts = this.parts.instruments.map((_, index) => this.parts.countsOf(index));
    const since = counts.map((last, index) => countsBetween(this.#countsTold[index]!, last));
    const record = noteRecord({ kind: "facts", counts: since });
    if (!this.#queue.hasRoomFor(record.length)) return;
    this.#queue.take(record);
    this.#countsTold = counts;
  }

  #factsLater(): void {
    const { clock } = this.parts;
    this.#factsTimer = clock.schedule(clock.nowNs() + factsEveryNs, () => {
      this.#noteFacts();
      this.#factsLater();
    });
  }
}
