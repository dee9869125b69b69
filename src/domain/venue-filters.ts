/**
 * What a venue refuses of orders beyond their grid and least size, as it tells of each symbol: checked before an order
 * is sent, since a refusal costs weight and time. Bounds that need what only the venue knows (averages of prices, whole
 * balances) are left to it. Source: Binance filters PRICE_FILTER, LOT_SIZE, MARKET_LOT_SIZE, NOTIONAL, ICEBERG_PARTS,
 * MAX_NUM_ORDERS.
 */
import type { Instrument } from "./instrument.ts";
import { type OrderType, orderType } from "./order-type.ts";

/** Infinity (and 0 for the lowest price) where there is no bound. */
export interface VenueFilters {
  readonly priceTicksMin: number;
  readonly priceTicksMax: number;
  readonly sizeLotsMax: number;
  readonly marketSizeLotsMax: number;
  /** In 10^-quote.places; undefined for none. */
  readonly notionalUnitsMax: bigint | undefined;
  readonly icebergPartsMax: number;
  /** Open at a time, of one symbol. */
  readonly ordersMax: number;
}

export type VenueFilterReason = "filter_price" | "filter_size" | "filter_notional" | "orders_max_reached";

export interface OrderTerms {
  readonly type: OrderType;
  readonly priceTicks: number;
  readonly sizeLots: number;
  /** 0 for all. */
  readonly shownLots: number;
}

export const noVenueFilters: VenueFilters = {
  priceTicksMin: 0,
  priceTicksMax: Number.POSITIVE_INFINITY,
  sizeLotsMax: Number.POSITIVE_INFINITY,
  marketSizeLotsMax: Number.POSITIVE_INFINITY,
  notionalUnitsMax: undefined,
  icebergPartsMax: Number.POSITIVE_INFINITY,
  ordersMax: Number.POSITIVE_INFINITY,
};

/** Why the venue would refuse, or undefined. @param ordersOpenCount of ours, at this symbol. */
export function checkVenueFilters(
  instrument: Instrument,
  filters: VenueFilters,
  { type, priceTicks, sizeLots, shownLots }: OrderTerms,
  ordersOpenCount: number,
): VenueFilterReason | undefined {
  if (ordersOpenCount >= filters.ordersMax) return "orders_max_reached";
  if (type === orderType.market) return sizeLots > filters.marketSizeLotsMax ? "filter_size" : undefined;
  if (priceTicks < filters.priceTicksMin || priceTicks > filters.priceTicksMax) return "filter_price";
  if (sizeLots > filters.sizeLotsMax) return "filter_size";
  if (shownLots > 0 && Math.ceil(sizeLots / shownLots) > filters.icebergPartsMax) return "filter_size";
  const { notionalUnitsMax } = filters;
  if (notionalUnitsMax === undefined) return undefined;
  return isWorthMore(instrument, priceTicks, sizeLots, notionalUnitsMax) ? "filter_notional" : undefined;
}

/** Doubles tell first: a product a thousandth below the bound is below it in whole numbers, too. */
function isWorthMore(instrument: Instrument, priceTicks: number, sizeLots: number, unitsMax: bigint): boolean {
  const { tickUnits, lotUnits, pricePlaces, sizePlaces, quote } = instrument;
  const scale = 10n ** BigInt(pricePlaces + sizePlaces - quote.places);
  const boundSteps = Number((unitsMax * scale) / (tickUnits * lotUnits));
  if (priceTicks * sizeLots < 0.999 * boundSteps) return false;
  return BigInt(priceTicks) * tickUnits * BigInt(sizeLots) * lotUnits > unitsMax * scale;
}
