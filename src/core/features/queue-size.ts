/**
 * How long the queue at the best price of a side is, as the natural logarithm of its lots, since sizes spread over
 * decades. NaN where the side is missing.
 *
 * Cont, de Larrard: Price dynamics in a Markovian limit order market (2013): the two queues are the state that says
 * where the price goes next.
 */
import { log } from "../../base/math.ts";
import { change, type MarketView } from "../../ports/engine.ts";
import { defineFeature, type MarketFeature } from "./feature.ts";

const shared = { unit: "log_lots", reads: change.touchPrice | change.touchSize };

export const bidQueue: MarketFeature = defineFeature({
  ...shared,
  name: "bid_queue",
  mirror: () => askQueue,
  value: ({ touchBidLots }: MarketView) => (touchBidLots > 0 ? log(touchBidLots) : Number.NaN),
});

export const askQueue: MarketFeature = defineFeature({
  ...shared,
  name: "ask_queue",
  mirror: () => bidQueue,
  value: ({ touchAskLots }: MarketView) => (touchAskLots > 0 ? log(touchAskLots) : Number.NaN),
});
