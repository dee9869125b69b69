/**
 * Agents fitted to a market: first by moments of the recorded figures, then by rounds of simulation, each of which moves a parameter by the ratio of
 * the figure that it drives, recorded over simulated, damped. The seed is fixed, so equal figures give equal parameters.
 *
 * | parameter                             | by moments                                       | in rounds, by the ratio of      |
 * |---------------------------------------|--------------------------------------------------|---------------------------------|
 * | uninformed.meanGapNs                  | –                                                | takers' orders a second         |
 * | uninformed.sizeTail                   | ln 5 / ln(q90 / q50), quantiles of a Pareto      | –                               |
 * | uninformed.sizeQuoteMin               | q50 / 2^(1 / tail)                               | median size                     |
 * | uninformed.sizeQuoteMax               | where a capped Pareto has the recorded mean      | mean size                       |
 * | informed.sizeMeanQuote                | –                                                | ninth decile of sizes           |
 * | uninformed.sameSidePercent            | a Markov chain: 50 (1 + correlation of signs)    | 50 x the difference, added      |
 * | fairValue regimes, jumps              | variance a minute: regimes by duration, and jumps | volatility over 10 s            |
 * | makers.each halfSpreadBps             | –                                                | mean spread                     |
 * | makers.innerSizeQuote                 | –                                                | depth at the best price         |
 * | makers.deepSizeQuote                  | –                                                | depth within `reachBps`         |
 * | makers.wakesMeanGapNs                 | –                                                | orders a second                 |
 *
 * All else stays as it was: delays, how often the informed look, large orders, bursts. A public feed shows no trace that is theirs alone.
 */
import { assert } from "../../src/base/assert.ts";
import { log, pow } from "../../src/base/math.ts";
import { nsPerMinute, nsPerSecond } from "../../src/domain/time.ts";
import type { ExchangeAgentParameters } from "../exchange/agents/agent-parameters.ts";
import type { FairValueParameters, UninformedParameters } from "../synthetic-parameters.ts";
import type { MarketFigures } from "./market-statistics.ts";

export interface AgentFit {
  readonly parameters: ExchangeAgentParameters;
  /** What they lead to in the simulation of the fit. */
  readonly figures: MarketFigures;
  /** Of the round that came nearest, 1 the one after moments alone. */
  readonly round: number;
  /** Mean over the fitted figures of |ln(simulated / recorded)|, by round. */
  readonly distances: readonly number[];
}

export const fitRounds = 10;

/** @param simulate gives the figures of a market of these agents, always the same. */
export function fitAgents(
  recorded: MarketFigures,
  start: ExchangeAgentParameters,
  simulate: (parameters: ExchangeAgentParameters) => MarketFigures,
): AgentFit {
  let parameters = byMoments(recorded, start);
  const rounds: Round[] = [];
  for (let round = 1; round <= fitRounds; round++) {
    const figures = simulate(parameters);
    rounds.push({ parameters, figures, round, distance: distanceOf(recorded, figures) });
    parameters = corrected(parameters, recorded, figures);
  }
  const best = rounds.reduce((a, b) => (b.distance < a.distance ? b : a));
  const { figures, round } = best;
  return { parameters: best.parameters, figures, round, distances: rounds.map(({ distance }) => distance) };
}

interface Round extends Omit<AgentFit, "distances"> {
  readonly distance: number;
}

/** The first parameters, before any simulation. */
export function byMoments(recorded: MarketFigures, start: ExchangeAgentParameters): ExchangeAgentParameters {
  const uninformed = { ...start.uninformed, ...sizesOf(recorded) };
  const factor = recorded.bpsPerMinute[tenSeconds]! / Math.sqrt(variancePerMinute(start.fairValue));
  return {
    ...start,
    uninformed: { ...uninformed, sameSidePercent: percent(50 * (1 + recorded.signCorrelation[0]!)) },
    fairValue: scaledVolatility(start.fairValue, factor),
  };
}

/** Variance of the fair value's change over a minute, in squared bps; jumps are exponential, so the mean of their squares is twice that of their sizes. */
export function variancePerMinute({ regimes, jumpsMeanGapNs, jumpMeanBps }: FairValueParameters): number {
  const durationNs = regimes.reduce((sum, { meanDurationNs }) => sum + meanDurationNs, 0);
  const diffusion = regimes.reduce(
    (sum, { bpsPerMinute, meanDurationNs }) => sum + bpsPerMinute ** 2 * meanDurationNs,
    0,
  );
  return diffusion / durationNs + (nsPerMinute / jumpsMeanGapNs) * 2 * jumpMeanBps ** 2;
}

/** Mean of a Pareto with this tail, from `min`, capped at `max`: the integral of P(size > s) from 0 to the cap. */
export function cappedMean(min: number, tail: number, max: number): number {
  if (Math.abs(tail - 1) < 1e-9) return min * (1 + log(max / min));
  return min * (1 + (1 - pow(max / min, 1 - tail)) / (tail - 1));
}

type Sizes = Pick<UninformedParameters, "sizeQuoteMin" | "sizeTail" | "sizeQuoteMax">;

function sizesOf({ sizeMedianQuote, sizeNinthDecileQuote, sizeMeanQuote }: MarketFigures): Sizes {
  const sizeTail = clamp(log(5) / log(Math.max(1.01, sizeNinthDecileQuote / sizeMedianQuote)), tailMin, tailMax);
  const sizeQuoteMin = sizeMedianQuote * pow(2, -1 / sizeTail);
  return { sizeQuoteMin, sizeTail, sizeQuoteMax: capFor(sizeQuoteMin, sizeTail, sizeMeanQuote) };
}

/** By halving the logarithm; the bounds where no cap between them gives the mean. */
function capFor(min: number, tail: number, meanQuote: number): number {
  let low = 2 * min;
  let high = 1e5 * min;
  for (let halvings = 0; halvings < 60; halvings++) {
    const middle = Math.sqrt(low * high);
    if (cappedMean(min, tail, middle) < meanQuote) low = middle;
    else high = middle;
  }
  return high;
}

function corrected(
  parameters: ExchangeAgentParameters,
  recorded: MarketFigures,
  simulated: MarketFigures,
): ExchangeAgentParameters {
  const { makers, informed, fairValue } = parameters;
  const by = (figure: (figures: MarketFigures) => number) => ratioOf(figure(recorded), figure(simulated));
  const spread = by((figures) => figures.spreadTicks);
  const halfSpreadBpsMax = makers.deepestBps / 2;
  return {
    ...parameters,
    makers: {
      ...makers,
      each: makers.each.map(({ delayNs, halfSpreadBps }) => ({
        delayNs,
        halfSpreadBps: clamp(halfSpreadBps * spread, halfSpreadBpsMin, halfSpreadBpsMax),
      })),
      wakesMeanGapNs: gap(makers.wakesMeanGapNs / by((figures) => figures.ordersPerSecond)),
      innerSizeQuote: makers.innerSizeQuote * by((figures) => figures.depthQuote[0]!),
      deepSizeQuote: makers.deepSizeQuote * by((figures) => figures.nearQuote),
    },
    uninformed: correctedUninformed(parameters.uninformed, recorded, simulated),
    informed: { ...informed, sizeMeanQuote: informed.sizeMeanQuote * by((figures) => figures.sizeNinthDecileQuote) },
    fairValue: scaledVolatility(
      fairValue,
      by((figures) => figures.bpsPerMinute[tenSeconds]!),
    ),
  };
}

function correctedUninformed(
  uninformed: UninformedParameters,
  recorded: MarketFigures,
  simulated: MarketFigures,
): UninformedParameters {
  const by = (figure: (figures: MarketFigures) => number) => ratioOf(figure(recorded), figure(simulated));
  const sizeQuoteMin = uninformed.sizeQuoteMin * by((figures) => figures.sizeMedianQuote);
  const signs = recorded.signCorrelation[0]! - simulated.signCorrelation[0]!;
  return {
    ...uninformed,
    meanGapNs: gap(uninformed.meanGapNs / by((figures) => figures.takesPerSecond)),
    sizeQuoteMin,
    sizeQuoteMax: Math.max(2 * sizeQuoteMin, uninformed.sizeQuoteMax * by((figures) => figures.sizeMeanQuote)),
    sameSidePercent: percent(uninformed.sameSidePercent + (Number.isNaN(signs) ? 0 : 50 * signs)),
  };
}

function scaledVolatility(fairValue: FairValueParameters, factor: number): FairValueParameters {
  assert(factor >= 0, "a volatility is not negative");
  return {
    ...fairValue,
    regimes: fairValue.regimes.map((regime) => ({ ...regime, bpsPerMinute: regime.bpsPerMinute * factor })),
    jumpMeanBps: fairValue.jumpMeanBps * factor,
  };
}

/** The figures that parameters are moved by. */
function distanceOf(recorded: MarketFigures, simulated: MarketFigures): number {
  const pairs = [recorded, simulated].map((figures) => [
    figures.takesPerSecond,
    figures.sizeMedianQuote,
    figures.sizeNinthDecileQuote,
    figures.bpsPerMinute[tenSeconds]!,
    figures.spreadTicks,
    figures.depthQuote[0]!,
    figures.nearQuote,
    figures.ordersPerSecond,
    1 + figures.signCorrelation[0]!,
  ]);
  const logs = pairs[0]!.map((value, at) => Math.abs(log(ratioBound(value / pairs[1]![at]!))));
  return logs.reduce((sum, value) => sum + value, 0) / logs.length;
}

/** What a parameter is multiplied by: damped, and never more than doubled or halved, since parameters drive one another's figures. */
function ratioOf(recorded: number, simulated: number): number {
  return clamp(pow(ratioBound(recorded / simulated), 0.7), 0.5, 2);
}

/** A figure that is 0 or not there says only that it is far off. */
function ratioBound(ratio: number): number {
  return Number.isNaN(ratio) ? 1 : clamp(ratio, 1e-3, 1e3);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function percent(value: number): number {
  return Math.round(clamp(value, 1, 99));
}

function gap(gapNs: number): number {
  return Math.round(clamp(gapNs, gapNsMin, gapNsMax));
}

/** Index of the steps of 10 s: beyond what makers need to follow, and often enough in a short recording. */
const tenSeconds = 2;
const tailMin = 0.2;
const tailMax = 5;
const halfSpreadBpsMin = 1e-4;
const gapNsMin = nsPerSecond / 1000;
const gapNsMax = 3600 * nsPerSecond;
