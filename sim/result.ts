/**
 * What a backtest found out of one instrument. `summary.ts` prints it, `json.ts` gives it to programs; nothing of a run
 * is kept elsewhere. A run of many instruments has one of these for each (`run-result.ts`).
 *
 * Money is in 10^-places of `unit` as bigint. Times are from the run's epoch.
 */
import type { ModelRole } from "../src/core/models/model.ts";
import type { QuoteReasonName } from "../src/core/strategy/quote-reasons.ts";
import type { Fill } from "../src/domain/fill.ts";
import type { Instrument } from "../src/domain/instrument.ts";
import type { DurationNs } from "../src/domain/time.ts";
import type { EngineCounts } from "../src/ports/engine.ts";
import type { RunKind } from "./compose-result.ts";
import type { DataFacts } from "./data-facts.ts";
import type { Bracket } from "./queue-model.ts";

export interface BacktestResult extends DataFacts {
  readonly kind: RunKind;
  /** Of the whole run. */
  readonly runHash: string;
  readonly configHash: string;
  readonly version: string;
  readonly engineKind: "native" | "reference";
  readonly seed: number;
  readonly instrument: Instrument;
  readonly strategy: string;
  /** Those of its configuration. */
  readonly models: readonly ModelFacts[];
  readonly queueModel: string;
  /** The whole configuration as YAML, as it took effect. */
  readonly configText: string;
  readonly epochUnixNs: bigint;
  readonly counts: EngineCounts;

  readonly ordersCount: number;
  /** Orders filled at least partly. */
  readonly filledOrdersCount: number;
  /** Sizes of all orders placed, added up. */
  readonly placedLots: number;
  readonly amendsCount: number;
  readonly cancelsCount: number;
  readonly rejectsCount: number;
  /** Placed orders that the venue refused, by reason. */
  readonly rejectsByReason: Readonly<Record<string, number>>;
  /** Wants that risk trimmed or refused, by reason. */
  readonly vetoesByReason: Readonly<Record<string, number>>;
  readonly unknownOrdersCount: number;

  readonly fillsCount: number;
  readonly makerFillsCount: number;
  readonly volumeLots: number;
  readonly positionLots: number;
  /** The instrument trades from an account of its own, and not from the one that others of its run share. */
  readonly hasOwnBalances: boolean;
  /** What that account holds of its assets at the end, in 10^-places of each. */
  readonly balances: Readonly<Record<string, { units: bigint; places: number }>>;
  readonly pnl: ProfitAndLoss;
  /** Fee tier by name, with its rates in units of 1e-8. */
  readonly feeTier: { readonly name: string; readonly makerRate: bigint; readonly takerRate: bigint };
  /**
   * The maker fee rate (a fraction, negative: a rebate is needed) at which net would be 0; undefined without volume.
   */
  readonly breakEvenFee: number | undefined;
  /** Traded value in `unit`. */
  readonly turnoverUnits: bigint;

  readonly incrementsCount: number;
  /** Standard deviation of a one-minute increment, in `unit`. */
  readonly incrementDeviation: number;
  /** Annualised from one-minute increments; undefined with fewer than two of them or no variance, as is their shape. */
  readonly sharpe: number | undefined;
  readonly sharpeError: number | undefined;
  readonly skewness: number | undefined;
  /** Not less 3: a normal has 3. */
  readonly kurtosis: number | undefined;
  readonly deflated: DeflatedSharpe | undefined;
  /** Share of one-minute increments above 0 among those that are not 0. */
  readonly winRate: number | undefined;
  readonly maxDrawdownUnits: bigint;
  /** The longest time below an earlier peak, to the second. */
  readonly longestDrawdownNs: DurationNs;

  readonly timeAtTouch: TimeAtTouch;
  readonly queueAhead: Readonly<Record<"atRest" | "atFill", QueueSummary>>;

  readonly markouts: readonly Markout[];
  /** Markouts by cause of fill, at the same horizons. */
  readonly markoutsByCause: Readonly<Record<string, readonly Markout[]>>;
  readonly fillsByCause: Readonly<Record<string, { fillsCount: number; lots: number }>>;
  /** By horizon; empty for a strategy that predicts no edge. */
  readonly edges: readonly EdgeCalibration[];
  readonly latency: Readonly<Record<"place" | "amend" | "cancel" | "fill", LatencySummary>>;
  readonly bracket: Bracket<BracketEnd>;

  /** Sampled; at most a few thousand points however long the run. */
  readonly series: Series;
  /** All fills, or an even sample of them when there are very many. */
  readonly fills: readonly Fill[];
  readonly fillsSampled: boolean;

  readonly replaySeconds: number;
  readonly eventsPerSecond: number;
  readonly peakRssBytes: number;
}

export interface ModelFacts {
  readonly role: ModelRole;
  readonly name: string;
  readonly hash: string;
  /** What it was fitted to, as its manifest names it. */
  readonly data: readonly string[];
  /** It has seen what is now foretold. Parts of the same data have another hash, and are not noticed. */
  readonly isFittedToTheseData: boolean;
}

/** net = gross - fees; gross = spreadCapture + inventory, to the last digit. */
export interface ProfitAndLoss {
  readonly unit: string;
  readonly places: number;
  readonly net: bigint;
  readonly gross: bigint;
  readonly fees: bigint;
  readonly spreadCapture: bigint;
  readonly inventory: bigint;
  /** To the one-second markout; a part of `inventory`, not added to it. */
  readonly adverseSelection: bigint;
}

/** Mean over fills, weighted by lots, in ticks: s (mid after the horizon - price). Positive is good for us. */
export interface Markout {
  readonly horizonNs: DurationNs;
  readonly fillsCount: number;
  readonly lots: number;
  readonly meanTicks: number;
  /** Standard error of the mean over fills. */
  readonly errorTicks: number;
}

/** Predicted edge of fills against the realised one, in ticks a lot after fees. */
export interface EdgeCalibration {
  readonly horizonNs: DurationNs;
  readonly all: EdgeBin;
  /** In order of the prediction, of equal numbers of fills. */
  readonly bins: readonly EdgeBin[];
}

/** Means weighted by lots; the error is that of the realised one, over minutes; NaN where all fills are of one. */
export interface EdgeBin {
  readonly fillsCount: number;
  readonly lots: number;
  readonly predictedTicks: number;
  readonly realisedTicks: number;
  readonly errorTicks: number;
}

/** The probability that the true Sharpe ratio lies above what the best of so many trials shows without any skill. */
export interface DeflatedSharpe {
  readonly trialsCount: number;
  /** Annualised; 0 for a single trial. */
  readonly threshold: number;
  readonly probability: number;
}

/** Shares of time that a live own quote stood at the best price, sampled once a second; undefined without a sample. */
export interface TimeAtTouch {
  readonly samplesCount: number;
  readonly bid: number | undefined;
  readonly ask: number | undefined;
  readonly both: number | undefined;
}

/** Lots of others ahead in the queue; percentiles within 0.55%. */
export interface QueueSummary {
  readonly count: number;
  readonly medianLots: number;
  readonly p90Lots: number;
}

export interface LatencySummary {
  readonly count: number;
  readonly p50Ns: DurationNs;
  readonly p99Ns: DurationNs;
  readonly maxNs: DurationNs;
}

/** The run with one of the queue models. */
export interface BracketEnd {
  readonly queueModel: string;
  readonly runHash: string;
  readonly fillsCount: number;
  readonly volumeLots: number;
  readonly net: bigint;
  readonly gross: bigint;
}

/**
 * Columns of equal length. Prices are in ticks (mid may end in .5), money in whole `unit`s as a double: for drawing
 * only.
 */
export interface Series {
  readonly timeNs: readonly number[];
  readonly midTicks: readonly number[];
  /** Own best working quotes; NaN when there is none. */
  readonly ownBidTicks: readonly number[];
  readonly ownAskTicks: readonly number[];
  readonly positionLots: readonly number[];
  readonly net: readonly number[];
  readonly gross: readonly number[];
  readonly spreadCapture: readonly number[];
  readonly inventory: readonly number[];
  readonly fees: readonly number[];
  readonly quotes: QuoteSeries;
}

/** Why the quotes stood where they stood: what the strategy said at its last decision, as columns of the same length. */
export interface QuoteSeries {
  /** NaN where it said nothing. */
  readonly reasons: Readonly<Record<QuoteReasonName, readonly number[]>>;
  /** Of the best level of each side: what a fill is expected to earn a lot, and the chance of one. */
  readonly bidEdgeTicks: readonly number[];
  readonly askEdgeTicks: readonly number[];
  readonly bidFillProbability: readonly number[];
  readonly askFillProbability: readonly number[];
  /** What risk said of that decision; "" for nothing. */
  readonly vetoes: readonly string[];
}
