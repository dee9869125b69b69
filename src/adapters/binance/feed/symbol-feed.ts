/**
 * One symbol of a live feed: frames of its streams, from one connection or two, become whole messages of rows with the
 * book kept in step, and what does not fit is told and mended: a book that is wrong has a `gap` at once and asks for a
 * snapshot with the next event.
 *
 * A frame that cannot be read spoils the book only if it is of depth; of which symbol an unreadable one is, and whether
 * one was lost, the ids of the next event tell.
 */
import { eventKind } from "../../../domain/event.ts";
import { type Instrument, instrumentKey } from "../../../domain/instrument.ts";
import { LocalBook } from "../../../domain/local-book.ts";
import { type MarketRows, noId, type RowSink } from "../../../domain/market-rows.ts";
import { bid } from "../../../domain/side.ts";
import { nsPerDay, type TimeNs } from "../../../domain/time.ts";
import type { FrameSink } from "../../../ports/frame-sink.ts";
import { PayloadDecoder } from "../decode.ts";
import { BinanceMessage, messageKind } from "../message.ts";
import { type FeedCounts, RowFeed } from "../row-feed.ts";
import { DepthSource } from "./depth-source.ts";
import type { StreamKind } from "./feed-venue.ts";
import type { NoteFeed } from "./feed-world.ts";
import { TickerCheck } from "./ticker-check.ts";

/** What a symbol needs of the feed. */
export interface SymbolKeeper {
  rows(marketIndex: number, rows: MarketRows): void;
  readonly note: NoteFeed;
  /** Has frames and snapshots as they came. */
  readonly frames?: FrameSink | undefined;
  /** A bad frame, told with others of its burst. */
  badFrame(marketIndex: number, detail: string): void;
  /** Asking again changes nothing. */
  wantSnapshot(marketIndex: number): void;
  /** What was asked for is of no use any more. */
  dropSnapshot(marketIndex: number): void;
}

/** What became of a snapshot: the book stands on it, or the events that wait for it do not join it, or it is none. */
export type SnapshotVerdict = "joined" | "does_not_join" | { readonly problem: string };

const noConnection = 0;

export class SymbolFeed implements RowSink {
  /** When anything of it came last. */
  heardNs: TimeNs = Number.NEGATIVE_INFINITY;
  /** What the rows told so far build. */
  readonly book = new LocalBook();
  readonly #rows: RowFeed;
  readonly #source: DepthSource;
  readonly #decoder: PayloadDecoder;
  readonly #message = new BinanceMessage();
  readonly #tickerCheck = new TickerCheck();
  #tickerFrom = noId;
  #tickerId = noId;

  constructor(
    readonly instrument: Instrument,
    readonly marketIndex: number,
    epochUnixNs: bigint,
    private readonly keeper: SymbolKeeper,
  ) {
    this.#rows = new RowFeed(instrument.market, this);
    this.#source = new DepthSource(this.#rows.sync);
    this.#decoder = new PayloadDecoder(instrument, epochUnixNs);
  }

  get name(): string {
    return instrumentKey(this.instrument);
  }
  get isSynced(): boolean {
    return this.#rows.sync.isValid;
  }
  /** The id that the book stands at. */
  get updateId(): number {
    return this.#rows.sync.updateId;
  }
  get counts(): FeedCounts {
    return this.#rows.counts;
  }
  /** Books compared with the venue's ticker. */
  get tickerChecksCount(): number {
    return this.#tickerCheck.checksCount;
  }
  isReadFrom(connectionId: number): boolean {
    return this.#source.isFrom(connectionId);
  }

  frame(connectionId: number, kind: StreamKind, bytes: Buffer, nowNs: TimeNs): void {
    this.heardNs = nowNs;
    this.keeper.frames?.frame(this.marketIndex, connectionId, nowNs, bytes);
    const message = this.#message;
    const problem = this.#decoder.decodeBytes(bytes, 0, bytes.length, message) ?? this.#wrongTime(nowNs);
    message.receivedNs = nowNs;
    if (problem !== undefined) this.#bad(connectionId, kind, problem, nowNs);
    else if (message.kind === messageKind.depth) this.#depth(connectionId, nowNs);
    else if (message.kind === messageKind.ticker) this.#ticker(connectionId);
    else if (message.kind === messageKind.trade) this.#rows.message(message);
    this.#rows.flush();
    if (message.kind === messageKind.depth || message.updateId === this.updateId) this.#checkTicker(nowNs);
  }

  snapshot(json: string, nowNs: TimeNs): SnapshotVerdict {
    const message = this.#message;
    const problem = this.#decoder.decode(json, message);
    if (problem !== undefined) return { problem };
    if (message.kind !== messageKind.snapshot) return { problem: "is no depth snapshot" };
    this.keeper.frames?.frame(this.marketIndex, noConnection, nowNs, Buffer.from(json));
    message.receivedNs = nowNs;
    this.#rows.message(message);
    this.#rows.flush();
    if (!this.isSynced) return "does_not_join";
    this.keeper.note(this.marketIndex, "synced", `at update id ${this.updateId}`);
    return "joined";
  }

  /** Events were missed: those of a connection that is no more. @param hadDepth the book may have been read from it. */
  lost(connectionId: number, hadDepth: boolean, nowNs: TimeNs): void {
    if (hadDepth && !this.#source.lost(connectionId)) return;
    this.#tickerId = noId; // A venue that was set up anew counts from the beginning.
    this.#distrust(nowNs);
    this.#release(nowNs);
    this.#rows.flush();
  }

  /** A connection was closed with another in its place: nothing was missed, as far as the ids go on to say. */
  retired(connectionId: number, nowNs: TimeNs): void {
    this.#source.lost(connectionId);
    this.#release(nowNs);
    this.#rows.flush();
  }

  /** Whoever decides on them comes first; the book here is for checks. */
  rows(batch: MarketRows): void {
    this.keeper.rows(this.marketIndex, batch);
    for (let at = 0; at < batch.count; at++) {
      const kind = batch.kind[at];
      if (kind === eventKind.clear) this.book.clear();
      else if (kind === eventKind.depth) this.#level(batch, at);
      else if (kind === eventKind.snapshotLevel) at = this.#snapshotLevels(batch, at);
    }
  }

  /** A live feed has no last row. */
  end(): void {}

  /** From the last to the first, since a side's best level is its cheapest to add. Returns the place of the last. */
  #snapshotLevels(batch: MarketRows, first: number): number {
    let last = first;
    while (batch.isLast[last] === 0) last++;
    for (let at = last; at >= first; at--) this.#level(batch, at);
    return last;
  }

  #level(batch: MarketRows, at: number): void {
    const side = batch.side[at] === bid ? this.book.bids : this.book.asks;
    side.set(batch.priceTicks[at]!, batch.sizeLots[at]!, batch.sizeDust[at]!);
  }

  #depth(connectionId: number, nowNs: TimeNs): void {
    if (this.#source.admits(connectionId, this.#message)) this.#apply(this.#message);
    this.#release(nowNs);
  }

  #release(nowNs: TimeNs): void {
    for (const held of this.#source.release(nowNs)) {
      held.receivedNs = nowNs;
      this.#apply(held);
    }
  }

  #apply(event: BinanceMessage): void {
    const { isSynced, updateId } = this;
    this.#rows.message(event);
    if (this.isSynced) return;
    if (isSynced) this.keeper.note(this.marketIndex, "gap", `after update id ${updateId} came ${event.firstUpdateId}`);
    this.keeper.wantSnapshot(this.marketIndex);
  }

  /** Of two connections whichever is ahead. */
  #ticker(connectionId: number): void {
    const { updateId } = this.#message;
    if (connectionId !== this.#tickerFrom && updateId <= this.#tickerId) return;
    this.#tickerFrom = connectionId;
    this.#tickerId = updateId;
    this.#tickerCheck.ticker(this.#message);
    this.#rows.message(this.#message);
  }

  #checkTicker(nowNs: TimeNs): void {
    if (!this.isSynced || this.#tickerCheck.agrees(this.book, this.updateId)) return;
    this.keeper.note(this.marketIndex, "ticker_mismatch", `at update id ${this.updateId}`);
    this.#distrust(nowNs);
    this.#rows.flush();
  }

  #bad(connectionId: number, kind: StreamKind, problem: string, nowNs: TimeNs): void {
    this.keeper.badFrame(this.marketIndex, problem);
    if (kind === "depth" && this.isReadFrom(connectionId)) this.#distrust(nowNs);
  }

  #distrust(nowNs: TimeNs): void {
    this.#rows.distrust(nowNs);
    this.keeper.dropSnapshot(this.marketIndex);
  }

  #wrongTime(nowNs: TimeNs): string | undefined {
    const { eventNs, venueNs } = this.#message;
    const isFar = Math.abs(nowNs - eventNs) > nsPerDay || Math.abs(nowNs - venueNs) > nsPerDay;
    return isFar ? "the venue's time is more than a day from ours" : undefined;
  }
}
