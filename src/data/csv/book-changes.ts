/**
 * A stream of whole books, without the events between them, as a first book and what changed from each to the next: a
 * change is then one depth event, and a level that did not change keeps its queue.
 *
 * Of a book cut at so many levels, one that leaves it at the far end is told as gone: what stands beyond is not known.
 */
import { BinanceMessage, messageKind } from "../../adapters/binance/message.ts";
import type { Market } from "../../domain/instrument.ts";
import { noId } from "../../domain/market-rows.ts";

interface LevelSize {
  readonly lots: number;
  readonly dust: number;
}
type Book = ReadonlyMap<number, LevelSize>;

export class BookChanges {
  #bids: Book | undefined;
  #asks: Book | undefined;
  #updateId = noId;
  readonly #change = new BinanceMessage();
  readonly #isFutures: boolean;

  constructor(market: Market) {
    this.#isFutures = market !== "spot";
  }

  /** The first book as it is, later ones as depth events; undefined where nothing changed. Good until the next. */
  take(book: BinanceMessage): BinanceMessage | undefined {
    const bids = levelsOf(book, 0, book.bidsCount);
    const asks = levelsOf(book, book.bidsCount, book.levelsCount);
    const [bidsBefore, asksBefore] = [this.#bids, this.#asks];
    this.#bids = bids;
    this.#asks = asks;
    if (bidsBefore === undefined || asksBefore === undefined) {
      this.#updateId = book.updateId;
      return book;
    }
    const change = this.#begin(book);
    addChanges(bidsBefore, bids, change);
    change.bidsCount = change.levelsCount;
    addChanges(asksBefore, asks, change);
    if (change.levelsCount === 0 || change.updateId <= this.#updateId) return undefined;
    this.#updateId = change.updateId;
    return change;
  }

  #begin({ receivedNs, eventNs, venueNs, updateId }: BinanceMessage): BinanceMessage {
    const change = this.#change;
    change.clear();
    change.kind = messageKind.depth;
    change.receivedNs = receivedNs;
    change.eventNs = eventNs;
    change.venueNs = venueNs;
    change.firstUpdateId = this.#updateId + 1;
    change.updateId = updateId;
    change.previousUpdateId = this.#isFutures ? this.#updateId : noId;
    return change;
  }
}

function levelsOf({ priceTicks, sizeLots, sizeDust }: BinanceMessage, from: number, to: number): Book {
  const book = new Map<number, LevelSize>();
  for (let at = from; at < to; at++) book.set(priceTicks[at]!, { lots: sizeLots[at]!, dust: sizeDust[at]! });
  return book;
}

function addChanges(before: Book, after: Book, change: BinanceMessage): void {
  for (const price of before.keys()) if (!after.has(price)) change.addLevel(price, 0, 0);
  for (const [price, { lots, dust }] of after) {
    const old = before.get(price);
    if (old?.lots !== lots || old.dust !== dust) change.addLevel(price, lots, dust);
  }
}
