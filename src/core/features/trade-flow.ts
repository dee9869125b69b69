/**
 * What takers trade: how much (`tradeRate`), how much more they buy than sell (`tradeFlow`), both in lots a second, and
 * which share of it that is (`tradeImbalance`), from -1 (all sold) to 1.
 *
 * The imbalance is 0 where nothing has been traded. A half-life says how long a print counts: no window whose edge would
 * move the number once more. Trade imbalance as Cont, Kukanov, Stoikov (2014) compare it with that of order flow.
 */
import { change } from "../../ports/engine.ts";
import { defineFeature } from "./feature.ts";
import { isRateKnown, perHorizon, ratePerSecond } from "./horizons.ts";

const shared = { reads: change.trade | change.time, needs: { sums: true } };

export const tradeRate = perHorizon((horizon, name) =>
  defineFeature({
    ...shared,
    name: `trade_rate_${name}`,
    unit: "lots_per_s",
    mirror: "same",
    value: ({ signals }) => ratePerSecond(signals.buyLots(horizon) + signals.sellLots(horizon), signals, horizon),
  }),
);

export const tradeFlow = perHorizon((horizon, name) =>
  defineFeature({
    ...shared,
    name: `trade_flow_${name}`,
    unit: "lots_per_s",
    mirror: "negative",
    value: ({ signals }) => ratePerSecond(signals.buyLots(horizon) - signals.sellLots(horizon), signals, horizon),
  }),
);

export const tradeImbalance = perHorizon((horizon, name) =>
  defineFeature({
    ...shared,
    name: `trade_imbalance_${name}`,
    unit: "",
    mirror: "negative",
    value: ({ signals }) => {
      const buyLots = signals.buyLots(horizon);
      const sellLots = signals.sellLots(horizon);
      if (buyLots + sellLots === 0) return ratePerSecond(0, signals, horizon);
      return isRateKnown(signals, horizon) ? (buyLots - sellLots) / (buyLots + sellLots) : Number.NaN;
    },
  }),
);
