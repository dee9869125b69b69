/**
 * Order-flow imbalance at the touch, in lots a second: what came to the bid and went from the ask, less what came to the
 * ask and went from the bid. Above 0 the mid tends to rise, by about the flow over twice the depth.
 *
 * Cont, Kukanov, Stoikov: The price impact of order book events (2014), section 2.
 */
import { change } from "../../ports/engine.ts";
import { defineFeature } from "./feature.ts";
import { perHorizon, ratePerSecond } from "./horizons.ts";

export const orderFlow = perHorizon((horizon, name) =>
  defineFeature({
    name: `order_flow_${name}`,
    unit: "lots_per_s",
    reads: change.touchPrice | change.touchSize | change.time,
    needs: { sums: true },
    mirror: "negative",
    value: ({ signals }) => ratePerSecond(signals.flowLots(horizon), signals, horizon),
  }),
);
