/**
 * What the synthetic market is made of: every rate, size and distance of its agents.
 *
 * Distances are in basis points (bps) of the price and sizes in the quote currency, so that one set serves instruments
 * of any grid. The values are chosen for a liquid pair such as BTCUSDT on Spot; README.md states what they lead to.
 */
import type { DurationNs } from "../src/domain/time.ts";
import { nsPerMs, nsPerSecond } from "../src/domain/time.ts";

/** Who trades, and on what: the same wherever the agents' book is. */
export interface AgentParameters {
  readonly fairValue: FairValueParameters;
  readonly makers: MakerParameters;
  readonly uninformed: UninformedParameters;
  readonly informed: InformedParameters;
}

export interface SyntheticParameters extends AgentParameters {
  readonly feed: FeedParameters;
}

export interface FairValueParameters {
  readonly stepNs: DurationNs;
  /** Visited in turn at random; durations are exponential. */
  readonly regimes: readonly VolatilityRegime[];
  readonly jumpsMeanGapNs: DurationNs;
  /** Mean size of a jump (exponential, either direction). */
  readonly jumpMeanBps: number;
}

export interface VolatilityRegime {
  /** Standard deviation of the fair value's change over one minute. */
  readonly bpsPerMinute: number;
  readonly meanDurationNs: DurationNs;
  /** Multiplies the arrivals of uninformed takers. */
  readonly activity: number;
}

export interface MakerParameters {
  /** One entry, one maker. */
  readonly each: readonly MakerCharacter[];
  readonly wakesMeanGapNs: DurationNs;
  readonly levelsPerSide: number;
  /** Distance of the outermost quote; those between are spaced geometrically. */
  readonly deepestBps: number;
  /** A quote is moved when it is off its target by this share of its distance. */
  readonly tolerance: number;
  /** Quotes a side that are looked at on each waking: so many of the innermost, and so many picked at random. */
  readonly innerCheckedCount: number;
  readonly deepChecksCount: number;
  /** Standard deviation of a maker's own opinion about the fair value, and how long an opinion lasts. */
  readonly opinionBps: number;
  readonly opinionMeanNs: DurationNs;
  /** Mean size (exponential) of the innermost quote, and of the outermost. */
  readonly innerSizeQuote: number;
  readonly deepSizeQuote: number;
}

export interface MakerCharacter {
  /** How late it sees the fair value. */
  readonly delayNs: DurationNs;
  /** Distance of its innermost quote from its view. Who sees later must stay further away. */
  readonly halfSpreadBps: number;
}

export interface UninformedParameters {
  readonly meanGapNs: DurationNs;
  /** Chance in a hundred that an arrival goes the same way as the one before. */
  readonly sameSidePercent: number;
  /** Sizes are Pareto: smallest size, tail exponent, and a cap. */
  readonly sizeQuoteMin: number;
  readonly sizeTail: number;
  readonly sizeQuoteMax: number;
  /** How far beyond the best price an order may reach. */
  readonly slippageBpsMax: number;
}

export interface InformedParameters {
  /** Mean gap between looks at the book; Infinity for a market without informed takers. */
  readonly meanGapNs: DurationNs;
  /** A quote worse than the fair value by more than this is taken. */
  readonly costBps: number;
  /** Mean size (exponential) of what one look may take. */
  readonly sizeMeanQuote: number;
}

export interface FeedParameters {
  readonly depthEveryNs: DurationNs;
  /** Each message takes the floor and an exponential jitter of its channel. */
  readonly latencyFloorNs: DurationNs;
  readonly tradeJitterMeanNs: DurationNs;
  readonly depthJitterMeanNs: DurationNs;
  readonly tickerJitterMeanNs: DurationNs;
  /**
   * Chance, one in so many messages, that a channel is held up; and for how long on average (exponential, capped at 10
   * means).
   */
  readonly stallOneIn: number;
  readonly stallMeanNs: DurationNs;
}

export const defaultSyntheticParameters: SyntheticParameters = {
  fairValue: {
    stepNs: 5 * nsPerMs,
    regimes: [
      { bpsPerMinute: 1, meanDurationNs: 180 * nsPerSecond, activity: 0.7 },
      { bpsPerMinute: 1.8, meanDurationNs: 90 * nsPerSecond, activity: 1.2 },
      { bpsPerMinute: 3.5, meanDurationNs: 25 * nsPerSecond, activity: 2.5 },
    ],
    jumpsMeanGapNs: 300 * nsPerSecond,
    jumpMeanBps: 1.5,
  },
  makers: {
    each: [
      { delayNs: 40 * nsPerMs, halfSpreadBps: 0.05 },
      { delayNs: 60 * nsPerMs, halfSpreadBps: 0.07 },
      { delayNs: 80 * nsPerMs, halfSpreadBps: 0.1 },
      { delayNs: 110 * nsPerMs, halfSpreadBps: 0.13 },
      { delayNs: 150 * nsPerMs, halfSpreadBps: 0.16 },
      { delayNs: 200 * nsPerMs, halfSpreadBps: 0.2 },
    ],
    wakesMeanGapNs: 90 * nsPerMs,
    levelsPerSide: 40,
    deepestBps: 25,
    tolerance: 0.3,
    innerCheckedCount: 3,
    deepChecksCount: 4,
    opinionBps: 0.04,
    opinionMeanNs: 2 * nsPerSecond,
    innerSizeQuote: 1_000,
    deepSizeQuote: 14_000,
  },
  uninformed: {
    meanGapNs: 250 * nsPerMs,
    sameSidePercent: 70,
    sizeQuoteMin: 800,
    sizeTail: 1,
    sizeQuoteMax: 1_500_000,
    slippageBpsMax: 10,
  },
  informed: { meanGapNs: 130 * nsPerMs, costBps: 0.08, sizeMeanQuote: 6_000 },
  feed: {
    depthEveryNs: 100 * nsPerMs,
    latencyFloorNs: 2 * nsPerMs,
    tradeJitterMeanNs: 2 * nsPerMs,
    depthJitterMeanNs: 1 * nsPerMs,
    tickerJitterMeanNs: 1 * nsPerMs,
    stallOneIn: 2_000,
    stallMeanNs: 20 * nsPerMs,
  },
};
