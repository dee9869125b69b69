/**
 * The hedger: holds the opposite of what another market holds, by orders that take. It quotes nothing.
 *
 * Who quotes there earns the spread and pays for what the price does to the position; here the price does the opposite.
 * Each hedge costs a taker's fee and the spread, so it waits until it is off by more than a band.
 */
import { z } from "zod";
import { defineStrategy } from "./strategy.ts";

export const hedger = defineStrategy({
  name: "hedger",
  summary: "takes the opposite of the position of the market that its own hedges, when it is off by more than a band",
  features: [],
  readsHedged: true,
  parameters: z.strictObject({
    /** The part of the other position that is to be offset. */
    ratio: z.number().positive().max(10),
    /** Off by no more than this, it is left. */
    bandLots: z.number().nonnegative().max(1e12),
    /** How far beyond the opposite touch an order may trade. */
    collarTicks: z.int().nonnegative().max(1e6),
    positionLotsMax: z.int().positive().max(1e12),
  }),
  start:
    ({ ratio, bandLots, collarTicks, positionLotsMax }) =>
    ({ hedgedLots, positionLots }, quotes) => {
      const wantedLots = Math.min(Math.round(ratio * Math.abs(hedgedLots)), positionLotsMax);
      const targetLots = hedgedLots > 0 ? -wantedLots : wantedLots;
      quotes.reasons.set("target_lots", targetLots);
      if (Math.abs(targetLots - positionLots) > bandLots) quotes.aim(targetLots, collarTicks);
    },
});
