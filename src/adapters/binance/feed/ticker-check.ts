/**
 * Whether the book's best prices are what the venue's own ticker says, at equal update ids only: between them the two
 * speak of different moments. A ticker mostly comes before the depth event of its id, so the latest are remembered.
 */
import type { LocalBook } from "../../../domain/local-book.ts";
import { noId } from "../../../domain/market-rows.ts";
import type { BinanceMessage } from "../message.ts";

/** More than a busy market changes its best prices between two depth events. */
const tickersMax = 256;

export class TickerCheck {
  checksCount = 0;
  readonly #ids = new Float64Array(tickersMax).fill(noId);
  readonly #tickers = Array.from({ length: tickersMax }, () => new Float64Array(6));
  #at = 0;

  ticker(message: BinanceMessage): void {
    const kept = this.#tickers[this.#at]!;
    this.#ids[this.#at] = message.updateId;
    for (let level = 0; level < 2; level++) {
      kept[3 * level] = message.priceTicks[level]!;
      kept[3 * level + 1] = message.sizeLots[level]!;
      kept[3 * level + 2] = message.sizeDust[level]!;
    }
    this.#at = (this.#at + 1) % tickersMax;
  }

  /** False when a ticker of the book's own id says otherwise. */
  agrees(book: LocalBook, updateId: number): boolean {
    const at = this.#ids.indexOf(updateId);
    if (at < 0) return true;
    this.checksCount++;
    const kept = this.#tickers[at]!;
    return [book.bids, book.asks].every(
      (side, index) =>
        kept[3 * index] === side.priceTicks(0) &&
        kept[3 * index + 1] === side.sizeLots(0) &&
        kept[3 * index + 2] === side.sizeDust(0),
    );
  }
}
