/**
 * Which side of the book is longer over its five best levels: (bid - ask) / (bid + ask) of the lots there, from -1 to 1.
 * A level that is missing counts as empty. NaN unless both sides have one.
 *
 * Cao, Hansch, Wang: The information content of an open limit-order book (2009), whose steps beyond the best are what
 * the touch alone does not tell.
 */
import { change } from "../../ports/engine.ts";
import { defineFeature } from "./feature.ts";
import { levelsImbalance } from "./levels-imbalance.ts";

const levelsCount = 5;

export const depthImbalance = defineFeature({
  name: "depth_imbalance",
  unit: "",
  reads: change.depth,
  needs: { depthLevels: levelsCount },
  mirror: "negative",
  value: ({ depth }) => levelsImbalance(depth, levelsCount, 1),
});
