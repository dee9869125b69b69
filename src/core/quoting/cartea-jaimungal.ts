/**
 * Cartea and Jaimungal's maker: minds no risk, but pays for inventory, phi q^2 a second and alpha q^2 at the end.
 *
 * Its value is cash + q mid + h(t, q), with h = (1/kappa) ln omega(q), omega = exp(A (T - t)) z, A(q, q) = -phi kappa q^2,
 * lambda / e beside it, z(q) = e^(-alpha kappa q^2). Distances from the mid, above 0 away from it: delta_bid(q) = 1/kappa
 * + h(q) - h(q + 1), delta_ask(q) = delta_bid(-q). Prices in ticks, time in seconds, inventory in units of size.
 *
 * Without penalties and bounds the optimum is 1/kappa at any inventory, worth 2 lambda T / (e kappa). A loss of c ticks a
 * fill moves it out by c, and lambda to lambda e^(-kappa c).
 *
 * Cartea, Jaimungal, Penalva: Algorithmic and High-Frequency Trading (2015), section 10.2, equations 10.9 to 10.11.
 */
import { exp, log } from "../../base/math.ts";
import { type InventoryChain, inventoryChain, moveFromEnd } from "./inventory-chain.ts";

export interface CarteaJaimungalMarket {
  /** lambda: takers' orders a second that would reach the mid, of a side. */
  readonly arrivalsPerSecond: number;
  /** kappa. */
  readonly decayPerTick: number;
  /** phi, in ticks a second and unit of size. */
  readonly runningPenaltyTicks: number;
  /** alpha, in ticks a unit of size. */
  readonly terminalPenaltyTicks: number;
}

/** -A. */
export function carteaJaimungalChain(market: CarteaJaimungalMarket, inventoryMax: number): InventoryChain {
  const { arrivalsPerSecond, decayPerTick, runningPenaltyTicks } = market;
  return inventoryChain(inventoryMax, runningPenaltyTicks * decayPerTick, 0, arrivalsPerSecond * exp(-1));
}

/** phi kappa e / lambda: all that the solution knows of the market, long before the end. */
export function carteaJaimungalCostRatio(market: CarteaJaimungalMarket): number {
  const { arrivalsPerSecond, decayPerTick, runningPenaltyTicks } = market;
  return (runningPenaltyTicks * decayPerTick) / (arrivalsPerSecond * exp(-1));
}

/** z, for the inventories of the chain. */
export function carteaJaimungalEndValues(market: CarteaJaimungalMarket, inventoryMax: number): Float64Array {
  return Float64Array.from({ length: 2 * inventoryMax + 1 }, (_, at) => {
    const inventory = at - inventoryMax;
    return exp(-market.terminalPenaltyTicks * market.decayPerTick * inventory * inventory);
  });
}

/** h, in ticks, for the inventories from -`inventoryMax` to `inventoryMax`, so long before the end. */
export function carteaJaimungalValueTicks(
  market: CarteaJaimungalMarket,
  inventoryMax: number,
  secondsLeft: number,
): Float64Array {
  const values = carteaJaimungalEndValues(market, inventoryMax);
  const logFactor = moveFromEnd(carteaJaimungalChain(market, inventoryMax), values, secondsLeft);
  return values.map((value) => (log(value) + logFactor) / market.decayPerTick);
}
