/**
 * Decoded messages of one instrument into rows, with the book kept in step. What the rows cannot tell afterwards
 * (messages dropped, doubled, out of order) is counted here.
 *
 * - Events received before their snapshot follow it, at its received time: nobody could have used them earlier.
 * - Events that do not join give a `gap` row; the book stays wrong until a later snapshot. Nothing is papered over.
 * - A snapshot received while the book is in step is not applied, but kept: after a reconnect it often arrives before
 *   the event that shows the gap.
 * - Prints seen before are dropped, since each would fill own orders twice.
 *
 * Batches end where messages end, and hold whole messages.
 */
import { type EventKind, eventKind } from "../../domain/event.ts";
import type { Market } from "../../domain/instrument.ts";
import { MarketRows, noId, type RowSink } from "../../domain/market-rows.ts";
import { ask, bid } from "../../domain/side.ts";
import type { TimeNs } from "../../domain/time.ts";
import { BookSync } from "./book-sync.ts";
import { type BinanceMessage, messageKind } from "./message.ts";
import { RecentIds } from "./recent-ids.ts";

/** A batch grows beyond it for one message that has more. */
const rowsUsual = 8192;
/**
 * Events kept for a snapshot that has not come yet. A REST answer takes seconds; this is minutes of the fastest stream.
 */
const pendingMax = 16_384;

export class FeedCounts {
  depthEventsCount = 0;
  tradesCount = 0;
  tickersCount = 0;
  snapshotsCount = 0;
  /** Messages of streams that are not imported. */
  ignoredCount = 0;
  /** Depth events put on the book, and those that were not. */
  appliedCount = 0;
  droppedCount = 0;
  /** Of those applied: events that begin before the book's id. */
  overlapsCount = 0;
  duplicatesCount = 0;
  /** Messages with an id below an earlier one's, or received before an earlier one by the receiver's own clock. */
  outOfOrderCount = 0;
  /** Holes in the ids of trades that are those of trades that never met the book. */
  filledTradeGapsCount = 0;
}

export class RowFeed {
  readonly counts = new FeedCounts();
  readonly sync: BookSync;
  #rows = new MarketRows(rowsUsual);
  readonly #recentTrades = new RecentIds();
  #pending: BinanceMessage[] = [];
  #spareSnapshot: BinanceMessage | undefined;
  #receivedNs: TimeNs = Number.NEGATIVE_INFINITY;
  #tickerId = noId;
  #tradeId = noId;
  /** The last id of a run of trades that never met the book, right behind the last one that did. */
  #passedTradeId = noId;
  #aggregates: boolean | undefined;

  constructor(
    market: Market,
    private readonly sink: RowSink,
  ) {
    this.sync = new BookSync(market);
  }

  /** Takes the next message as received. The instance stays the caller's. */
  message(message: BinanceMessage): void {
    if (message.kind === messageKind.other) {
      this.counts.ignoredCount++;
      if (message.tradeId !== noId) this.#passTrade(message.tradeId);
      return;
    }
    this.#raiseReceived(message);
    if (message.kind === messageKind.depth) this.#depth(message);
    else if (message.kind === messageKind.trade) this.#trade(message);
    else if (message.kind === messageKind.ticker) this.#ticker(message);
    else this.#snapshot(message);
  }

  /**
   * What was told so far cannot be built on: events were lost with a connection, or the book is known to be wrong. What
   * waits for a snapshot is forgotten.
   */
  distrust(receivedNs: TimeNs): void {
    this.#receivedNs = Math.max(this.#receivedNs, receivedNs);
    this.#forgetPending();
    this.#spareSnapshot = undefined;
    if (!this.sync.isValid) return;
    this.#appendGap(noId, this.sync.updateId);
    this.sync.distrust();
  }

  /** Events that wait for a snapshot. */
  get pendingCount(): number {
    return this.#pending.length;
  }

  /** Hands on the rows made so far. */
  flush(): void {
    if (this.#rows.count === 0) return;
    this.sink.rows(this.#rows);
    this.#rows.clear();
  }

  /** Hands on the last rows. */
  end(): void {
    this.#forgetPending();
    this.flush();
    this.sink.end();
  }

  #forgetPending(): void {
    this.counts.droppedCount += this.#pending.length;
    this.#pending = [];
  }

  /** Rows are in received order, so a receiver's clock that was set back is raised to what it had said before. */
  #raiseReceived(message: BinanceMessage): void {
    if (message.receivedNs < this.#receivedNs) this.counts.outOfOrderCount++;
    this.#receivedNs = Math.max(this.#receivedNs, message.receivedNs);
  }

  #depth(message: BinanceMessage): void {
    this.counts.depthEventsCount++;
    if (this.sync.isValid) this.#applyDepth(message);
    else this.#keep(message.copy());
  }

  #applyDepth(message: BinanceMessage): void {
    const bookId = this.sync.updateId;
    const wasSynced = this.sync.state === "synced";
    const verdict = this.sync.depth(message);
    if (verdict === "gap") this.#gap(message, bookId);
    else if (verdict === "old") {
      this.counts.droppedCount++;
      if (wasSynced) this.#countRepeated(message.updateId === bookId);
    } else {
      if (verdict === "overlaps" && wasSynced) this.counts.overlapsCount++;
      this.counts.appliedCount++;
      this.#levels(eventKind.depth, message);
    }
  }

  #countRepeated(isDuplicate: boolean): void {
    if (isDuplicate) this.counts.duplicatesCount++;
    else this.counts.outOfOrderCount++;
  }

  #gap(message: BinanceMessage, bookId: number): void {
    this.#appendGap(message.firstUpdateId, bookId);
    this.#keep(message.copy());
    const spare = this.#spareSnapshot;
    this.#spareSnapshot = undefined;
    if (spare !== undefined && spare.updateId > bookId) this.#trySnapshot(spare);
  }

  #appendGap(firstUpdateId: number, bookId: number): void {
    const ids = { firstUpdateId, updateId: noId, previousUpdateId: bookId, tradeId: noId };
    this.#tickerId = noId; // What comes now may count from the beginning.
    this.#makeRoom(1);
    this.#rows.append({ ...this.#mark(eventKind.gap, Number.NaN), ...ids, isLast: true });
  }

  #keep(message: BinanceMessage): void {
    this.#pending.push(message);
    if (this.#pending.length <= pendingMax) return;
    this.#pending.shift();
    this.counts.droppedCount++;
  }

  #snapshot(message: BinanceMessage): void {
    this.counts.snapshotsCount++;
    if (this.sync.isValid) this.#spareSnapshot = message.copy();
    else this.#trySnapshot(message);
  }

  /** Puts the snapshot in place, unless the events that wait for it show that it does not join them. */
  #trySnapshot(message: BinanceMessage): void {
    const next = this.#pending.find((event) => this.sync.joinsSnapshot(event, message.updateId) !== "old");
    if (next !== undefined && this.sync.joinsSnapshot(next, message.updateId) === "gap") return;
    this.sync.reset(message.updateId);
    const ids = { firstUpdateId: noId, updateId: message.updateId, previousUpdateId: noId, tradeId: noId };
    this.#makeRoom(1 + message.levelsCount);
    this.#rows.append({ ...this.#mark(eventKind.clear, message.venueNs), ...ids, isLast: message.levelsCount === 0 });
    this.#copyLevels(eventKind.snapshotLevel, message);
    const pending = this.#pending;
    this.#pending = [];
    for (const event of pending) {
      if (this.sync.isValid) this.#applyDepth(event);
      else this.#keep(event);
    }
  }

  #trade(message: BinanceMessage): void {
    // Both streams show the same prints: whichever comes first is the one that counts.
    this.#aggregates ??= message.isAggregate;
    if (message.isAggregate !== this.#aggregates) {
      this.counts.ignoredCount++;
      return;
    }
    this.counts.tradesCount++;
    if (!this.#recentTrades.add(message.tradeId)) {
      this.counts.duplicatesCount++;
      return;
    }
    if (message.tradeId < this.#tradeId) this.counts.outOfOrderCount++;
    if (message.tradeId === this.#passedTradeId + 1) this.counts.filledTradeGapsCount++;
    this.#passedTradeId = noId;
    this.#tradeId = Math.max(this.#tradeId, message.tradeId);
    this.#levels(eventKind.trade, message);
  }

  #passTrade(tradeId: number): void {
    const before = this.#passedTradeId === noId ? this.#tradeId : this.#passedTradeId;
    this.#passedTradeId = tradeId === before + 1 ? tradeId : noId;
  }

  #ticker(message: BinanceMessage): void {
    this.counts.tickersCount++;
    if (message.updateId < this.#tickerId) this.counts.outOfOrderCount++;
    this.#tickerId = Math.max(this.#tickerId, message.updateId);
    this.#levels(eventKind.ticker, message);
  }

  /** A row for each level; the print of a trade is one, on its aggressor's side. */
  #levels(kind: EventKind, message: BinanceMessage): void {
    this.#makeRoom(message.levelsCount);
    this.#copyLevels(kind, message);
  }

  /** Column by column, without an object a row: this is where nearly all rows are made. */
  #copyLevels(kind: EventKind, message: BinanceMessage): void {
    const rows = this.#rows;
    const receivedNs = this.#receivedNs;
    const { bidsCount, levelsCount, venueNs, firstUpdateId, updateId, previousUpdateId, tradeId } = message;
    let at = rows.count;
    for (let level = 0; level < levelsCount; level++, at++) {
      rows.kind[at] = kind;
      rows.side[at] = kind === eventKind.trade ? message.side : level < bidsCount ? bid : ask;
      rows.isLast[at] = level === levelsCount - 1 ? 1 : 0;
      rows.priceTicks[at] = message.priceTicks[level]!;
      rows.receivedNs[at] = receivedNs;
      rows.venueNs[at] = venueNs;
      rows.sizeLots[at] = message.sizeLots[level]!;
      rows.sizeDust[at] = message.sizeDust[level]!;
      rows.firstUpdateId[at] = firstUpdateId;
      rows.updateId[at] = updateId;
      rows.previousUpdateId[at] = previousUpdateId;
      rows.tradeId[at] = tradeId;
    }
    rows.count = at;
  }

  /** The part of a row without a level. */
  #mark(kind: EventKind, venueNs: TimeNs) {
    return { kind, side: bid, receivedNs: this.#receivedNs, venueNs, priceTicks: 0, sizeLots: 0 } as const;
  }

  /** For the rows of one message. */
  #makeRoom(rowsCount: number): void {
    if (this.#rows.countMax - this.#rows.count >= rowsCount) return;
    this.flush();
    if (this.#rows.countMax < rowsCount) this.#rows = new MarketRows(rowsCount);
  }
}
