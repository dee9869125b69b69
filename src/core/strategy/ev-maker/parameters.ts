/** What the EV maker is told. Prices and distances in ticks; per lot unless they say otherwise. */
import { z } from "zod";
import { arrivalsPerSecond, decayPerTick, volatilityTicks } from "../market-readings.ts";
import { levelsMax } from "../wanted-quotes.ts";
import { candidatesMax } from "./candidates.ts";

const ticksMax = 2 ** 31 - 1;
const ticks = z.number().min(-ticksMax).max(ticksMax);

export const evParameters = z
  .strictObject({
    sizeLots: z.int().positive(),
    positionLotsMax: z.int().positive(),
    /** Quotes a side, at least so far apart. */
    levelsCount: z.int().positive().max(levelsMax).default(1),
    levelGapTicks: z.int().positive().max(ticksMax).default(1),

    /** Prices that are tried a side: the first so far in front of the touch, then outward by steps that may grow. */
    candidatesCount: z.int().positive().max(candidatesMax).default(21),
    insideTicks: z.int().nonnegative().max(1_000_000).default(0),
    stepTicks: z.int().positive().max(1_000_000).default(1),
    stepGrowth: z.number().min(1).max(2).default(1),

    /** Where no model of fills is given: takers' orders, and how many lots each takes. */
    arrivalsPerSecond: arrivalsPerSecond.default("measured"),
    decayPerTick: decayPerTick.default("measured"),
    orderLots: z
      .union([z.literal("measured"), z.number().positive()], { error: "expected measured, or a number above 0" })
      .default("measured"),
    /** Over which expected profit is compared; a model of fills has its own. */
    horizonMs: z.number().min(0.001).max(3_600_000).default(1000),

    /** Where no model of drift is given. */
    fair: z.enum(["mid", "microprice"]).default("mid"),
    /** Where no model of adverse selection is given: what a fill loses to those who know more. */
    adverseTicks: ticks.default(0),

    /** What holding a position costs: gamma, per tick and lot, and how long it is held. */
    riskAversionPerTickLot: z.number().nonnegative().max(1),
    holdSeconds: z.number().nonnegative().max(86_400).default(1),
    volatilityTicks: volatilityTicks.default("measured"),
    /** Of the position that drift is worth (Kelly, Merton): 0 for none. */
    kellyFraction: z.number().min(0).max(1).default(0),

    /** What a fill has to earn beyond its costs; it moves quotes as a fee would. */
    edgeTicksMin: ticks.default(0),
    /** Expected profit over the horizon by which a new quote has to be better than one that stands. */
    moveGainTicks: z.number().nonnegative().max(ticksMax).default(0),
  })
  .refine(({ kellyFraction, riskAversionPerTickLot }) => kellyFraction === 0 || riskAversionPerTickLot > 0, {
    path: ["kellyFraction"],
    message: "expected 0 without risk aversion, for any drift would be worth any position",
  });

export type EvParameters = z.output<typeof evParameters>;
