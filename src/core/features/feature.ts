/**
 * A feature is one number that a strategy reads off the market: one file, with its unit and its source.
 *
 * It also says which changes can move it, and what the engine must keep for it. From the first the engine knows at which
 * points of the decision grid nothing can have changed, and skips them natively. Reading a feature changes nothing: a
 * dashboard that looks more often must not move the quotes.
 *
 * Most are a function of the view alone, for what is summed over time the engine sums (`MarketView.signals`). One that
 * needs more reads the columns of trades and touches as they come, in a reader of its own.
 */
import type { MarketView } from "../../ports/engine.ts";
import type { MarketFlow, SignalNeeds } from "../../ports/market-signals.ts";

export type Feature = MarketFeature | FlowFeature;

interface FeatureFacts {
  /** As in columns and configurations: snake_case. */
  readonly name: string;
  /** Empty for a plain number. */
  readonly unit: string;
  /** Mask of `change`: what can move it; `change.time` for what decays. */
  readonly reads: number;
  /** What the engine must keep for it; nothing unless said. */
  readonly needs?: Partial<SignalNeeds>;
  /**
   * What it becomes where bid and ask are exchanged: the same, its negative, or another feature's value. Only what says
   * so can be an input of a model, which sees the market from the side of the quote.
   */
  readonly mirror?: "same" | "negative" | (() => Feature);
}

export interface MarketFeature extends FeatureFacts {
  /** NaN while the market does not say. */
  value(market: MarketView): number;
}

export interface FlowFeature extends FeatureFacts {
  /** A reader for one run. */
  start(): FlowReader;
}

export interface FeatureReader {
  /** NaN while the market does not say. */
  value(market: MarketView): number;
}

export interface FlowReader extends FeatureReader {
  /** Told at each stop what came since the last one, whether or not somebody decides. */
  take(flow: MarketFlow): void;
}

export function defineFeature(feature: MarketFeature): MarketFeature {
  return feature;
}

export function defineFlowFeature(feature: FlowFeature): FlowFeature {
  return feature;
}

export function isFlowFeature(feature: Feature): feature is FlowFeature {
  return "start" in feature;
}
