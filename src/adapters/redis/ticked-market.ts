/**
 * One instrument of a feed out of a tick stream: entries in order become whole messages of rows, as the recorder had
 * them, and the book is in step with his from the first message told.
 *
 *   joining ── all is known since a book, a snapshot, a gap or the stream's beginning; a message of now ─▶ in step
 *      ▲                                                                                                    │
 *      └──────────────────────────────── a hole in `sequence`: a gap row ◀──────────────────────────────────┘
 *
 * What was received before we began is no news: it only makes the book, which is told as a snapshot with the first
 * message received since.
 */
import { formatPrice, formatSize, type Instrument } from "../../domain/instrument.ts";
import { MarketRows } from "../../domain/market-rows.ts";
import { RecordedBook } from "../../domain/recorded-book.ts";
import type { DurationNs, TimeNs } from "../../domain/time.ts";
import type { FeedNote } from "../../ports/market-feed.ts";
import { isAfter, parseStreamId, type StreamId } from "./stream-id.ts";
import { appendTick, type Tick, tickRowsCount } from "./tick-entry.ts";

export interface TickedMarketParts {
  readonly instrument: Instrument;
  /** Which the times of rows count from. */
  readonly epochUnixNs: bigint;
  /** When we began. */
  readonly startedNs: TimeNs;
  readonly rows: (rows: MarketRows) => void;
  readonly clockOffset: (offsetNs: DurationNs) => void;
  readonly noted: (event: FeedNote["event"], detail: string) => void;
}

export class TickedMarket {
  /** Id of the last entry taken; before the first, that of the stream's beginning. */
  lastId = "0-0";
  /** Whether the book, or that there is none, is known as the recorder knows it. */
  isKnown = false;
  #isInStep = false;
  #writerMs = -1;
  #toldUpTo: StreamId = { ms: 0, sequence: 0 };
  #sequence = 0;
  #book = new RecordedBook();
  /** Messages that are told together with what follows. */
  #rows = new MarketRows(1024);
  #isBad = false;
  readonly #tickSize: string;
  readonly #lotSize: string;

  constructor(private readonly parts: TickedMarketParts) {
    this.#tickSize = formatPrice(parts.instrument, 1);
    this.#lotSize = formatSize(parts.instrument, 1);
  }

  /** The next entry of the stream; undefined for one that cannot be read. */
  take(id: string, tick: Tick | undefined): void {
    this.lastId = id;
    const problem = tick === undefined ? "an entry that is no message" : this.#gridProblem(tick);
    if (tick === undefined || problem !== undefined) {
      this.#bad(`${id}: ${problem}`);
      return;
    }
    this.#isBad = false;
    const place = parseStreamId(id);
    this.#follow(place, tick);
    if (tick.kind === "book") this.#anew(tick);
    else this.#message(place, tick);
  }

  /** Forgets what it knows of the book, to be told of it by entries from before; those are no news any more. */
  rewind(): void {
    this.#toldUpTo = parseStreamId(this.lastId);
    this.#writerMs = -1;
    this.isKnown = false;
    this.#book = new RecordedBook();
    this.#rows.clear();
  }

  /** Whether entries come one after the other; a hole ends what is known. */
  #follow({ ms }: StreamId, { sequence, rowsCount, receivedUnixNs }: Tick): void {
    const isNext = ms === this.#writerMs && sequence === this.#sequence;
    if (!isNext) {
      if (this.isKnown) this.#lost(ms, sequence, receivedUnixNs);
      this.isKnown = sequence === 0;
    }
    this.#writerMs = ms;
    this.#sequence = sequence + rowsCount;
  }

  #lost(ms: number, sequence: number, receivedUnixNs: bigint): void {
    const why =
      ms === this.#writerMs ? `after sequence ${this.#sequence - 1} came ${sequence}` : "another recorder began";
    this.#rows.clear();
    this.isKnown = false;
    if (this.#isInStep) {
      this.parts.noted("gap", why);
      const wasValid = this.#book.isValid;
      const gap = this.#book.gap(Number(receivedUnixNs - this.parts.epochUnixNs));
      if (wasValid) this.parts.rows(gap);
    }
    this.#book = new RecordedBook();
    this.#isInStep = false;
  }

  /** All levels as of here, which only who does not know them needs. */
  #anew(tick: Tick): void {
    if (this.isKnown) return;
    const rows = new MarketRows(tickRowsCount(tick));
    appendTick(tick, rows, this.parts.epochUnixNs);
    this.#book.apply(rows);
    this.isKnown = true;
  }

  #message(id: StreamId, tick: Tick): void {
    if (tick.kind === "snapshot" || tick.kind === "gap") this.isKnown = true;
    if (!this.isKnown || (tick.part === "opening" && this.#isInStep)) return;
    this.#makeRoom(tickRowsCount(tick));
    appendTick(tick, this.#rows, this.parts.epochUnixNs);
    if (tick.part === "more") return;
    this.#tell(id, tick);
    this.#rows.clear();
  }

  #tell(id: StreamId, { clockOffsetNs, part }: Tick): void {
    const rows = this.#rows;
    const receivedNs = rows.receivedNs[0]!;
    const isNew = receivedNs >= this.parts.startedNs && isAfter(id, this.#toldUpTo);
    const isNews = this.#isInStep || (part !== "opening" && isNew);
    if (isNews && clockOffsetNs !== undefined) this.parts.clockOffset(clockOffsetNs);
    if (isNews && !this.#isInStep) this.#join(receivedNs);
    if (isNews) this.parts.rows(rows);
    this.#book.apply(rows);
  }

  #join(receivedNs: TimeNs): void {
    this.#isInStep = true;
    this.parts.noted("synced", this.#book.isValid ? `at update id ${this.#book.updateId}` : "with no book as yet");
    if (this.#book.isValid) this.parts.rows(this.#book.snapshot(receivedNs));
  }

  #gridProblem({ tickSize, lotSize }: Tick): string | undefined {
    if (tickSize === this.#tickSize && lotSize === this.#lotSize) return undefined;
    return `tick ${tickSize} and lot ${lotSize}; expected ${this.#tickSize} and ${this.#lotSize}`;
  }

  /** Told once in a row. What it would have said is missing, as its sequence will show. */
  #bad(problem: string): void {
    if (!this.#isBad) this.parts.noted("bad_frame", problem);
    this.#isBad = true;
  }

  #makeRoom(rowsCount: number): void {
    const rows = this.#rows;
    if (rows.countMax - rows.count >= rowsCount) return;
    const wider = new MarketRows(2 * (rows.count + rowsCount));
    for (const name of columns) wider[name].set(rows[name].subarray(0, rows.count));
    wider.count = rows.count;
    this.#rows = wider;
  }
}

const columns = [
  ...(["kind", "side", "isLast", "priceTicks", "receivedNs", "venueNs", "sizeLots", "sizeDust"] as const),
  ...(["firstUpdateId", "updateId", "previousUpdateId", "tradeId"] as const),
];
