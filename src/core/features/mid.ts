/** The middle of the touch, in ticks; it may lie on a half tick. NaN unless both sides are there. */
import { change } from "../../ports/engine.ts";
import { defineFeature } from "./feature.ts";

export const mid = defineFeature({
  name: "mid",
  unit: "ticks",
  reads: change.touchPrice,
  value: (market) =>
    market.touchBidLots > 0 && market.touchAskLots > 0 ? (market.touchBidTicks + market.touchAskTicks) / 2 : Number.NaN,
});
