/**
 * Cartea and Jaimungal: a maker that minds no risk as such, but pays for inventory while it is held and at the end.
 * Formulas: `../quoting/cartea-jaimungal.ts`; recipe: `README.md`.
 */
import { z } from "zod";
import { assert } from "../../base/assert.ts";
import { exp } from "../../base/math.ts";
import {
  type CarteaJaimungalMarket,
  carteaJaimungalChain,
  carteaJaimungalCostRatio,
  carteaJaimungalEndValues,
} from "../quoting/cartea-jaimungal.ts";
import type { InventoryChain } from "../quoting/inventory-chain.ts";
import {
  boundedExpected,
  type ChainSkew,
  canBeBounded,
  horizonProblem,
  inventoryUnits,
  steadySkew,
  timedSkew,
} from "./chain-skew.ts";
import { explainDistances } from "./distance-reasons.ts";
import {
  arrivalsPerSecond,
  arrivalsReading,
  decayPerTick,
  decayReading,
  measuredIntensity,
} from "./market-readings.ts";
import { ladderFeatures, ladderParameters, QuoteLadder } from "./quote-ladder.ts";
import { defineStrategy } from "./strategy.ts";
import { horizonSchema } from "./trading-horizon.ts";

const parameters = z
  .strictObject({
    ...ladderParameters,
    arrivalsPerSecond,
    decayPerTick,
    /** phi: what a lot held costs a second, for each lot held. */
    runningPenaltyTicksPerLotSecond: z.number().nonnegative().max(1e6),
    /** alpha: what a lot held at the end costs, for each lot held. Of a horizon that ends. */
    terminalPenaltyTicksPerLot: z.number().nonnegative().max(1e6).optional(),
    horizon: horizonSchema,
  })
  .refine(canBeBounded, boundedExpected)
  .refine(
    ({ horizon, terminalPenaltyTicksPerLot }) =>
      (horizon === "infinite") === (terminalPenaltyTicksPerLot === undefined),
    {
      path: ["terminalPenaltyTicksPerLot"],
      message: "expected it with a horizon that ends, and only there",
    },
  )
  .superRefine((given, context) => {
    const message = horizonProblem(
      given.horizon,
      chainOf(given),
      "expected a shorter horizon, smaller penalties or fewer arrivals",
    );
    if (message !== undefined) context.addIssue({ code: "custom", path: ["horizon"], message });
  });

type Parameters = z.output<typeof parameters>;

export const carteaJaimungal = defineStrategy({
  name: "cartea-jaimungal",
  summary: "the optimal maker that pays for inventory while it is held, and at the end",
  features: [...ladderFeatures, ...measuredIntensity],
  parameters,
  start: (given, context) => {
    const ladder = new QuoteLadder(given, context);
    const arrivals = arrivalsReading(given.arrivalsPerSecond, context);
    const decay = decayReading(given.decayPerTick, context);
    const skew = chainSkewOf(given);
    const market = marketOf(given, Number.NaN, Number.NaN);
    return (view, quotes) => {
      const feeTicks = ladder.feeTicks(view.market);
      market.decayPerTick = decay(view.market);
      market.arrivalsPerSecond = arrivals(view.market) * exp(-market.decayPerTick * feeTicks);
      const inventory = view.positionLots / given.sizeLots;
      const costRatio = carteaJaimungalCostRatio(market);
      const baseTicks = 1 / market.decayPerTick;
      const bidTicks = baseTicks + feeTicks + skew(view, inventory, costRatio) / market.decayPerTick;
      const askTicks = baseTicks + feeTicks + skew(view, -inventory, costRatio) / market.decayPerTick;
      quotes.reasons.set("intensity", market.arrivalsPerSecond);
      quotes.reasons.set("intensity_decay", market.decayPerTick);
      explainDistances(quotes.reasons, bidTicks, askTicks, baseTicks, feeTicks, 0);
      ladder.want(view, quotes, bidTicks, askTicks);
    };
  },
});

function chainSkewOf(given: Parameters): ChainSkew {
  const units = inventoryUnits(given);
  const market = fixedMarket(given);
  if (given.horizon === "infinite") return steadySkew(units);
  assert(market !== undefined, "a market with an end is configured");
  return timedSkew(carteaJaimungalChain(market, units), carteaJaimungalEndValues(market, units), given.horizon);
}

/** Undefined where anything of it is measured. */
function chainOf(given: Parameters): InventoryChain | undefined {
  const market = fixedMarket(given);
  return market && carteaJaimungalChain(market, inventoryUnits(given));
}

function fixedMarket(given: Parameters): CarteaJaimungalMarket | undefined {
  const { arrivalsPerSecond: arrivals, decayPerTick: decay } = given;
  return arrivals === "measured" || decay === "measured" ? undefined : marketOf(given, arrivals, decay);
}

/** Penalties for units of size: what is paid in ticks times lots, counted in ticks times size. */
function marketOf(given: Parameters, arrivals: number, decay: number) {
  return {
    arrivalsPerSecond: arrivals,
    decayPerTick: decay,
    runningPenaltyTicks: given.runningPenaltyTicksPerLotSecond * given.sizeLots,
    terminalPenaltyTicks: (given.terminalPenaltyTicksPerLot ?? 0) * given.sizeLots,
  };
}
