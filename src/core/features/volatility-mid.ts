/**
 * Realised volatility of the mid: the root of its squared changes a second, in ticks per square root of a second.
 *
 * Andersen, Bollerslev: Answering the skeptics (1998), over every change. A mid that flickers between two prices counts
 * each flicker: `volatility-robust.ts` does not.
 */
import { change } from "../../ports/engine.ts";
import { defineFeature } from "./feature.ts";
import { perHorizon, ratePerSecond } from "./horizons.ts";

export const volatilityMid = perHorizon((horizon, name) =>
  defineFeature({
    name: `volatility_mid_${name}`,
    unit: "ticks_per_sqrt_s",
    reads: change.touchPrice | change.time,
    needs: { sums: true },
    mirror: "same",
    value: ({ signals }) => Math.sqrt(ratePerSecond(signals.midSquares(horizon), signals, horizon)),
  }),
);
