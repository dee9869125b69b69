/**
 * The naive maker: one quote a side, a fixed half-spread from the mid, never better than the touch, within a position
 * bound.
 *
 * It knows nothing of queues, flow or inventory cost. It is here as the yardstick, and as the smallest whole strategy.
 */
import { z } from "zod";
import { ask, bid } from "../../domain/side.ts";
import { mid } from "../features/mid.ts";
import { defineStrategy } from "./strategy.ts";

export const naiveMaker = defineStrategy({
  name: "naive-maker",
  summary: "quotes both sides at a fixed half-spread from the mid, at or behind the touch",
  features: [mid],
  parameters: z.strictObject({
    /** From the mid to each quote; 0 joins the touch. */
    halfSpreadTicks: z
      .number()
      .nonnegative()
      .max(2 ** 31 - 1),
    sizeLots: z.int().positive(),
    positionLotsMax: z.int().positive(),
  }),
  start:
    ({ halfSpreadTicks, sizeLots, positionLotsMax }) =>
    (view, quotes) => {
      const { market, positionLots } = view;
      const midTicks = mid.value(market);
      if (Number.isNaN(midTicks)) return;

      quotes.reasons.set("mid_ticks", midTicks);
      quotes.reasons.set("base_half_spread_ticks", halfSpreadTicks);
      const bidTicks = Math.min(Math.floor(midTicks - halfSpreadTicks), market.touchBidTicks);
      const askTicks = Math.max(Math.ceil(midTicks + halfSpreadTicks), market.touchAskTicks);
      if (bidTicks > 0 && positionLots + sizeLots <= positionLotsMax) quotes.want(bid, bidTicks, sizeLots);
      if (positionLots - sizeLots >= -positionLotsMax) quotes.want(ask, askTicks, sizeLots);
    },
});
