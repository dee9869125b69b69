/** Takers' orders as their trades show them: sizes, and signs one after another. */
import { bid, type Side } from "../../src/domain/side.ts";
import type { TimeNs } from "../../src/domain/time.ts";

export interface TakersFigures {
  readonly tradesCount: number;
  readonly takesCount: number;
  readonly medianQuote: number;
  readonly ninthDecileQuote: number;
  readonly meanQuote: number;
  readonly buysShare: number;
}

export class TakersOrders {
  /** In quote currency, buys above 0 and sells below, in the order of time. */
  readonly #takes: number[] = [];
  #tradesCount = 0;
  #lastMatchedNs: TimeNs = Number.NaN;
  #lastSide: Side = bid;

  /** Trades of one time and side, one behind another, are one order's. */
  trade(matchedNs: TimeNs, aggressor: Side, quote: number): void {
    this.#tradesCount++;
    const signed = aggressor === bid ? quote : -quote;
    const isSame = matchedNs === this.#lastMatchedNs && aggressor === this.#lastSide;
    if (isSame) this.#takes[this.#takes.length - 1]! += signed;
    else this.#takes.push(signed);
    this.#lastMatchedNs = matchedNs;
    this.#lastSide = aggressor;
  }

  /** NaN where there is none. */
  figures(): TakersFigures {
    const sizes = Float64Array.from(this.#takes, Math.abs).sort();
    const quantile = (share: number) => sizes[Math.floor(share * (sizes.length - 1))] ?? Number.NaN;
    return {
      tradesCount: this.#tradesCount,
      takesCount: sizes.length,
      medianQuote: quantile(0.5),
      ninthDecileQuote: quantile(0.9),
      meanQuote: sizes.reduce((sum, size) => sum + size, 0) / sizes.length,
      buysShare: this.#takes.filter((quote) => quote > 0).length / sizes.length,
    };
  }

  /** Mean product of the signs of orders so many apart; NaN where there are too few. */
  signCorrelation(lag: number): number {
    let sum = 0;
    for (let at = lag; at < this.#takes.length; at++) sum += Math.sign(this.#takes[at]! * this.#takes[at - lag]!);
    return sum / Math.max(0, this.#takes.length - lag);
  }
}
