/**
 * The market that papers on optimal quoting are tested on: a mid that goes up or down by the same amount at each step,
 * and takers who meet a quote at a distance d from it with the probability A e^(-k d) dt a step, each side for itself.
 *
 * There is no book, no queue and no latency: it tells whether formulas do what their papers say, and nothing about a
 * venue. Distances and money are in ticks, times units of size; the mid begins at 0, since only its changes count.
 *
 * Avellaneda, Stoikov: High-frequency trading in a limit order book (2008), section 3.3.
 */
import { exp } from "../src/base/math.ts";
import type { Random } from "../src/base/random.ts";
import { RunningMoments } from "./statistics/moments.ts";

export interface PoissonMarket {
  /** sigma, per square root of a second. */
  readonly volatilityTicks: number;
  /** A: orders a second of a side that reach the mid. */
  readonly arrivalsPerSecond: number;
  /** k. */
  readonly decayPerTick: number;
  readonly seconds: number;
  readonly stepsCount: number;
}

/** Distances of both quotes from the mid, outwards; Infinity for none. */
export interface PoissonQuotes {
  bidTicks: number;
  askTicks: number;
}

/** Fills in `quotes` for an inventory in units of size, so long before the end. */
export type QuotePoisson = (inventory: number, secondsLeft: number, quotes: PoissonQuotes) => void;

export interface PoissonPath {
  /** Cash, and the inventory at the mid. */
  readonly profitTicks: number;
  readonly inventory: number;
}

/** Over paths. */
export interface PoissonFigures {
  readonly profitTicks: RunningMoments;
  readonly inventory: RunningMoments;
}

/** Each path has streams of its own, so that the first of many are those of few. */
export function runPoissonPaths(
  market: PoissonMarket,
  quote: QuotePoisson,
  random: Random,
  pathsCount: number,
): PoissonFigures {
  const figures = { profitTicks: new RunningMoments(), inventory: new RunningMoments() };
  for (let path = 0; path < pathsCount; path++) {
    const { profitTicks, inventory } = runPoissonPath(market, quote, random.fork(String(path)));
    figures.profitTicks.add(profitTicks);
    figures.inventory.add(inventory);
  }
  return figures;
}

/** Quotes stand through a step, may be filled on both sides in it, and then the mid moves. */
export function runPoissonPath(market: PoissonMarket, quote: QuotePoisson, random: Random): PoissonPath {
  const { volatilityTicks, arrivalsPerSecond, decayPerTick, seconds, stepsCount } = market;
  const stepSeconds = seconds / stepsCount;
  const moveTicks = volatilityTicks * Math.sqrt(stepSeconds);
  const takers = random.fork("takers");
  const walk = random.fork("mid");
  const quotes = { bidTicks: Number.POSITIVE_INFINITY, askTicks: Number.POSITIVE_INFINITY };
  const isFilled = (distanceTicks: number) =>
    takers.unit() < arrivalsPerSecond * exp(-decayPerTick * distanceTicks) * stepSeconds;
  let [midTicks, cashTicks, inventory] = [0, 0, 0];
  for (let step = 0; step < stepsCount; step++) {
    quote(inventory, seconds - step * stepSeconds, quotes);
    const [isBought, isSold] = [isFilled(quotes.bidTicks), isFilled(quotes.askTicks)];
    if (isBought) cashTicks -= midTicks - quotes.bidTicks;
    if (isSold) cashTicks += midTicks + quotes.askTicks;
    inventory += Number(isBought) - Number(isSold);
    midTicks += walk.chance(1, 2) ? moveTicks : -moveTicks;
  }
  return { profitTicks: cashTicks + inventory * midTicks, inventory };
}
