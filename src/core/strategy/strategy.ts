/**
 * A strategy is one file: a schema for its parameters, the features it reads, and a pure function from a view to wanted
 * quotes.
 *
 * It never sees an order, a clock or a venue: the order manager turns wants into orders, risk trims them first. The
 * same view gives the same wants.
 */
import type { z } from "zod";
import type { Instrument } from "../../domain/instrument.ts";
import type { TimeNs } from "../../domain/time.ts";
import { change, type MarketView } from "../../ports/engine.ts";
import type { Feature } from "../features/feature.ts";
import type { WantedQuotes } from "./wanted-quotes.ts";

/** What a decision may look at. */
export interface StrategyView {
  readonly nowNs: TimeNs;
  readonly market: MarketView;
  /** Whole lots held beyond the reference, cut towards zero. */
  readonly positionLots: number;
}

/** One decision: reads the view, fills `quotes` (handed over empty). */
export type Decide = (view: StrategyView, quotes: WantedQuotes) => void;

export interface StrategyDefinition<Schema extends z.ZodType = z.ZodType> {
  /** As in configurations: kebab-case. */
  readonly name: string;
  readonly summary: string;
  readonly features: readonly Feature[];
  readonly parameters: Schema;
  start(parameters: z.output<Schema>, instrument: Instrument): Decide;
}

export function defineStrategy<Schema extends z.ZodType>(
  definition: StrategyDefinition<Schema>,
): StrategyDefinition<Schema> {
  return definition;
}

/** Mask of `change`: at a grid point where none of these has changed, this strategy would decide as it did before. */
export function readsOf(strategy: StrategyDefinition): number {
  return strategy.features.reduce((mask, feature) => mask | feature.reads, change.own | change.bookState);
}
