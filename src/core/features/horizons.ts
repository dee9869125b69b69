/**
 * Features over the engine's sums: one for each half-life, and a sum made a rate.
 *
 * A sum divided by the time that was summed with the same weights is a rate a second, whatever the half-life. Of the
 * first moments it would be a quotient of two small numbers, so until half a second is summed the market has not said.
 */
import { type Horizon, halfLivesSeconds, type MarketSignals } from "../../ports/market-signals.ts";
import type { MarketFeature } from "./feature.ts";

const exposureSecondsMin = 0.5;

/** One for each half-life, to be had as `features[horizon]`. */
export type PerHorizon = Readonly<Record<Horizon, MarketFeature>> & readonly MarketFeature[];

/** @param make is told the half-life as names have it: `16s`. */
export function perHorizon(make: (horizon: Horizon, name: string) => MarketFeature): PerHorizon {
  const of = (horizon: Horizon) => make(horizon, `${halfLivesSeconds[horizon]}s`);
  return [of(0), of(1), of(2), of(3)];
}

/** A sum's mean over time, in its unit a second; NaN while there was too little of it. */
export function ratePerSecond(sum: number, signals: MarketSignals, horizon: Horizon): number {
  return isRateKnown(signals, horizon) ? sum / signals.exposureSeconds(horizon) : Number.NaN;
}

export function isRateKnown(signals: MarketSignals, horizon: Horizon): boolean {
  return signals.exposureSeconds(horizon) >= exposureSecondsMin;
}
