/**
 * A feature is one number that a strategy reads off the market: one file, with its unit and its source.
 *
 * It also says which changes can move it. From that the engine knows at which points of the decision grid nothing can
 * have changed, and skips them natively. Reading a feature changes nothing: a dashboard that looks more often must not
 * move the quotes.
 */
import type { MarketView } from "../../ports/engine.ts";

export interface Feature {
  /** As in columns and configurations: snake_case. */
  readonly name: string;
  /** Empty for a plain number. */
  readonly unit: string;
  /** Mask of `change`: what can move it. */
  readonly reads: number;
  /** NaN while the market does not say. */
  value(market: MarketView): number;
}

export function defineFeature(feature: Feature): Feature {
  return feature;
}
