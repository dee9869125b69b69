/**
 * Which side of the book is longer over its five best levels: (bid - ask) / (bid + ask) of the lots there, from -1 to 1.
 * A level that is missing counts as empty. NaN unless both sides have one.
 *
 * Cao, Hansch, Wang: The information content of an open limit-order book (2009), whose steps beyond the best are what
 * the touch alone does not tell.
 */
import { change } from "../../ports/engine.ts";
import { defineFeature } from "./feature.ts";

const levelsCount = 5;

export const depthImbalance = defineFeature({
  name: "depth_imbalance",
  unit: "",
  reads: change.depth,
  needs: { depthLevels: levelsCount },
  mirror: "negative",
  value: ({ depth }) => {
    if (depth.bidsCount === 0 || depth.asksCount === 0) return Number.NaN;
    const bidLots = totalLots(depth.bidLots, depth.bidsCount);
    const askLots = totalLots(depth.askLots, depth.asksCount);
    return (bidLots - askLots) / (bidLots + askLots);
  },
});

function totalLots(lots: Float64Array, count: number): number {
  let total = 0;
  for (let level = 0; level < count && level < levelsCount; level++) total += lots[level]!;
  return total;
}
