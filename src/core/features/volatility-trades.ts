/**
 * Realised volatility of what is paid: the root of the squared changes a second from one taker's order to the next, in
 * ticks per square root of a second. It holds the bounce between bid and ask, which is real to whoever crosses the
 * spread, and of which Roll: A simple implicit measure of the effective bid-ask spread (1984) reads the spread.
 */
import { change } from "../../ports/engine.ts";
import { defineFeature } from "./feature.ts";
import { perHorizon, ratePerSecond } from "./horizons.ts";

export const volatilityTrades = perHorizon((horizon, name) =>
  defineFeature({
    name: `volatility_trades_${name}`,
    unit: "ticks_per_sqrt_s",
    reads: change.trade | change.time,
    needs: { sums: true },
    mirror: "same",
    value: ({ signals }) => Math.sqrt(ratePerSecond(signals.tradeSquares(horizon), signals, horizon)),
  }),
);
