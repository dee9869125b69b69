/**
 * What a strategy asks of models: numbers for a quote that it might send, or of the market.
 *
 * A model of a quote sees the market from the quote's side: what it learned of bids holds for asks in the mirror. Its
 * part that is of the market alone is reckoned once a side (`prepare`), so that asking for many prices is cheap. Nothing
 * is allocated.
 */
import type { Side } from "../../domain/side.ts";
import type { DurationNs } from "../../domain/time.ts";
import type { MarketView } from "../../ports/engine.ts";

export interface QuoteModel {
  /** The time over which it speaks. */
  readonly horizonNs: DurationNs;
  /** Before `at`, for each decision and side. */
  prepare(side: Side, market: MarketView): void;
  /**
   * @param distanceTicks from the touch of its own side, above 0 behind it, below 0 inside the spread.
   * @param aheadLots of others in front of it.
   * @returns NaN while a feature that it reads is not known.
   */
  at(distanceTicks: number, aheadLots: number): number;
}

export interface MarketModel {
  readonly horizonNs: DurationNs;
  /** NaN while a feature that it reads is not known. */
  value(market: MarketView): number;
}

/** By what they answer; a configuration names a file for each that it has. */
export interface StrategyModels {
  /** Probability that the quote is filled within the horizon: 0 to 1. */
  readonly fill?: QuoteModel | undefined;
  /** By how many ticks the mid moves against a quote that is filled, within the horizon after: below 0 for us. */
  readonly adverse?: QuoteModel | undefined;
  /** By how many ticks the mid is expected to move within the horizon. */
  readonly drift?: MarketModel | undefined;
}

export const modelRoles = ["fill", "adverse", "drift"] as const;
export type ModelRole = (typeof modelRoles)[number];

/**
 * Why what a decision wanted is not to be trusted: a feature was not known, or a model gave no number for known ones, or
 * one beyond all prices.
 */
export const modelFaults = ["feature_missing", "model_nan"] as const;
export type ModelFault = (typeof modelFaults)[number];

/** Models that remember what they answered, so that no strategy can pass over a bad answer. */
export interface WatchedModels {
  readonly models: StrategyModels;
  /** The gravest since the last call, or undefined. */
  takeFault(): ModelFault | undefined;
}
