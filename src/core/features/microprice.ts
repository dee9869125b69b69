/**
 * The middle of the touch, drawn towards the side with fewer lots, in ticks: (bid price x ask lots + ask price x bid
 * lots) / (bid lots + ask lots). NaN unless both sides are there.
 *
 * The weighted mid of Stoikov: The micro-price: a high-frequency estimator of future prices (2018), section 1.
 */
import { change } from "../../ports/engine.ts";
import { defineFeature } from "./feature.ts";

export const microprice = defineFeature({
  name: "microprice",
  unit: "ticks",
  reads: change.touchPrice | change.touchSize,
  value: ({ touchBidTicks, touchBidLots, touchAskTicks, touchAskLots }) => {
    if (!(touchBidLots > 0 && touchAskLots > 0)) return Number.NaN;
    const askShare = touchBidLots / (touchBidLots + touchAskLots);
    return touchBidTicks + (touchAskTicks - touchBidTicks) * askShare;
  },
});
