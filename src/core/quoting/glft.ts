/**
 * Guéant, Lehalle and Fernandez-Tapia's maker: the exact optimum of Avellaneda and Stoikov's problem with bounded
 * inventory, and its approximation in closed form.
 *
 * Distances are from the mid, above 0 away from it: delta_bid(q) = (1/k) ln(v(q) / v(q + 1)) + (1/gamma) ln(1 + gamma/k),
 * and delta_ask(q) = delta_bid(-q) where there is no drift. Prices in ticks, time in seconds, volatility in ticks per
 * square root of a second, inventory in units of size, risk aversion per tick and unit of size. Fills of s lots each are
 * units of s lots: with gamma per tick and lot, s gamma takes its place and q / s that of q, which is the form with a
 * trade size of Guéant (2016).
 *
 * A fee, or any other loss of c ticks a fill, moves both quotes out by c, and A to A e^(-k c): the maker who counts
 * distances after the loss meets orders at A e^(-k c) e^(-k (d - c)).
 *
 * Guéant, Lehalle, Fernandez-Tapia: Dealing with the inventory risk (2013), drift and market impact among its
 * extensions. Guéant: Optimal market making (2016), arXiv 1605.01862.
 */
import { exp } from "../../base/math.ts";
import { type InventoryChain, inventoryChain } from "./inventory-chain.ts";
import { fillWorthPerSecond, utilityHalfSpreadTicks } from "./utility.ts";

export interface GlftMarket {
  /** sigma, in ticks per square root of a second. */
  readonly volatilityTicks: number;
  /** A: orders a second that would reach the mid, of a side. */
  readonly arrivalsPerSecond: number;
  /** k: their decay with distance. */
  readonly decayPerTick: number;
  /** gamma, per tick and unit of size. */
  readonly riskAversion: number;
  /** mu, a second; none unless said. */
  readonly driftTicks?: number;
  /** xi: by how much the price jumps against the maker at each fill; not at all unless said. */
  readonly impactTicks?: number;
}

/** M of the exact solution. With an impact eta becomes eta e^(-k xi / 2); with a drift the cost loses k mu q. */
export function glftChain(market: GlftMarket, inventoryMax: number): InventoryChain {
  const { decayPerTick, driftTicks = 0 } = market;
  return inventoryChain(inventoryMax, costPerSquare(market), decayPerTick * driftTicks, fillWorth(market));
}

/** alpha / eta: all that the exact solution knows of the market, long before the end and without a drift. */
export function glftCostRatio(market: GlftMarket): number {
  return costPerSquare(market) / fillWorth(market);
}

/** v at the end, for the inventories of the chain: e^(-k xi q^2 / 2), 1 without an impact. */
export function glftEndValues({ decayPerTick, impactTicks = 0 }: GlftMarket, inventoryMax: number): Float64Array {
  return Float64Array.from({ length: 2 * inventoryMax + 1 }, (_, at) => {
    const inventory = at - inventoryMax;
    return exp((-decayPerTick * impactTicks * inventory * inventory) / 2);
  });
}

/** delta_bid without what inventory adds: (1 / gamma) ln(1 + gamma / k) + xi / 2. */
export function glftConstantTicks({ riskAversion, decayPerTick, impactTicks = 0 }: GlftMarket): number {
  return utilityHalfSpreadTicks(riskAversion, decayPerTick) + impactTicks / 2;
}

/**
 * Of the closed form, what a unit of inventory moves both quotes by, in ticks: the root of sigma^2 gamma / (2 k A)
 * (1 + gamma/k)^(1 + k/gamma), times e^(k xi / 4). The bid is at the constant and (2q + 1) / 2 of these, q counted from
 * `kellyTarget` where there is a drift.
 */
export function glftSkewTicks(market: GlftMarket): number {
  return Math.sqrt(glftCostRatio(market)) / market.decayPerTick;
}

/** alpha = k gamma sigma^2 / 2: what a unit squared costs a second. */
function costPerSquare({ decayPerTick, riskAversion, volatilityTicks }: GlftMarket): number {
  return (decayPerTick * riskAversion * volatilityTicks * volatilityTicks) / 2;
}

/** eta, and what an impact leaves of it. */
function fillWorth({ arrivalsPerSecond, riskAversion, decayPerTick, impactTicks = 0 }: GlftMarket): number {
  return fillWorthPerSecond(arrivalsPerSecond, riskAversion, decayPerTick) * exp((-decayPerTick * impactTicks) / 2);
}
