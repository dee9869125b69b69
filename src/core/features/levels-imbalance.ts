/** The imbalance of a book's best levels, however much each of them counts. */
import type { DepthLevels } from "../../ports/market-signals.ts";

/**
 * (bid - ask) / (bid + ask) of the weighted lots, from -1 to 1. A level that is missing counts as empty. NaN unless both
 * sides have one.
 * @param decay how much a level counts beside the one before it; 1 for all alike.
 */
export function levelsImbalance(depth: DepthLevels, levelsCount: number, decay: number): number {
  if (depth.bidsCount === 0 || depth.asksCount === 0) return Number.NaN;
  const bidLots = weightedLots(depth.bidLots, Math.min(depth.bidsCount, levelsCount), decay);
  const askLots = weightedLots(depth.askLots, Math.min(depth.asksCount, levelsCount), decay);
  return (bidLots - askLots) / (bidLots + askLots);
}

function weightedLots(lots: Float64Array, count: number, decay: number): number {
  let total = 0;
  let weight = 1;
  for (let level = 0; level < count; level++, weight *= decay) total += weight * lots[level]!;
  return total;
}
