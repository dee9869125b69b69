/**
 * What the formulas of market making take from a market: volatility and the intensity of fills, each a number of the
 * configuration or measured as the market goes.
 *
 * Measured means over the longest half-life of the features, the same for both sides: a strategy that read more into a
 * difference of buys and sells than chance would quote the noise.
 */
import { z } from "zod";
import type { MarketView } from "../../ports/engine.ts";
import { arrivalDecay, buyArrivals, sellArrivals } from "../features/arrivals.ts";
import type { Feature } from "../features/feature.ts";
import { volatilityRobustMid } from "../features/volatility-robust.ts";
import type { StrategyContext } from "./strategy.ts";

/** Index of the longest half-life. */
export const longest = 3;

export const measuredVolatility: readonly Feature[] = [volatilityRobustMid[longest]];
export const measuredDecay: readonly Feature[] = [arrivalDecay[longest]];
export const measuredIntensity: readonly Feature[] = [
  buyArrivals[longest],
  sellArrivals[longest],
  arrivalDecay[longest],
];

const orMeasured = (least: number, most: number) =>
  z.union([z.literal("measured"), z.number().min(least).max(most)], {
    error: `expected measured, or a number from ${least} to ${most}`,
  });

/** sigma, of the mid, in ticks per square root of a second. */
export const volatilityTicks = orMeasured(0, 1e6);
/** A: orders a second of a side that would reach the mid. */
export const arrivalsPerSecond = orMeasured(1e-6, 1e6);
/** k: orders reach a distance of d ticks at the intensity A e^(-k d). */
export const decayPerTick = orMeasured(1e-6, 100);

type Setting = number | "measured";

/** NaN while the market does not say. */
export type Reading = (market: MarketView) => number;

export function volatilityReading(setting: Setting, context: StrategyContext): Reading {
  return readingOf(setting, () => {
    const reader = context.reader(volatilityRobustMid[longest]);
    return (market) => reader.value(market);
  });
}

export function arrivalsReading(setting: Setting, context: StrategyContext): Reading {
  return readingOf(setting, () => {
    const [buys, sells] = [context.reader(buyArrivals[longest]), context.reader(sellArrivals[longest])];
    return (market) => (buys.value(market) + sells.value(market)) / 2;
  });
}

export function decayReading(setting: Setting, context: StrategyContext): Reading {
  return readingOf(setting, () => {
    const reader = context.reader(arrivalDecay[longest]);
    return (market) => reader.value(market);
  });
}

function readingOf(setting: Setting, measure: () => Reading): Reading {
  return setting === "measured" ? measure() : () => setting;
}
