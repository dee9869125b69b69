/**
 * How fast the queue at the best price of a side runs dry: lots a second that went from it, traded or cancelled, while
 * its price stayed.
 *
 * The rates of departure of Cont, Stoikov, Talreja: A stochastic model for order book dynamics (2010), in lots.
 */
import { change, type MarketView } from "../../ports/engine.ts";
import { defineFeature } from "./feature.ts";
import { type PerHorizon, perHorizon, ratePerSecond } from "./horizons.ts";

const shared = {
  unit: "lots_per_s",
  reads: change.touchPrice | change.touchSize | change.time,
  needs: { sums: true },
};

export const bidDepletion: PerHorizon = perHorizon((horizon, name) =>
  defineFeature({
    ...shared,
    name: `bid_depletion_${name}`,
    mirror: () => askDepletion[horizon],
    value: ({ signals }: MarketView) => ratePerSecond(signals.bidDepletedLots(horizon), signals, horizon),
  }),
);

export const askDepletion: PerHorizon = perHorizon((horizon, name) =>
  defineFeature({
    ...shared,
    name: `ask_depletion_${name}`,
    mirror: () => bidDepletion[horizon],
    value: ({ signals }: MarketView) => ratePerSecond(signals.askDepletedLots(horizon), signals, horizon),
  }),
);
