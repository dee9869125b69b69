/** Between the two sides of the touch. NaN unless both are there. */
import { change } from "../../ports/engine.ts";
import { defineFeature } from "./feature.ts";

export const spread = defineFeature({
  name: "spread",
  unit: "ticks",
  reads: change.touchPrice,
  mirror: "same",
  value: ({ touchBidTicks, touchBidLots, touchAskTicks, touchAskLots }) =>
    touchBidLots > 0 && touchAskLots > 0 ? touchAskTicks - touchBidTicks : Number.NaN,
});
