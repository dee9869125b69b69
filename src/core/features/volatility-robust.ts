/**
 * Volatility without the noise of the price: squares of its changes and twice the products of each with the one before
 * it, a second; the root, in ticks per square root of a second. A price that bounces undoes each change by the next, so
 * the products take away what the squares have added. Below 0, which chance can make of a quiet market, it is 0.
 *
 * Of the mid, which flickers as orders at the touch come and go, and of what takers pay, which bounces between bid and
 * ask.
 *
 * Zhou: High-frequency data and volatility in foreign-exchange rates (1996), over every change.
 */
import { change } from "../../ports/engine.ts";
import { defineFeature } from "./feature.ts";
import { perHorizon, ratePerSecond } from "./horizons.ts";

const shared = { unit: "ticks_per_sqrt_s", needs: { sums: true }, mirror: "same" } as const;

export const volatilityRobustMid = perHorizon((horizon, name) =>
  defineFeature({
    ...shared,
    name: `volatility_robust_mid_${name}`,
    reads: change.touchPrice | change.time,
    value: ({ signals }) =>
      robust(ratePerSecond(signals.midSquares(horizon) + 2 * signals.midProducts(horizon), signals, horizon)),
  }),
);

export const volatilityRobustTrades = perHorizon((horizon, name) =>
  defineFeature({
    ...shared,
    name: `volatility_robust_trades_${name}`,
    reads: change.trade | change.time,
    value: ({ signals }) =>
      robust(ratePerSecond(signals.tradeSquares(horizon) + 2 * signals.tradeProducts(horizon), signals, horizon)),
  }),
);

/** NaN stays NaN. */
function robust(variancePerSecond: number): number {
  return variancePerSecond < 0 ? 0 : Math.sqrt(variancePerSecond);
}
