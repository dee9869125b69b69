/**
 * What is refused before an order reaches the engine: by the symbol (status, types, what it does not offer), then by its filters. A test
 * order goes through these and no further; a cancelReplace through these before its cancel.
 */
import type { Desk } from "./desk.ts";
import { type Refusal, refusals, requestRefusals } from "./errors.ts";
import { checkFilters } from "./filters.ts";
import type { Market } from "./market.ts";
import { natureOf } from "./order.ts";
import type { OrderRequest } from "./order-request.ts";
import type { OrderKind } from "./symbol-entry.ts";

export function checkRequest(market: Market, desk: Desk, request: OrderRequest): Refusal | undefined {
  return checkSymbol(market, desk, request) ?? checkFilters(market, desk, request);
}

const unsupportedKind: Record<OrderKind, Refusal> = {
  LIMIT: requestRefusals.badOrderType,
  LIMIT_MAKER: requestRefusals.badOrderType,
  MARKET: refusals.noMarketOrders,
  STOP_LOSS: refusals.noStopLoss,
  STOP_LOSS_LIMIT: refusals.noStopLossLimit,
  TAKE_PROFIT: refusals.noTakeProfit,
  TAKE_PROFIT_LIMIT: refusals.noTakeProfitLimit,
};

function checkSymbol(market: Market, desk: Desk, request: OrderRequest): Refusal | undefined {
  const { entry, status, orderKinds } = market.symbol;
  const { kind, prevention } = request;
  if (status !== "TRADING") return refusals.marketClosed;
  if (!orderKinds.has(kind)) return unsupportedKind[kind];
  if (!isWhole(request)) return refusals.badCombination;
  if ((request.trailingBips ?? 0) > 0 && !entry.allowTrailingStop) return refusals.noTrailingStops;
  if ((request.quoteUnits ?? 0n) > 0n && !entry.quoteOrderQtyMarketAllowed) return refusals.noQuoteQuantity;
  if (prevention !== undefined && !entry.allowedSelfTradePreventionModes.includes(prevention))
    return refusals.badPrevention;
  return checkIceberg(market, request) ?? (desk.isPermitted ? undefined : refusals.notPermitted);
}

/** Parameters are those of the kind: a price for limit orders alone, something to wait for for those that wait, and so on. */
function isWhole(request: OrderRequest): boolean {
  const { kind, timeInForce, priceTicks, quoteUnits = 0n, stopTicks = 0, trailingBips = 0 } = request;
  const { isAlgo, isAtMarket } = natureOf(kind);
  if (isAtMarket && priceTicks !== 0) return false;
  if ((isAtMarket || kind === "LIMIT_MAKER") && timeInForce !== "GTC") return false;
  if (kind !== "MARKET" && quoteUnits !== 0n) return false;
  const isWaiting = stopTicks !== 0 || trailingBips !== 0;
  return quoteUnits >= 0n && isWaiting === isAlgo && trailingBips >= 0;
}

function checkIceberg(market: Market, request: OrderRequest): Refusal | undefined {
  const { icebergLots = 0, sizeLots, timeInForce, kind } = request;
  if (icebergLots === 0) return undefined;
  if (!market.symbol.entry.icebergAllowed) return refusals.noIcebergs;
  if (timeInForce !== "GTC" || natureOf(kind).isAtMarket) return refusals.badCombination;
  return icebergLots > sizeLots ? refusals.icebergTooLarge : undefined;
}
