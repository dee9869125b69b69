/**
 * How far a strategy looks ahead.
 *
 * Models with an end T were made for a trading day. A market that never closes has none, so it is chosen: no end, for the
 * models that have such a form; an end that is always as far away (rolling); or sessions that end at the same times of
 * each UTC day, towards which a maker leans less and less, since what is left to lose shrinks.
 */
import { z } from "zod";
import { nsPerSecond, type TimeNs } from "../../domain/time.ts";

const secondsPerDay = 86_400;

/** `infinite`, `{ rolling_seconds }`, or `{ session_seconds }`. */
export const horizonSchema = z.union(
  [
    z.literal("infinite"),
    z.strictObject({ rollingSeconds: z.number().min(0.001).max(secondsPerDay) }),
    z.strictObject({
      sessionSeconds: z
        .int()
        .min(1)
        .max(secondsPerDay)
        .refine((length) => secondsPerDay % length === 0),
    }),
  ],
  { error: "expected infinite, rolling_seconds, or session_seconds that are a whole part of a day" },
);

export type TradingHorizon = z.output<typeof horizonSchema>;

/** The longest time before an end; Infinity where there is none. */
export function horizonSeconds(horizon: TradingHorizon): number {
  if (horizon === "infinite") return Number.POSITIVE_INFINITY;
  return "rollingSeconds" in horizon ? horizon.rollingSeconds : horizon.sessionSeconds;
}

/** From now to the end, above 0. A run's epoch is a UTC midnight. */
export function secondsLeft(horizon: TradingHorizon, nowNs: TimeNs): number {
  if (horizon === "infinite" || "rollingSeconds" in horizon) return horizonSeconds(horizon);
  return horizon.sessionSeconds - ((nowNs / nsPerSecond) % horizon.sessionSeconds);
}
