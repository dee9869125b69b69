/**
 * Why the quotes of a decision are where they are, in the strategy's own words: numbers by name, for reports and logs.
 * Nothing is decided by them. What a strategy does not use stays NaN.
 */

/** As in reports. Prices and distances in ticks. */
export const quoteReasonNames = [
  "mid_ticks",
  /** Where the strategy believes the price is. */
  "fair_ticks",
  /** By how much the middle of the quotes lies above the fair price, for inventory. */
  "skew_ticks",
  /** Half of the spread that would be quoted with no inventory risk. */
  "base_half_spread_ticks",
  /** What inventory risk adds to it. */
  "risk_half_spread_ticks",
  /** What a fill is expected to lose to those who know more. */
  "adverse_ticks",
  "fee_ticks",
  "drift_ticks",
  /** Of the mid, in ticks per square root of a second. */
  "volatility_ticks",
  /** Arrivals a second at the mid, and their decay a tick. */
  "intensity",
  "intensity_decay",
  "target_lots",
  /** Risk's own: by how much it moved both sides away from the middle, and both by how much up (down: below 0). */
  "risk_widen_ticks",
  "risk_skew_ticks",
] as const;
export type QuoteReasonName = (typeof quoteReasonNames)[number];

export class QuoteReasons {
  readonly values = new Float64Array(quoteReasonNames.length).fill(Number.NaN);

  set(name: QuoteReasonName, value: number): void {
    this.values[indexOf[name]] = value;
  }

  get(name: QuoteReasonName): number {
    return this.values[indexOf[name]]!;
  }

  clear(): void {
    // So few are cleared sooner than `fill` is called.
    for (let at = 0; at < this.values.length; at++) this.values[at] = Number.NaN;
  }
}

const indexOf = Object.fromEntries(quoteReasonNames.map((name, index) => [name, index])) as Readonly<
  Record<QuoteReasonName, number>
>;
