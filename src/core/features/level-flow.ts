/**
 * Order-flow imbalance over the best levels of the depth book, in lots a second: the mean of the levels' own. Much that
 * will be at the touch is first heard of behind it.
 *
 * Xu, Gould, Howison: Multi-level order-flow imbalance in a limit order book (2019), the components; their plain mean
 * instead of a fitted weight each, as Cont, Cucuringu, Zhang: Cross-impact of order flow imbalance in equity markets
 * (2023) find them to move as one.
 */
import { change } from "../../ports/engine.ts";
import { flowLevelsCount, type Horizon, type MarketSignals } from "../../ports/market-signals.ts";
import { defineFeature } from "./feature.ts";
import { perHorizon, ratePerSecond } from "./horizons.ts";

export const levelFlow = perHorizon((horizon, name) =>
  defineFeature({
    name: `level_flow_${name}`,
    unit: "lots_per_s",
    reads: change.depth | change.time,
    needs: { sums: true },
    mirror: "negative",
    value: ({ signals }) => ratePerSecond(meanLots(signals, horizon), signals, horizon),
  }),
);

function meanLots(signals: MarketSignals, horizon: Horizon): number {
  let total = 0;
  for (let level = 0; level < flowLevelsCount; level++) total += signals.levelFlowLots(level, horizon);
  return total / flowLevelsCount;
}
