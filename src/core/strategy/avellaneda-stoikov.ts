/**
 * Avellaneda and Stoikov: quotes about a price of its own, which leans away from inventory by what carrying it to the end
 * would cost. Formulas: `../quoting/avellaneda-stoikov.ts`; recipe: `README.md`.
 */
import { z } from "zod";
import { assert } from "../../base/assert.ts";
import { endlessReservationTicks, reservationShiftTicks, riskHalfSpreadTicks } from "../quoting/avellaneda-stoikov.ts";
import { utilityHalfSpreadTicks } from "../quoting/utility.ts";
import { explainDistances } from "./distance-reasons.ts";
import {
  decayPerTick,
  decayReading,
  measuredDecay,
  measuredVolatility,
  volatilityReading,
  volatilityTicks,
} from "./market-readings.ts";
import { distanceTicksMax, ladderFeatures, ladderParameters, QuoteLadder } from "./quote-ladder.ts";
import type { QuoteReasons } from "./quote-reasons.ts";
import { defineStrategy, type StrategyContext, type StrategyView } from "./strategy.ts";
import { horizonSchema, secondsLeft } from "./trading-horizon.ts";

const parameters = z
  .strictObject({
    ...ladderParameters,
    /** gamma, per tick and lot. */
    riskAversionPerTickLot: z.number().min(1e-15).max(1),
    decayPerTick,
    horizon: horizonSchema,
    /** Of a horizon that ends; without an end it has no part in the formula. */
    volatilityTicks: volatilityTicks.optional(),
  })
  .refine(({ horizon, volatilityTicks: given }) => (horizon === "infinite") === (given === undefined), {
    path: ["volatilityTicks"],
    message: "expected it with a horizon that ends, and only there: without an end it cancels",
  });

type Parameters = z.output<typeof parameters>;

export const avellanedaStoikov = defineStrategy({
  name: "avellaneda-stoikov",
  summary: "leans its quotes away from inventory by the risk of holding it, to an end or without one",
  features: [...ladderFeatures, ...measuredVolatility, ...measuredDecay],
  parameters,
  start: (given, context) => {
    const ladder = new QuoteLadder(given, context);
    const decay = decayReading(given.decayPerTick, context);
    const riskAversion = given.riskAversionPerTickLot * given.sizeLots;
    const inventoryTicks =
      given.horizon === "infinite" ? endless(given, riskAversion) : ending(given, context, riskAversion);
    return (view, quotes) => {
      const inventory = view.positionLots / given.sizeLots;
      const baseTicks = utilityHalfSpreadTicks(riskAversion, decay(view.market));
      const feeTicks = ladder.feeTicks(view.market);
      const bidTicks = baseTicks + feeTicks + inventoryTicks(view, inventory, quotes.reasons);
      const askTicks = baseTicks + feeTicks + inventoryTicks(view, -inventory, quotes.reasons);
      explainDistances(quotes.reasons, bidTicks, askTicks, baseTicks, feeTicks, 0);
      ladder.want(view, quotes, bidTicks, askTicks);
    };
  },
});

/** What inventory adds to the distance of the bid; of the ask it is this for -inventory. */
type InventoryTicks = (view: StrategyView, inventory: number, reasons: QuoteReasons) => number;

function endless({ positionLotsMax, sizeLots }: Parameters, riskAversion: number): InventoryTicks {
  const inventoryMax = Math.max(1, positionLotsMax / sizeLots);
  return (_, inventory) => {
    const bounded = Math.max(-inventoryMax, Math.min(inventoryMax, inventory));
    return Math.min(distanceTicksMax, endlessReservationTicks(bounded, inventoryMax, riskAversion));
  };
}

function ending(given: Parameters, context: StrategyContext, riskAversion: number): InventoryTicks {
  assert(given.volatilityTicks !== undefined, "a horizon that ends has a volatility");
  const volatility = volatilityReading(given.volatilityTicks, context);
  return ({ market, nowNs }, inventory, reasons) => {
    const ticks = volatility(market);
    const seconds = secondsLeft(given.horizon, nowNs);
    reasons.set("volatility_ticks", ticks);
    return (
      riskHalfSpreadTicks(riskAversion, ticks, seconds) - reservationShiftTicks(inventory, riskAversion, ticks, seconds)
    );
  };
}
