/**
 * A strategy is one file: a schema for its parameters, the features it reads, and a pure function from a view to wanted
 * quotes.
 *
 * It never sees a clock or a venue: the order manager turns wants into orders, risk trims them first. The same view
 * gives the same wants.
 */
import type { z } from "zod";
import type { FeeTier } from "../../domain/fees.ts";
import type { Instrument } from "../../domain/instrument.ts";
import type { Side } from "../../domain/side.ts";
import type { TimeNs } from "../../domain/time.ts";
import { change, engineLimits, type MarketView } from "../../ports/engine.ts";
import { allSignals, noSignals, type SignalNeeds } from "../../ports/market-signals.ts";
import type { Feature, FeatureReader } from "../features/feature.ts";
import type { ModelRole, StrategyModels } from "../models/model.ts";
import type { OwnQuotes } from "../orders/own-quotes.ts";
import type { WantedQuotes } from "./wanted-quotes.ts";

/** What a decision may look at. */
export interface StrategyView {
  readonly nowNs: TimeNs;
  readonly market: MarketView;
  /** Whole lots held beyond the reference, cut towards zero. */
  readonly positionLots: number;
  /** What the market holds that this one hedges, in lots of this one, parts of lots too; 0 where it hedges none. */
  readonly hedgedLots: number;
  /** What works on a side, or is on its way there. Lent until the next call for that side. */
  own(side: Side): OwnQuotes;
}

/** One decision: reads the view, fills `quotes` (handed over empty). */
export type Decide = (view: StrategyView, quotes: WantedQuotes) => void;

/** What a strategy is started with, besides its parameters. */
export interface StrategyContext {
  readonly instrument: Instrument;
  readonly feeTier: FeeTier;
  /** As the configuration gave them. */
  readonly models: StrategyModels;
  /** Of a feature that the definition lists. */
  reader(feature: Feature): FeatureReader;
}

export interface StrategyDefinition<Schema extends z.ZodType = z.ZodType> {
  /** As in configurations: kebab-case. */
  readonly name: string;
  readonly summary: string;
  readonly features: readonly Feature[];
  /** Models that it can use; with none of them it must know what to do. */
  readonly models?: readonly ModelRole[];
  /** Whether it asks how long queues are: the book's levels behind the touch, and the lots ahead of its own quotes. */
  readonly readsQueues?: boolean;
  /** Whether it reads what another market holds: a configuration may then say which. */
  readonly readsHedged?: boolean;
  readonly parameters: Schema;
  start(parameters: z.output<Schema>, context: StrategyContext): Decide;
}

export function defineStrategy<Schema extends z.ZodType>(
  definition: StrategyDefinition<Schema>,
): StrategyDefinition<Schema> {
  return definition;
}

/** Mask of `change`: at a grid point where none of these has changed, this strategy would decide as it did before. */
export function readsOf(features: readonly Feature[], readsQueues = false): number {
  return features.reduce((mask, feature) => mask | feature.reads, readsQueues ? readAlways | readOfQueues : readAlways);
}

/** What the engine must keep for these features. */
export function signalsOf(features: readonly Feature[], readsQueues = false): SignalNeeds {
  const ofFeatures = features.map(({ needs }) => ({ ...noSignals, ...needs }));
  return allSignals(readsQueues ? [...ofFeatures, needsOfQueues] : ofFeatures);
}

const readAlways = change.own | change.bookState;
const readOfQueues = change.touchPrice | change.touchSize | change.trade | change.depth;
const needsOfQueues: SignalNeeds = { sums: false, flow: true, depthLevels: engineLimits.depthLevelsMax };
