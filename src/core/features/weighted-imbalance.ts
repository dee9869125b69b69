/**
 * The imbalance of the book's ten best levels, each level behind the best counting half of the one before it: the sum of
 * 2^-m (bid lots - ask lots) over the sum of 2^-m (bid lots + ask lots), m from 0, from -1 to 1. NaN unless both sides
 * have a level.
 *
 * What stands far from the touch says less of the next move and is cancelled more: exponential weights are the usual
 * answer (Cartea, Jaimungal, Penalva: Algorithmic and High-Frequency Trading, 2015, chapter 12, has the imbalance).
 */
import { change } from "../../ports/engine.ts";
import { defineFeature } from "./feature.ts";
import { levelsImbalance } from "./levels-imbalance.ts";

const levelsCount = 10;

export const weightedImbalance = defineFeature({
  name: "weighted_imbalance",
  unit: "",
  reads: change.depth,
  needs: { depthLevels: levelsCount },
  mirror: "negative",
  value: ({ depth }) => levelsImbalance(depth, levelsCount, 0.5),
});
