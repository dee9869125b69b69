/**
 * Which side of the touch is longer: (bid - ask) / (bid + ask) of its lots, from -1 (all on the ask) to 1. NaN unless
 * both sides are there.
 *
 * Gould, Bonart: Queue imbalance as a one-tick-ahead price predictor in a limit order book (2016).
 */
import { change } from "../../ports/engine.ts";
import { defineFeature } from "./feature.ts";

export const touchImbalance = defineFeature({
  name: "touch_imbalance",
  unit: "",
  reads: change.touchPrice | change.touchSize,
  mirror: "negative",
  value: ({ touchBidLots, touchAskLots }) =>
    touchBidLots > 0 && touchAskLots > 0 ? (touchBidLots - touchAskLots) / (touchBidLots + touchAskLots) : Number.NaN,
});
