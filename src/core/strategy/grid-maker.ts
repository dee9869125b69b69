/**
 * The grid maker: a ladder of levels a side at even or growing distances from a centre, which moves with the price and
 * leans away from inventory. It knows no model; levels stay where they are until they are too far from their places.
 */
import { z } from "zod";
import { explainDistances } from "./distance-reasons.ts";
import { type LadderLevels, ladderFeatures, ladderParameters, QuoteLadder } from "./quote-ladder.ts";
import { defineStrategy } from "./strategy.ts";
import { levelsMax } from "./wanted-quotes.ts";

const parameters = z
  .strictObject({
    ...ladderParameters,
    levelsCount: z.int().min(1).max(levelsMax),
    /** From the centre to the innermost level. */
    halfSpreadTicks: z.number().nonnegative().max(1e6),
    /** From the innermost level to the next. */
    spacingTicks: z.number().min(1).max(1e6),
    /** Each further gap is so many times the one before: 1 for even levels. */
    spacingGrowth: z.number().min(1).max(10).default(1),
    /** Each further level is so many times the size of the one before, in whole lots, at least one. */
    sizeGrowth: z.number().min(0.1).max(10).default(1),
    /** By how much the centre moves down for each lot held. */
    skewTicksPerLot: z.number().nonnegative().max(1e6),
  })
  .refine(
    ({ keepWithinTicks, spacingTicks, levelsCount }) =>
      levelsCount === 1 || 2 * keepWithinTicks < Math.floor(spacingTicks),
    {
      path: ["keepWithinTicks"],
      message: "expected less than half of spacing_ticks, or a level could be kept in another's place",
    },
  );

export const gridMaker = defineStrategy({
  name: "grid-maker",
  summary: "a ladder of levels a side, recentred when the price has moved far enough, leaning away from inventory",
  features: ladderFeatures,
  parameters,
  start: (given, context) => {
    const ladder = new QuoteLadder(given, context, levelsOf(given));
    return (view, quotes) => {
      const feeTicks = ladder.feeTicks(view.market);
      const leanTicks = view.positionLots * given.skewTicksPerLot;
      const baseTicks = given.halfSpreadTicks;
      const bidTicks = baseTicks + feeTicks + leanTicks;
      const askTicks = baseTicks + feeTicks - leanTicks;
      explainDistances(quotes.reasons, bidTicks, askTicks, baseTicks, feeTicks, 0);
      ladder.want(view, quotes, bidTicks, askTicks);
    };
  },
});

/** Gaps and sizes grow geometrically; a size beyond the position bound is never wanted, so it need be no larger. */
function levelsOf(given: z.output<typeof parameters>): LadderLevels {
  const offsetTicks: number[] = [];
  const sizeLots: number[] = [];
  for (let level = 0, offset = 0, gap = given.spacingTicks, size = given.sizeLots; level < given.levelsCount; level++) {
    offsetTicks.push(offset);
    sizeLots.push(Math.max(1, Math.floor(Math.min(size, given.positionLotsMax + 1))));
    offset += gap;
    gap *= given.spacingGrowth;
    size *= given.sizeGrowth;
  }
  return { offsetTicks, sizeLots };
}
