/**
 * What inventory adds to distances, of a maker whose optimum is an inventory chain: from the table that its horizon asks
 * for. Without an end the market may be measured as it goes, with one it is as configured.
 */
import type { InventoryChain } from "../quoting/inventory-chain.ts";
import { SteadySkew, TimedSkew } from "../quoting/inventory-skew.ts";
import type { StrategyView } from "./strategy.ts";
import { horizonSeconds, secondsLeft, type TradingHorizon } from "./trading-horizon.ts";

/** Units of size that a table may reach over. */
const inventoryUnitsMax = 200;

/** Of a chain's fastest rate and the horizon: beyond it a table takes seconds to make. */
const reachMax = 2e5;

/** What a strategy's parameters say of the inventory that it may hold. */
interface InventoryBound {
  readonly positionLotsMax: number;
  readonly sizeLots: number;
}

/** Whole units of size within the position bound. */
export function inventoryUnits({ positionLotsMax, sizeLots }: InventoryBound): number {
  return Math.ceil(positionLotsMax / sizeLots);
}

/** Whether a table can reach over them: a refinement of parameters, and what it says. */
export function canBeBounded(bound: InventoryBound): boolean {
  const units = inventoryUnits(bound);
  return units >= 1 && units <= inventoryUnitsMax;
}
export const boundedExpected = {
  path: ["positionLotsMax"],
  message: `expected ${inventoryUnitsMax} times size_lots at most`,
  abort: true,
};

/**
 * Why no table can be made for a horizon; undefined where one can, or none is needed.
 * @param chain undefined where anything of it is measured.
 * @param expected what would help where its rates are too fast.
 */
export function horizonProblem(
  horizon: TradingHorizon,
  chain: InventoryChain | undefined,
  expected: string,
): string | undefined {
  if (horizon === "infinite") return undefined;
  if (chain === undefined)
    return "expected infinite where anything is measured: a table up to an end is made at the start";
  return canBeTabled(chain, horizon) ? undefined : `${expected}: of these no table can be made`;
}

function canBeTabled({ costs, fillWorth }: InventoryChain, horizon: TradingHorizon): boolean {
  return fillWorth > 0 && (costs[0]! + 2 * fillWorth) * horizonSeconds(horizon) <= reachMax;
}

/**
 * @param inventory in units of size.
 * @param costRatio of the chain now; a table for a horizon that ends has its own.
 * @returns ln(v(q) / v(q + 1)).
 */
export type ChainSkew = (view: StrategyView, inventory: number, costRatio: number) => number;

export function steadySkew(inventoryMax: number): ChainSkew {
  const table = new SteadySkew(inventoryMax);
  return (_, inventory, costRatio) => table.at(inventory, costRatio);
}

export function timedSkew(chain: InventoryChain, endValues: Float64Array, horizon: TradingHorizon): ChainSkew {
  const table = new TimedSkew(chain, endValues, horizonSeconds(horizon));
  return ({ nowNs }, inventory) => table.at(inventory, secondsLeft(horizon, nowNs));
}
