/** What every agent of the synthetic market works with: the one book, the fair value, and sizes of money in lots. */
import type { TimeNs } from "../src/domain/time.ts";
import type { SyntheticBook } from "./synthetic-book.ts";
import type { FairValue } from "./synthetic-fair-value.ts";

export class TradingFloor {
  /**
   * @param lotQuote value of one lot at the start, in whole units of the quote currency.
   * @param startNs when the market opens.
   */
  constructor(
    readonly book: SyntheticBook,
    readonly fairValue: FairValue,
    readonly lotQuote: number,
    readonly sizeLotsMin: number,
    readonly startNs: TimeNs,
  ) {}

  lotsFor(sizeQuote: number): number {
    return Math.max(this.sizeLotsMin, Math.round(sizeQuote / this.lotQuote));
  }
}
