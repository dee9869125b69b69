/**
 * Guéant, Lehalle and Fernandez-Tapia: the optimum of Avellaneda and Stoikov's problem with bounded inventory, exact or
 * in closed form, leaning towards what a drift is worth holding. Formulas: `../quoting/glft.ts`; recipe: `README.md`.
 */
import { z } from "zod";
import { assert } from "../../base/assert.ts";
import { exp } from "../../base/math.ts";
import { nsPerSecond } from "../../domain/time.ts";
import type { MarketView } from "../../ports/engine.ts";
import {
  type GlftMarket,
  glftChain,
  glftConstantTicks,
  glftCostRatio,
  glftEndValues,
  glftSkewTicks,
} from "../quoting/glft.ts";
import type { InventoryChain } from "../quoting/inventory-chain.ts";
import { kellyTarget } from "../quoting/kelly.ts";
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
  measuredVolatility,
  volatilityReading,
  volatilityTicks,
} from "./market-readings.ts";
import { ladderFeatures, ladderParameters, QuoteLadder } from "./quote-ladder.ts";
import type { QuoteReasons } from "./quote-reasons.ts";
import { defineStrategy, type StrategyContext, type StrategyView } from "./strategy.ts";
import { horizonSchema } from "./trading-horizon.ts";

const parameters = z
  .strictObject({
    ...ladderParameters,
    /** gamma, per tick and lot. */
    riskAversionPerTickLot: z.number().min(1e-15).max(1),
    volatilityTicks,
    arrivalsPerSecond,
    decayPerTick,
    /** xi: by how much the price is taken to jump against us at each fill. */
    impactTicks: z.number().nonnegative().max(1e6).default(0),
    solution: z.enum(["closed", "exact"]),
    horizon: horizonSchema,
    /** Of the position that a drift model calls for; without a model there is none. */
    kellyFraction: z.number().min(0).max(1).default(1),
  })
  .refine(canBeBounded, boundedExpected)
  .refine(({ horizon, solution }) => horizon === "infinite" || solution === "exact", {
    path: ["horizon"],
    message: "expected infinite: the closed form has no end",
  })
  .superRefine((given, context) => {
    const message = horizonProblem(
      given.horizon,
      chainOf(given),
      "expected a shorter horizon, less risk, fewer arrivals or less impact",
    );
    if (message !== undefined) context.addIssue({ code: "custom", path: ["horizon"], message });
  });

type Parameters = z.output<typeof parameters>;

export const glft = defineStrategy({
  name: "glft",
  summary: "the optimal maker with bounded inventory and risk aversion, exact or in closed form, with a drift",
  features: [...ladderFeatures, ...measuredVolatility, ...measuredIntensity],
  models: ["drift"],
  parameters,
  start: (given, context) => {
    const ladder = new QuoteLadder(given, context);
    const readMarket = marketReader(given, context);
    const targetLots = targetReader(given, context);
    const skewTicks = given.solution === "closed" ? closedTicks : exactTicks(given);
    return (view, quotes) => {
      const feeTicks = ladder.feeTicks(view.market);
      const market = readMarket(view.market, feeTicks);
      const target = targetLots(view.market, market, quotes.reasons);
      const inventory = (view.positionLots - target) / given.sizeLots;
      const lossTicks = given.impactTicks / 2;
      const constantTicks = glftConstantTicks(market);
      const bidTicks = constantTicks + feeTicks + skewTicks(view, market, inventory);
      const askTicks = constantTicks + feeTicks + skewTicks(view, market, -inventory);
      quotes.reasons.set("volatility_ticks", market.volatilityTicks);
      quotes.reasons.set("intensity", market.arrivalsPerSecond);
      quotes.reasons.set("intensity_decay", market.decayPerTick);
      explainDistances(quotes.reasons, bidTicks, askTicks, constantTicks - lossTicks, feeTicks, lossTicks);
      ladder.want(view, quotes, bidTicks, askTicks, lossTicks);
    };
  },
});

/** What inventory adds to the distance of the bid; of the ask it is this for -inventory. */
type SkewTicks = (view: StrategyView, market: GlftMarket, inventory: number) => number;

const closedTicks: SkewTicks = (_, market, inventory) => (inventory + 0.5) * glftSkewTicks(market);

function exactTicks(given: Parameters): SkewTicks {
  const skew = chainSkewOf(given);
  return (view, market, inventory) => skew(view, inventory, glftCostRatio(market)) / market.decayPerTick;
}

function chainSkewOf(given: Parameters): ChainSkew {
  const units = inventoryUnits(given);
  const market = fixedMarket(given);
  if (given.horizon === "infinite") return steadySkew(units);
  assert(market !== undefined, "a market with an end is configured");
  return timedSkew(glftChain(market, units), glftEndValues(market, units), given.horizon);
}

/** The market as it is now, what reaches us through the fee included. Lent until the next call. */
function marketReader(given: Parameters, context: StrategyContext): (view: MarketView, feeTicks: number) => GlftMarket {
  const volatility = volatilityReading(given.volatilityTicks, context);
  const arrivals = arrivalsReading(given.arrivalsPerSecond, context);
  const decay = decayReading(given.decayPerTick, context);
  const market = {
    riskAversion: riskAversionOf(given),
    impactTicks: given.impactTicks,
    volatilityTicks: Number.NaN,
    arrivalsPerSecond: Number.NaN,
    decayPerTick: Number.NaN,
  };
  return (view, feeTicks) => {
    market.volatilityTicks = volatility(view);
    market.decayPerTick = decay(view);
    market.arrivalsPerSecond = arrivals(view) * exp(-market.decayPerTick * feeTicks);
    return market;
  };
}

/** What a drift model is worth holding, within the position bound; 0 without one. */
function targetReader(given: Parameters, { models: { drift } }: StrategyContext) {
  return (view: MarketView, { riskAversion, volatilityTicks }: GlftMarket, reasons: QuoteReasons): number => {
    if (drift === undefined) return 0;
    const driftTicks = drift.value(view);
    const perSecond = driftTicks / (drift.horizonNs / nsPerSecond);
    const units = kellyTarget(given.kellyFraction, perSecond, riskAversion, volatilityTicks);
    const targetLots = Math.max(-given.positionLotsMax, Math.min(given.positionLotsMax, units * given.sizeLots));
    reasons.set("drift_ticks", driftTicks);
    reasons.set("target_lots", targetLots);
    return targetLots;
  };
}

/** Undefined where anything of it is measured. */
function chainOf(given: Parameters): InventoryChain | undefined {
  const market = fixedMarket(given);
  return market && glftChain(market, inventoryUnits(given));
}

function fixedMarket(given: Parameters): GlftMarket | undefined {
  const { volatilityTicks: volatility, arrivalsPerSecond: arrivals, decayPerTick: decay, impactTicks } = given;
  if (volatility === "measured" || arrivals === "measured" || decay === "measured") return undefined;
  return {
    riskAversion: riskAversionOf(given),
    impactTicks,
    volatilityTicks: volatility,
    arrivalsPerSecond: arrivals,
    decayPerTick: decay,
  };
}

function riskAversionOf(given: Parameters): number {
  return given.riskAversionPerTickLot * given.sizeLots;
}
