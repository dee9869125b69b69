/**
 * Tells a store what a recorder records: each message in `ticks:<symbol>`, and the book's best levels in `lob:<symbol>`,
 * for other processes to trade by and to look at.
 *
 * Who joins in the middle needs the whole book: it stands in the stream now and again, as of where it stands, and the
 * hash says which entry is the newest that has one. Entries that the store had to drop show as a hole in `sequence`; a
 * book follows soon.
 */
import { bookFields } from "../../domain/book-fields.ts";
import { formatPrice, formatSize, type Instrument } from "../../domain/instrument.ts";
import type { MarketRows } from "../../domain/market-rows.ts";
import { RecordedBook } from "../../domain/recorded-book.ts";
import { bookKey, ticksStream } from "../../domain/state-keys.ts";
import { type DurationNs, nsPerMs, nsPerSecond, type TimeNs } from "../../domain/time.ts";
import type { Clock, TimerId } from "../../ports/clock.ts";
import type { StateStore } from "../../ports/state-store.ts";
import type { RowsPlace, TickSink } from "../../ports/tick-sink.ts";
import { type TickKind, type TickPlace, tickFields, tickKindAt } from "./tick-entry.ts";

export interface TickStreamParts {
  readonly clock: Clock;
  readonly store: StateStore;
  /** By their numbers in the recorder. */
  readonly instruments: readonly Instrument[];
}

interface ToldMarket {
  readonly instrument: Instrument;
  readonly stream: string;
  readonly key: string;
  readonly tickSize: string;
  readonly lotSize: string;
  readonly book: RecordedBook;
  /** Of the entries in its stream. */
  entriesCount: number;
  bookEntry: number;
  /** When all levels are to be told again, if anything came since. */
  bookDueNs: TimeNs;
  /** Of the row that comes next. */
  sequence: number;
  sessionSequence: number;
  receivedNs: TimeNs;
  hasChanged: boolean;
}

/** How soon `lob:<symbol>` follows the market. */
const bookHashEveryNs: DurationNs = 100 * nsPerMs;
const bookEntryEveryNs: DurationNs = 30 * nsPerSecond;
/** Several of them fit what a stream keeps. */
const bookEntryEveryEntries = 20_000;
/** After the store has dropped something. */
const bookEntrySoonNs: DurationNs = nsPerSecond;

export class TickStream implements TickSink {
  readonly #markets: readonly ToldMarket[];
  #clockOffsetNs: DurationNs | undefined;
  #droppedCount = 0;
  #timer: TimerId | undefined;

  constructor(private readonly parts: TickStreamParts) {
    this.#markets = parts.instruments.map((instrument) => ({
      instrument,
      ...{ stream: ticksStream(instrument), key: bookKey(instrument), book: new RecordedBook() },
      ...{ tickSize: formatPrice(instrument, 1), lotSize: formatSize(instrument, 1) },
      ...{ entriesCount: 0, bookEntry: -1, bookDueNs: 0 },
      ...{ sequence: 0, sessionSequence: 0, receivedNs: 0, hasChanged: false },
    }));
    this.#later();
  }

  rows(rows: MarketRows, place: RowsPlace): void {
    const market = this.#markets[place.marketIndex]!;
    for (let first = 0; first < rows.count; ) {
      const end = messageEnd(rows, first);
      this.#message(market, rows, first, end, place);
      first = end;
    }
    market.book.apply(rows);
    market.sequence = place.sequence + rows.count;
    market.sessionSequence = place.sessionSequence + rows.count;
    market.receivedNs = rows.receivedNs[rows.count - 1]!;
    market.hasChanged = true;
    if (market.entriesCount - market.bookEntry >= bookEntryEveryEntries) this.#tellBook(market);
  }

  clockOffset(offsetNs: DurationNs): void {
    this.#clockOffsetNs = offsetNs;
  }

  /** Tells the books as they are left. The store stays its owner's. */
  close(): void {
    if (this.#timer !== undefined) this.parts.clock.cancel(this.#timer);
    for (const market of this.#markets) this.#tellLevels(market);
  }

  #message(market: ToldMarket, rows: MarketRows, first: number, end: number, place: RowsPlace): void {
    const kind = tickKindAt(rows, first);
    if (kind === "snapshot") market.bookEntry = market.entriesCount;
    this.#append(market, kind, rows, first, end, {
      sequence: place.sequence + first,
      rowsCount: end - first,
      sessionSequence: place.sessionSequence + first,
      part: place.isOpening ? "opening" : end < rows.count ? "more" : "",
    });
  }

  #append(
    market: ToldMarket,
    kind: TickKind,
    rows: MarketRows,
    first: number,
    end: number,
    place: Omit<TickPlace, "clockOffsetNs" | "tickSize" | "lotSize">,
  ): void {
    const { stream, tickSize, lotSize } = market;
    const { epochUnixNs } = this.parts.clock;
    const whole = { ...place, clockOffsetNs: this.#clockOffsetNs, tickSize, lotSize };
    const fields = tickFields(kind, rows, first, end, whole, epochUnixNs);
    this.parts.store.append(stream, market.entriesCount++, fields);
  }

  /** All levels, between what came and what comes. */
  #tellBook(market: ToldMarket): void {
    const { book, receivedNs, sequence, sessionSequence } = market;
    market.bookDueNs = this.parts.clock.nowNs() + bookEntryEveryNs;
    if (!book.isValid) return;
    market.bookEntry = market.entriesCount;
    const rows = book.snapshot(receivedNs);
    this.#append(market, "book", rows, 0, rows.count, { sequence, rowsCount: 0, sessionSequence, part: "" });
  }

  #tellLevels(market: ToldMarket): void {
    if (!market.hasChanged) return;
    market.hasChanged = false;
    const { instrument, book, key } = market;
    this.parts.store.put(key, {
      ...bookFields(instrument, book, this.parts.clock.epochUnixNs),
      sequence: String(market.sequence),
      session_sequence: String(market.sessionSequence),
      book_entry: String(market.bookEntry),
    });
  }

  #later(): void {
    const { clock } = this.parts;
    this.#timer = clock.schedule(clock.nowNs() + bookHashEveryNs, () => {
      this.#later();
      this.#tellAll();
    });
  }

  #tellAll(): void {
    const { clock, store } = this.parts;
    const { droppedCount } = store.status;
    const isSoon = droppedCount !== this.#droppedCount;
    this.#droppedCount = droppedCount;
    for (const market of this.#markets) {
      if (isSoon) market.bookDueNs = Math.min(market.bookDueNs, clock.nowNs() + bookEntrySoonNs);
      if (market.bookEntry < market.entriesCount - 1 && clock.nowNs() >= market.bookDueNs) this.#tellBook(market);
      this.#tellLevels(market);
    }
  }
}

function messageEnd(rows: MarketRows, first: number): number {
  let last = first;
  while (rows.isLast[last] === 0) last++;
  return last + 1;
}
