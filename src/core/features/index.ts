/** All features. What is in this list is a column of `data features`, and can be an input of a model if it has a mirror. */
import { arrivalDecay, buyArrivals, sellArrivals } from "./arrivals.ts";
import { askDepletion, bidDepletion } from "./depletion.ts";
import { depthImbalance } from "./depth-imbalance.ts";
import { askSlope, bidSlope } from "./depth-slope.ts";
import type { Feature } from "./feature.ts";
import { levelFlow } from "./level-flow.ts";
import { microprice } from "./microprice.ts";
import { mid } from "./mid.ts";
import { orderFlow } from "./order-flow.ts";
import { askQueue, bidQueue } from "./queue-size.ts";
import { spread } from "./spread.ts";
import { dayCosine, daySine } from "./time-of-day.ts";
import { touchImbalance } from "./touch-imbalance.ts";
import { tradeFlow, tradeImbalance, tradeRate } from "./trade-flow.ts";
import { tradeRun } from "./trade-run.ts";
import { volatilityMid } from "./volatility-mid.ts";
import { volatilityRobustMid, volatilityRobustTrades } from "./volatility-robust.ts";
import { volatilityTrades } from "./volatility-trades.ts";
import { weightedImbalance } from "./weighted-imbalance.ts";

export const features: readonly Feature[] = [
  mid,
  microprice,
  spread,
  touchImbalance,
  depthImbalance,
  weightedImbalance,
  bidSlope,
  askSlope,
  bidQueue,
  askQueue,
  ...bidDepletion,
  ...askDepletion,
  ...volatilityMid,
  ...volatilityTrades,
  ...volatilityRobustMid,
  ...volatilityRobustTrades,
  ...orderFlow,
  ...levelFlow,
  ...tradeRate,
  ...tradeFlow,
  ...tradeImbalance,
  ...buyArrivals,
  ...sellArrivals,
  ...arrivalDecay,
  tradeRun,
  daySine,
  dayCosine,
];

/**
 * What models are trained on unless they are told otherwise, in this order. A second or four for what is soon over, a
 * minute for what lasts; each has a mirror.
 */
export const standardInputs: readonly Feature[] = [
  touchImbalance,
  weightedImbalance,
  spread,
  bidQueue,
  askQueue,
  orderFlow[0],
  orderFlow[2],
  levelFlow[1],
  tradeImbalance[1],
  tradeRate[2],
  bidDepletion[1],
  askDepletion[1],
  volatilityMid[1],
  volatilityMid[3],
];
