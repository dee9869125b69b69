/**
 * The filters of a symbol, as exchangeInfo lists them: what a price, a size, a count may be. Each is one function; `checkFilters` has
 * their order. Source: Binance Spot API, filters.md.
 */
import { bid } from "../../src/domain/side.ts";
import { matcherLimits } from "../../src/ports/matcher.ts";
import type { Desk } from "./desk.ts";
import { type Refusal, refusals } from "./errors.ts";
import type { ExchangeSymbol } from "./exchange-symbol.ts";
import type { Market } from "./market.ts";
import { natureOf } from "./order.ts";
import type { OrderRequest } from "./order-request.ts";
import { waitsAbove } from "./stop-orders.ts";

/** What the first filter that fails says, or undefined. */
export function checkFilters(market: Market, desk: Desk, request: OrderRequest): Refusal | undefined {
  const { symbol } = market;
  return (
    checkPrice(symbol, request) ??
    checkPercentPrice(market, request) ??
    checkSize(symbol, request) ??
    checkIcebergParts(symbol, request) ??
    checkNotional(market, request) ??
    checkTrailingDelta(symbol, request) ??
    checkCounts(symbol, desk, request) ??
    checkPosition(symbol, desk, request)
  );
}

/** Of an order amended to `sizeLots`. */
export function isLotSize(symbol: ExchangeSymbol, sizeLots: number): boolean {
  return Number.isInteger(sizeLots) && sizeLots >= symbol.sizeLotsMin && sizeLots <= symbol.sizeLotsMax;
}

/** Whether an order with a price may be worth that much; amended ones too. */
export function isNotional(symbol: ExchangeSymbol, priceTicks: number, sizeLots: number): boolean {
  if (symbol.notional === undefined) return true;
  const { unitsMin, unitsMax } = symbol.notional;
  const units = symbol.quoteUnits(priceTicks, sizeLots);
  return units >= unitsMin && (unitsMax === undefined || units <= unitsMax);
}

function checkPrice(symbol: ExchangeSymbol, { priceTicks, stopTicks = 0, kind }: OrderRequest): Refusal | undefined {
  if (!natureOf(kind).isAtMarket && !isPrice(symbol, priceTicks)) return refusals.priceFilter;
  return stopTicks === 0 || isPrice(symbol, stopTicks) ? undefined : refusals.priceFilter;
}

function isPrice(symbol: ExchangeSymbol, ticks: number): boolean {
  return Number.isInteger(ticks) && ticks >= symbol.priceTicksMin && ticks <= symbol.priceTicksMax;
}

/** Nothing to measure by before the first trade: then every price passes. */
function checkPercentPrice(market: Market, { side, priceTicks }: OrderRequest): Refusal | undefined {
  const { percentPrice } = market.symbol;
  if (percentPrice === undefined || priceTicks === 0) return undefined;
  const bounds = market.percentBounds(side);
  if (bounds === undefined || (priceTicks >= bounds.ticksMin && priceTicks <= bounds.ticksMax)) return undefined;
  return percentPrice.bySide ? refusals.percentPriceBySide : refusals.percentPrice;
}

function checkSize(symbol: ExchangeSymbol, request: OrderRequest): Refusal | undefined {
  const { sizeLots, icebergLots = 0, quoteUnits = 0n } = request;
  if (quoteUnits > 0n) return undefined;
  if (!isLotSize(symbol, sizeLots)) return refusals.lotSize;
  if (icebergLots !== 0 && !isLotSize(symbol, icebergLots)) return refusals.lotSize;
  if (request.kind !== "MARKET") return undefined;
  const isMarketSize =
    sizeLots >= symbol.marketLotsMin && sizeLots <= symbol.marketLotsMax && sizeLots % symbol.marketStepLots === 0;
  return isMarketSize ? undefined : refusals.marketLotSize;
}

function checkIcebergParts(symbol: ExchangeSymbol, { sizeLots, icebergLots = 0 }: OrderRequest): Refusal | undefined {
  if (icebergLots === 0) return undefined;
  const partsMax = Math.min(symbol.icebergPartsMax, matcherLimits.icebergPartsMax);
  return Math.ceil(sizeLots / icebergLots) > partsMax ? refusals.icebergParts : undefined;
}

/** A MARKET order is worth its size at the average price, or its quote quantity; before the first trade it passes. */
function checkNotional(market: Market, request: OrderRequest): Refusal | undefined {
  const { symbol } = market;
  if (symbol.notional === undefined) return undefined;
  const isGood =
    request.priceTicks > 0
      ? isNotional(symbol, request.priceTicks, request.sizeLots)
      : isMarketNotional(market, request);
  if (isGood) return undefined;
  return symbol.notional.unitsMax === undefined ? refusals.minNotional : refusals.notional;
}

function isMarketNotional(market: Market, request: OrderRequest): boolean {
  const { notional } = market.symbol;
  const units = marketUnits(market, request);
  if (notional === undefined || units === undefined) return true;
  if (notional.appliesMinToMarket && units < notional.unitsMin) return false;
  return !notional.appliesMaxToMarket || notional.unitsMax === undefined || units <= notional.unitsMax;
}

function marketUnits(market: Market, { sizeLots, quoteUnits = 0n }: OrderRequest): bigint | undefined {
  if (quoteUnits > 0n) return quoteUnits;
  const averageUnits = market.averageUnits();
  return averageUnits && market.symbol.valueUnits(averageUnits, sizeLots);
}

function checkTrailingDelta(symbol: ExchangeSymbol, request: OrderRequest): Refusal | undefined {
  const { trailingBips = 0, kind, side } = request;
  const filter = symbol.trailingDelta;
  if (trailingBips === 0 || filter === undefined) return undefined;
  const isAbove = waitsAbove({ kind, side });
  const min = isAbove ? filter.minTrailingAboveDelta : filter.minTrailingBelowDelta;
  const max = isAbove ? filter.maxTrailingAboveDelta : filter.maxTrailingBelowDelta;
  return trailingBips >= min && trailingBips <= max ? undefined : refusals.trailingDelta;
}

function checkCounts(symbol: ExchangeSymbol, desk: Desk, { kind, icebergLots = 0 }: OrderRequest): Refusal | undefined {
  if (desk.openCount >= symbol.ordersMax) return refusals.maxNumOrders;
  if (natureOf(kind).isAlgo && desk.openAlgoCount >= symbol.algoOrdersMax) return refusals.maxNumAlgoOrders;
  if (icebergLots > 0 && desk.openIcebergCount >= symbol.icebergOrdersMax) return refusals.maxNumIcebergOrders;
  return undefined;
}

/** What is owned and what open buys may add, this one included. */
function checkPosition(symbol: ExchangeSymbol, desk: Desk, { side, sizeLots }: OrderRequest): Refusal | undefined {
  if (symbol.positionUnitsMax === undefined || side !== bid) return undefined;
  const ownedUnits = desk.base.freeUnits + desk.base.lockedUnits;
  const boughtUnits = symbol.baseUnits(desk.openBidLots) + symbol.baseUnits(sizeLots);
  return ownedUnits + boughtUnits > symbol.positionUnitsMax ? refusals.maxPosition : undefined;
}
