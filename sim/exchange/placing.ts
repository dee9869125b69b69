/**
 * A new order is taken in: what the engine itself refuses, then it waits for its stop or meets the book. And an order whose stop has been
 * met is worked, in a command of its own.
 */
import { ask, bid, opposite, type Side } from "../../src/domain/side.ts";
import type { Desk } from "./desk.ts";
import { Refusal, refusals } from "./errors.ts";
import type { Market } from "./market.ts";
import { type Path, work } from "./matching.ts";
import { Order } from "./order.ts";
import type { OrderRequest } from "./order-request.ts";
import { isStopMet } from "./stop-orders.ts";

/** The answer to a new order. Lists are of what it did at once. */
export interface Placement extends Path {
  readonly order: Order;
}

/** Places a request that has passed `checkRequest`. */
export function place(market: Market, desk: Desk, request: OrderRequest): Placement | Refusal {
  const sized = withSize(market, request);
  if (sized instanceof Refusal) return sized;
  const refusal = checkEngine(market, desk, sized);
  if (refusal !== undefined) return refusal;
  const order = accept(market, desk, sized);
  const placement = { order, trades: [], preventedMatches: [] };
  if (order.isAlgo) wait(market, order);
  else work(market, order, placement);
  return placement;
}

/** The record of an order that takes the next id. */
export function accept(market: Market, desk: Desk, request: OrderRequest): Order {
  const prevention = request.prevention ?? market.symbol.entry.defaultSelfTradePreventionMode;
  market.lastOrderId++;
  return new Order(market.lastOrderId, desk, request, prevention, market.nowUs);
}

/** A stop order whose price has come works like a new one of its kind, with its own id and what was locked for it. */
export function workTriggered(market: Market, order: Order): void {
  market.unlock(order);
  market.orders.delete(order.orderId);
  order.desk.withdrawn(order, order.leftLots);
  work(market, order, { trades: [], preventedMatches: [] });
}

function wait(market: Market, order: Order): void {
  market.orders.set(order.orderId, order);
  order.desk.opened(order);
  market.relock(order);
  market.stops.add(order, market.lastTradeTicks);
  market.touch(order.desk);
  market.lastExecutionId++;
  market.broadcast.execution("NEW", order, market.nowUs);
}

/** An order by quote quantity gets its size from what the book shows. */
function withSize(market: Market, request: OrderRequest): OrderRequest | Refusal {
  const { quoteUnits = 0n, side } = request;
  if (quoteUnits === 0n) return request;
  const shownLots = lotsShownFor(market, opposite(side), quoteUnits);
  if (shownLots === undefined) return refusals.noLiquidity;
  const { sizeLotsMin, marketLotsMin, marketLotsMax, marketStepLots } = market.symbol;
  const cappedLots = Math.min(shownLots, marketLotsMax);
  const sizeLots = cappedLots - (cappedLots % marketStepLots);
  if (sizeLots < sizeLotsMin) return refusals.belowLotSize;
  return sizeLots < marketLotsMin ? refusals.belowMarketLotSize : { ...request, sizeLots };
}

function checkEngine(market: Market, desk: Desk, request: OrderRequest): Refusal | undefined {
  const { clientOrderId } = request;
  if (clientOrderId !== undefined && desk.openWithClientId(clientOrderId) !== undefined) return refusals.duplicateOrder;
  if (market.orders.size >= market.ordersMax) return refusals.serverBusy;
  if (wouldTrigger(market, request)) return refusals.wouldTrigger;
  if (wouldTake(market, request)) return refusals.wouldTake;
  return checkFunds(market, desk, request);
}

/** A trailing order only begins to follow at its stop. */
function wouldTrigger(market: Market, { side, kind, stopTicks = 0, trailingBips = 0 }: OrderRequest): boolean {
  if (stopTicks === 0 || trailingBips > 0 || market.lastTradeTicks === 0) return false;
  return isStopMet({ side, kind, stopTicks }, market.lastTradeTicks);
}

function wouldTake({ matcher }: Market, { side, kind, priceTicks }: OrderRequest): boolean {
  if (kind !== "LIMIT_MAKER") return false;
  if (matcher.apart !== undefined) return matcher.apart.wouldTake(side, priceTicks);
  if (side === bid) return matcher.bestAskTicks > 0 && priceTicks >= matcher.bestAskTicks;
  return matcher.bestBidTicks > 0 && priceTicks <= matcher.bestBidTicks;
}

type Terms = Pick<OrderRequest, "side" | "kind" | "sizeLots" | "priceTicks" | "quoteUnits" | "stopTicks">;

/** What is free pays for all of it, at its own price; a market order's cost is what the book shows. */
function checkFunds(market: Market, desk: Desk, terms: Terms): Refusal | undefined {
  const { symbol } = market;
  const { side, kind, sizeLots, priceTicks, quoteUnits = 0n, stopTicks = 0 } = terms;
  if (side === ask) return symbol.baseUnits(sizeLots) > desk.base.freeUnits ? refusals.noFunds : undefined;
  let units = quoteUnits;
  if (kind === "MARKET") units = quoteUnits > 0n ? quoteUnits : costShown(market, sizeLots);
  else units = symbol.quoteUnitsUp(priceTicks > 0 ? priceTicks : stopTicks, sizeLots);
  return units > desk.quote.freeUnits ? refusals.noFunds : undefined;
}

/** What the asks shown cost, up to `lots` of them. */
function costShown(market: Market, lots: number): bigint {
  const { matcher, symbol } = market;
  if (lots <= matcher.bestAskLots) return symbol.quoteUnitsUp(matcher.bestAskTicks, lots);
  let left = lots;
  let units = 0n;
  walk(market, ask, (ticks, shown) => {
    const taken = Math.min(left, shown);
    units += symbol.quoteUnitsUp(ticks, taken);
    left -= taken;
    return left > 0;
  });
  return units;
}

/** How many of the lots shown an amount of quote buys, or is got for; undefined for an empty book. */
function lotsShownFor(market: Market, side: Side, quoteUnits: bigint): number | undefined {
  const { symbol } = market;
  let left = quoteUnits;
  let lots: number | undefined;
  walk(market, side, (ticks, shown) => {
    const affordable = symbol.lotsFor(left, ticks);
    const taken = Math.min(affordable, shown);
    lots = (lots ?? 0) + taken;
    left -= symbol.quoteUnits(ticks, taken);
    return taken === shown;
  });
  return lots === undefined ? undefined : Math.min(lots, symbol.sizeLotsMax);
}

/** Visits the levels of a side, best first, until `visit` has enough; few are read before many. */
function walk(market: Market, side: Side, visit: (ticks: number, lots: number) => boolean): void {
  let visited = 0;
  for (const countMax of [16, 5000]) {
    const count = market.readLevels(side, countMax);
    for (; visited < count; visited++) if (!visit(market.levelTicks(visited), market.levelLots(visited))) return;
    if (count < countMax) return;
  }
}
