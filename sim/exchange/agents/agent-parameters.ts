/**
 * What the exchange's own traders are made of. Those of the synthetic market, with its units (bps of the price, money in the quote currency), and
 * what an exchange needs besides: makers that read flow and book, large orders worked in pieces, quotes that leave in bursts.
 */
import type { DurationNs } from "../../../src/domain/time.ts";
import { nsPerMs, nsPerSecond } from "../../../src/domain/time.ts";
import { type AgentParameters, defaultSyntheticParameters } from "../../synthetic-parameters.ts";

export interface ExchangeAgentParameters extends AgentParameters {
  readonly reaction: ReactionParameters;
  readonly large: LargeParameters;
  readonly bursts: BurstParameters;
}

/** How far makers move their view for what takers do, and for what the touch shows. */
export interface ReactionParameters {
  /** How long a trade is remembered (the mean of an exponential). */
  readonly flowMemoryNs: DurationNs;
  /** The view moves by `flowBps` for a remembered net flow of `flowQuote`, and by its square root for others. */
  readonly flowQuote: number;
  readonly flowBps: number;
  /** The view moves by this much when only one side of the touch has any size; by less as the sides are more equal. */
  readonly imbalanceBps: number;
}

/** Large orders without information, worked as a run of small ones on one side. */
export interface LargeParameters {
  readonly meanGapNs: DurationNs;
  /** Whole sizes are Pareto: smallest size, tail exponent, and a cap. */
  readonly sizeQuoteMin: number;
  readonly sizeTail: number;
  readonly sizeQuoteMax: number;
  readonly pieceMeanQuote: number;
  readonly piecesMeanGapNs: DurationNs;
  /** How far beyond the best price a piece may reach. */
  readonly slippageBpsMax: number;
}

/** Moments at which makers take fright and cancel one side. */
export interface BurstParameters {
  readonly meanGapNs: DurationNs;
  /** Chance in a hundred that a maker joins in. */
  readonly joinsPercent: number;
  /** Of its quotes on that side, so many innermost ones go. */
  readonly levelsCount: number;
}

const { fairValue, makers, uninformed } = defaultSyntheticParameters;

/** About 100 orders a second; README.md has what they lead to, beside a recording of BTCUSDT. */
export const defaultAgentParameters: ExchangeAgentParameters = {
  fairValue: {
    ...fairValue,
    stepNs: 10 * nsPerMs,
    regimes: fairValue.regimes.map((regime) => ({ ...regime, bpsPerMinute: 2 * regime.bpsPerMinute })),
    jumpMeanBps: 2 * fairValue.jumpMeanBps,
  },
  makers: {
    ...makers,
    // Two of them quote so near their view that the spread is one tick for most of the time.
    each: [
      { delayNs: 40 * nsPerMs, halfSpreadBps: 0.002 },
      { delayNs: 60 * nsPerMs, halfSpreadBps: 0.005 },
      { delayNs: 80 * nsPerMs, halfSpreadBps: 0.01 },
      { delayNs: 110 * nsPerMs, halfSpreadBps: 0.03 },
      { delayNs: 150 * nsPerMs, halfSpreadBps: 0.06 },
    ],
    wakesMeanGapNs: 250 * nsPerMs,
    innerCheckedCount: 2,
    deepChecksCount: 1,
    innerSizeQuote: 10_000,
    deepSizeQuote: 40_000,
  },
  uninformed: {
    ...uninformed,
    meanGapNs: 170 * nsPerMs,
    sameSidePercent: 78,
    sizeQuoteMin: 12,
    sizeTail: 0.5,
    sizeQuoteMax: 150_000,
  },
  informed: { meanGapNs: 200 * nsPerMs, costBps: 0.3, sizeMeanQuote: 20_000 },
  reaction: { flowMemoryNs: 10 * nsPerSecond, flowQuote: 200_000, flowBps: 0.5, imbalanceBps: 0.03 },
  large: {
    meanGapNs: 10 * nsPerSecond,
    sizeQuoteMin: 20_000,
    sizeTail: 1.3,
    sizeQuoteMax: 3_000_000,
    pieceMeanQuote: 1_500,
    piecesMeanGapNs: 150 * nsPerMs,
    slippageBpsMax: 5,
  },
  bursts: { meanGapNs: 20 * nsPerSecond, joinsPercent: 60, levelsCount: 15 },
};
