/**
 * How far to believe a Sharpe ratio that was looked for: the best of many runs is high even when none of them has any
 * skill.
 *
 * Source of both formulas: D. H. Bailey and M. López de Prado, "The Deflated Sharpe Ratio", Journal of Portfolio
 * Management 2014. Ratios are per period (here one-minute increments), not annual, unless a name says so.
 */
import { assert } from "../../src/base/assert.ts";
import type { IncrementSummary } from "./increments.ts";
import { normalCdf, normalQuantile } from "./normal.ts";

/** A market that never closes. */
const minutesPerYear = 525_600;

export function annualised(perMinute: number): number {
  return perMinute * Math.sqrt(minutesPerYear);
}

function perMinute(annual: number): number {
  return annual / Math.sqrt(minutesPerYear);
}

/** A Sharpe ratio as it was measured. */
export interface MeasuredSharpe {
  readonly sharpe: number;
  readonly skewness: number;
  /** Not less 3. */
  readonly kurtosis: number;
  /** Increments it was measured over; 2 at least. */
  readonly incrementsCount: number;
}

type SharpeFigures = Pick<IncrementSummary, "incrementsCount" | "sharpe" | "skewness" | "kurtosis">;

/** Of annualised figures; undefined where there is no ratio. */
export function measuredSharpe(figures: SharpeFigures): MeasuredSharpe | undefined {
  const { sharpe, skewness, kurtosis, incrementsCount } = figures;
  if (sharpe === undefined || skewness === undefined || kurtosis === undefined) return undefined;
  return { sharpe: perMinute(sharpe), skewness, kurtosis, incrementsCount };
}

/**
 * SR0 = sqrt(V) ((1 - g) Q(1 - 1/N) + g Q(1 - 1/(N e))): the Sharpe ratio that the best of N independent trials without
 * skill is expected to show, g Euler's constant and Q the normal quantile. 0 for a single trial, which nobody chose.
 *
 * @param variance of the trials' Sharpe ratios.
 */
export function expectedBestSharpe(trialsCount: number, variance: number): number {
  assert(Number.isSafeInteger(trialsCount) && trialsCount > 0, "there is a whole number of trials");
  assert(variance >= 0, "a variance is not negative");
  if (trialsCount === 1) return 0;
  // The lower tails: 1 - 1/N would lose the digits of 1/N.
  const ofBest = -normalQuantile(1 / trialsCount);
  const beyond = -normalQuantile(1 / (trialsCount * Math.E));
  return Math.sqrt(variance) * ((1 - eulerMascheroni) * ofBest + eulerMascheroni * beyond);
}

/**
 * (SR - SR0) sqrt(T - 1) / sqrt(1 - skewness SR + (kurtosis - 1) / 4 SR^2): standard errors that a ratio lies above a
 * threshold, with the error that increments of that shape lead to. Undefined when that error is 0: two values, say.
 */
export function sharpeScore(measured: MeasuredSharpe, threshold: number): number | undefined {
  const { sharpe, skewness, kurtosis, incrementsCount } = measured;
  assert(incrementsCount >= 2, "a Sharpe ratio is measured over two increments or more");
  const spread = 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe;
  return spread > 0 ? ((sharpe - threshold) * Math.sqrt(incrementsCount - 1)) / Math.sqrt(spread) : undefined;
}

/** The deflated Sharpe ratio of a score: the probability that the true ratio lies above the threshold. */
export function deflatedSharpe(score: number): number {
  return normalCdf(score);
}

const eulerMascheroni = 0.5772156649015329;
