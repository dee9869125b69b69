/**
 * How fast the book fills up behind the touch, a side: the slope of the straight line from the mid that fits the lots
 * up to a level (Q) to its distance from the mid in ticks (d) best, sum of d Q over sum of d², over the ten best levels.
 * A steep side takes a large order to move. NaN unless both sides have a level and they do not cross.
 *
 * Næs, Skjeltorp: Order book characteristics and the volume-volatility relation (2006) have the slope of a book; here
 * in lots and ticks, since both are what an order is made of.
 */
import { change, type MarketView } from "../../ports/engine.ts";
import type { DepthLevels } from "../../ports/market-signals.ts";
import { defineFeature, type MarketFeature } from "./feature.ts";

const levelsCount = 10;
const shared = { unit: "lots_per_tick", reads: change.depth, needs: { depthLevels: levelsCount } };

export const bidSlope: MarketFeature = defineFeature({
  ...shared,
  name: "bid_slope",
  mirror: () => askSlope,
  value: ({ depth }: MarketView) => slopeOf(depth, depth.bidTicks, depth.bidLots, depth.bidsCount),
});

export const askSlope: MarketFeature = defineFeature({
  ...shared,
  name: "ask_slope",
  mirror: () => bidSlope,
  value: ({ depth }: MarketView) => slopeOf(depth, depth.askTicks, depth.askLots, depth.asksCount),
});

function slopeOf(depth: DepthLevels, ticks: Int32Array, lots: Float64Array, count: number): number {
  const { bidsCount, asksCount, bidTicks, askTicks } = depth;
  if (bidsCount === 0 || asksCount === 0 || bidTicks[0]! >= askTicks[0]!) return Number.NaN;
  const midTicks = (bidTicks[0]! + askTicks[0]!) / 2;
  let lotsUpTo = 0;
  let products = 0;
  let squares = 0;
  for (let level = 0; level < count && level < levelsCount; level++) {
    const distanceTicks = Math.abs(ticks[level]! - midTicks);
    lotsUpTo += lots[level]!;
    products += distanceTicks * lotsUpTo;
    squares += distanceTicks * distanceTicks;
  }
  return products / squares;
}
