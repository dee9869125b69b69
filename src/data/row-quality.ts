/**
 * What rows tell of their own quality, in one pass and constant memory: the book that they build, crossings, gaps,
 * trade ids, and how the book agrees with the venue's tickers. The same for rows being imported and rows read back.
 */
import { eventKind } from "../domain/event.ts";
import { LocalBook } from "../domain/local-book.ts";
import { type MarketRows, noId, type RowSink } from "../domain/market-rows.ts";
import { ask, bid } from "../domain/side.ts";
import type { DurationNs, TimeNs } from "../domain/time.ts";
import { TickerChecks, type Top } from "./ticker-checks.ts";

export interface Gap {
  /** The last id before the hole, and the first after it; null where nobody knows. */
  readonly afterUpdateId: number | null;
  readonly nextUpdateId: number | null;
}

/** Gaps listed one by one; beyond that they are only counted. */
const gapsMax = 1000;

export class RowQuality implements RowSink {
  rowsCount = 0;
  /** Level changes, trades and tickers. */
  eventsCount = 0;
  depthMessagesCount = 0;
  tradesCount = 0;
  tickersCount = 0;
  crossedCount = 0;
  gapsCount = 0;
  resyncsCount = 0;
  tradeIdGapsCount = 0;
  /** Rows with a size that is not whole lots. */
  dustRowsCount = 0;
  firstReceivedNs: TimeNs = Number.NaN;
  lastReceivedNs: TimeNs = Number.NaN;
  readonly gaps: Gap[] = [];
  readonly book = new LocalBook();
  readonly tickerChecks = new TickerChecks();
  /** Of the book; `noId` while there is none that can be trusted. */
  bookUpdateId = noId;
  #isGapped = false;
  #bookValidNs: DurationNs = 0;
  /** Since when the book can be trusted; NaN while it cannot. */
  #validSinceNs: TimeNs = Number.NaN;
  #lastDepthNs: TimeNs = Number.NaN;
  #tradeId = noId;
  #ticker = noTop;

  rows(batch: MarketRows): void {
    if (batch.count === 0) return;
    if (this.rowsCount === 0) this.firstReceivedNs = batch.receivedNs[0]!;
    this.lastReceivedNs = batch.receivedNs[batch.count - 1]!;
    this.rowsCount += batch.count;
    for (let at = 0; at < batch.count; at++) this.#row(batch, at);
  }

  end(): void {
    this.tickerChecks.end();
    this.#endValid(this.lastReceivedNs);
  }

  /** How long, from the first row to the last, the book could be trusted. Known at the end. */
  get bookValidNs(): DurationNs {
    return this.#bookValidNs;
  }

  /** The same as a part of the time, 0 to 1. */
  get bookValidShare(): number {
    const spanNs = this.lastReceivedNs - this.firstReceivedNs;
    if (spanNs > 0) return this.#bookValidNs / spanNs;
    return this.bookUpdateId === noId ? 0 : 1;
  }

  #row(rows: MarketRows, at: number): void {
    if (rows.sizeDust[at] !== 0) this.dustRowsCount++;
    const kind = rows.kind[at];
    if (kind === eventKind.depth) this.#depth(rows, at);
    else if (kind === eventKind.trade) this.#trade(rows.tradeId[at]!);
    else if (kind === eventKind.ticker) this.#tickerSide(rows, at);
    else if (kind === eventKind.clear) this.#clear(rows.updateId[at]!, rows.receivedNs[at]!);
    else if (kind === eventKind.snapshotLevel) this.#level(rows, at);
    else this.#gap(rows.previousUpdateId[at]!, rows.firstUpdateId[at]!);
  }

  #level(rows: MarketRows, at: number): void {
    const side = rows.side[at] === ask ? this.book.asks : this.book.bids;
    side.set(rows.priceTicks[at]!, rows.sizeLots[at]!, rows.sizeDust[at]!);
  }

  #depth(rows: MarketRows, at: number): void {
    this.eventsCount++;
    this.#lastDepthNs = rows.receivedNs[at]!;
    this.#level(rows, at);
    if (rows.isLast[at] === 0) return;
    this.depthMessagesCount++;
    this.bookUpdateId = rows.updateId[at]!;
    if (this.book.isCrossed) this.crossedCount++;
    const { bids, asks } = this.book;
    this.tickerChecks.depth({
      updateId: this.bookUpdateId,
      bidTicks: bids.priceTicks(0),
      bidLots: bids.sizeLots(0),
      bidDust: bids.sizeDust(0),
      askTicks: asks.priceTicks(0),
      askLots: asks.sizeLots(0),
      askDust: asks.sizeDust(0),
    });
  }

  #trade(tradeId: number): void {
    this.eventsCount++;
    this.tradesCount++;
    if (this.#tradeId !== noId && tradeId > this.#tradeId + 1) this.tradeIdGapsCount++;
    this.#tradeId = Math.max(this.#tradeId, tradeId);
  }

  #tickerSide(rows: MarketRows, at: number): void {
    const priceTicks = rows.priceTicks[at]!;
    const sizeLots = rows.sizeLots[at]!;
    const sizeDust = rows.sizeDust[at]!;
    const updateId = rows.updateId[at]!;
    this.#ticker =
      rows.side[at] === bid
        ? { ...this.#ticker, updateId, bidTicks: priceTicks, bidLots: sizeLots, bidDust: sizeDust }
        : { ...this.#ticker, updateId, askTicks: priceTicks, askLots: sizeLots, askDust: sizeDust };
    if (rows.isLast[at] === 0) return;
    this.eventsCount++;
    this.tickersCount++;
    // Which book a ticker is of, its id alone tells.
    if (updateId !== noId) this.tickerChecks.ticker(this.#ticker);
  }

  #clear(updateId: number, receivedNs: TimeNs): void {
    if (this.#isGapped) this.resyncsCount++;
    this.#isGapped = false;
    if (Number.isNaN(this.#validSinceNs)) this.#validSinceNs = receivedNs;
    this.#lastDepthNs = receivedNs;
    this.book.clear();
    this.bookUpdateId = updateId;
  }

  #gap(afterUpdateId: number, nextUpdateId: number): void {
    this.gapsCount++;
    this.#isGapped = true;
    this.#endValid(this.#lastDepthNs); // The hole begins behind the last event before it.
    this.bookUpdateId = noId;
    if (this.gaps.length === gapsMax) return;
    const known = (id: number) => (id === noId ? null : id);
    this.gaps.push({ afterUpdateId: known(afterUpdateId), nextUpdateId: known(nextUpdateId) });
  }

  #endValid(endNs: TimeNs): void {
    if (!Number.isNaN(this.#validSinceNs)) this.#bookValidNs += endNs - this.#validSinceNs;
    this.#validSinceNs = Number.NaN;
  }
}

const noTop: Top = { updateId: noId, bidTicks: 0, bidLots: 0, bidDust: 0, askTicks: 0, askLots: 0, askDust: 0 };
