/**
 * What agents work with: the book they trade on, what they think the instrument is worth, and sizes of money in lots.
 */
import type { Side } from "../src/domain/side.ts";
import type { DurationNs, TimeNs } from "../src/domain/time.ts";
import type { FairValue } from "./synthetic-fair-value.ts";

/** A book as an agent uses it: its own orders by numbers that it uses again and again, and the best prices of all. */
export interface AgentBook {
  /** Lots that an order still has; 0 when it is not in the book. */
  lotsOf(order: number): number;
  priceTicksOf(order: number): number;
  /** Best price of a side, 0 when it is empty. */
  bestTicks(side: Side): number;
  /** Rests an order that is not in the book and does not cross. */
  place(order: number, side: Side, priceTicks: number, sizeLots: number): void;
  cancel(order: number): void;
  /** Takes up to `sizeLots` at `limitTicks` or better. What finds nobody is gone. */
  take(side: Side, limitTicks: number, sizeLots: number): void;
}

export class TradingFloor {
  /**
   * @param lotQuote value of one lot at the start, in whole units of the quote currency.
   * @param startNs when the market opens.
   */
  constructor(
    readonly fairValue: FairValue,
    readonly lotQuote: number,
    readonly sizeLotsMin: number,
    readonly startNs: TimeNs,
  ) {}

  /** What a maker that is `delayNs` late takes for the worth of the instrument, in ticks, not rounded. */
  viewTicks(delayNs: DurationNs): number {
    return this.fairValue.delayedTicks(delayNs);
  }

  lotsFor(sizeQuote: number): number {
    return Math.max(this.sizeLotsMin, Math.round(sizeQuote / this.lotQuote));
  }
}
