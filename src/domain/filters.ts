/**
 * The venue's own rules for an order, checked before it is sent: in a backtest as live, since an order that the venue
 * would refuse must not fill in a simulation either. Price and size are on their grids by being ticks and lots.
 */
import type { Instrument } from "./instrument.ts";
import type { Valuation } from "./valuation.ts";

export const filterReasons = ["size_below_minimum", "notional_below_minimum"] as const;
export type FilterReason = (typeof filterReasons)[number];

/** Why the venue would refuse, or undefined. Source: Binance filters LOT_SIZE, MIN_NOTIONAL and NOTIONAL. */
export function checkFilters(
  instrument: Instrument,
  valuation: Valuation,
  priceTicks: number,
  sizeLots: number,
): FilterReason | undefined {
  if (sizeLots < instrument.sizeLotsMin) return "size_below_minimum";
  if (valuation.notionalUnitsMin === 0) return undefined;
  const worth = valuation.worthOfLots(2 * priceTicks, sizeLots);
  return worth < valuation.notionalUnitsMin ? "notional_below_minimum" : undefined;
}
