/**
 * Takers' orders as Avellaneda and Stoikov, and Guéant, Lehalle and Fernandez-Tapia, see them: an order at a distance d
 * from the mid is met at the intensity A e^(-k d). `buyArrivals` and `sellArrivals` are A of the ask and of the bid, in
 * orders a second; `arrivalDecay` is k, per tick.
 *
 * If how far an order reaches from the mid is exponential, k is the likeliest at 1 / (mean reach), of buys and sells
 * together. Ticks bias it. A reach that is cut down to whole ticks gives e^k - 1 in place of k: next to nothing where
 * orders reach over many ticks, much where most stop at the first. There half the spread, which every order reaches, is
 * most of the mean, and A e^(-k d) should be trusted near the touch alone. NaN where no order has come for ten
 * half-lives, or none has gone beyond the mid.
 *
 * Laruelle, Lehalle, Pagès: Optimal posting price of limit orders (2013) for estimating on line; the maximum likelihood
 * of an exponential is elementary.
 */
import { change, type MarketView } from "../../ports/engine.ts";
import { defineFeature } from "./feature.ts";
import { type PerHorizon, perHorizon, ratePerSecond } from "./horizons.ts";

const shared = { reads: change.trade | change.time, needs: { sums: true } };

/** A single order weighs as much ten half-lives after it came. */
const ordersMin = 1 / 1024;

export const buyArrivals: PerHorizon = perHorizon((horizon, name) =>
  defineFeature({
    ...shared,
    name: `buy_arrivals_${name}`,
    unit: "per_s",
    mirror: () => sellArrivals[horizon],
    value: ({ signals }: MarketView) => ratePerSecond(signals.buyOrders(horizon), signals, horizon),
  }),
);

export const sellArrivals: PerHorizon = perHorizon((horizon, name) =>
  defineFeature({
    ...shared,
    name: `sell_arrivals_${name}`,
    unit: "per_s",
    mirror: () => buyArrivals[horizon],
    value: ({ signals }: MarketView) => ratePerSecond(signals.sellOrders(horizon), signals, horizon),
  }),
);

export const arrivalDecay = perHorizon((horizon, name) =>
  defineFeature({
    ...shared,
    name: `arrival_decay_${name}`,
    unit: "per_tick",
    mirror: "same",
    value: ({ signals }) => {
      const orders = signals.buyOrders(horizon) + signals.sellOrders(horizon);
      const reachTicks = signals.buyReachTicks(horizon) + signals.sellReachTicks(horizon);
      return orders >= ordersMin && reachTicks >= ordersMin * orders ? orders / reachTicks : Number.NaN;
    },
  }),
);
