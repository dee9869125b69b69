/**
 * Where in the UTC day it is, as a point on a circle, so that a minute before midnight is near a minute after it. Volume
 * and volatility have their hours: Andersen, Bollerslev: Intraday periodicity and volatility persistence (1997), who
 * use these two and their overtones.
 */
import { cosineOfTurns, sineOfTurns } from "../../base/turns.ts";
import { nsPerDay } from "../../domain/time.ts";
import { change } from "../../ports/engine.ts";
import { defineFeature } from "./feature.ts";

const shared = { unit: "", reads: change.time, mirror: "same" } as const;

export const daySine = defineFeature({
  ...shared,
  name: "day_sine",
  value: ({ nowNs }) => sineOfTurns((nowNs % nsPerDay) / nsPerDay),
});

export const dayCosine = defineFeature({
  ...shared,
  name: "day_cosine",
  value: ({ nowNs }) => cosineOfTurns((nowNs % nsPerDay) / nsPerDay),
});
