/**
 * Order amend keep priority: an open order becomes smaller and keeps its place in the queue. Source: Binance Spot API, order amend keep
 * priority FAQ.
 */
import { assert } from "../../src/base/assert.ts";
import { orderType } from "../../src/domain/order-type.ts";
import { outcome, selfTrade } from "../../src/ports/matcher.ts";
import { withdraw } from "./cancelling.ts";
import { generatedClientId } from "./client-order-id.ts";
import type { Desk } from "./desk.ts";
import { type Refusal, refusals } from "./errors.ts";
import { isLotSize, isNotional } from "./filters.ts";
import type { Market } from "./market.ts";
import { expire } from "./matching.ts";
import type { Amendment, Order } from "./order.ts";
import type { OrderTarget } from "./order-request.ts";

/** The answer to an amend: the order as it is now. Without `amendment` it has expired, since nothing was left to trade. */
export interface Amended {
  readonly order: Order;
  readonly amendment: Amendment | undefined;
}

/** @param sizeLots the order's new quantity in all, executed and prevented included; NaN for one on no grid. */
export function amend(
  market: Market,
  desk: Desk,
  target: OrderTarget,
  sizeLots: number,
  newClientOrderId: string | undefined,
): Amended | Refusal {
  const order = desk.findOpen(target);
  const refusal = checkAmend(market, desk, order, sizeLots, newClientOrderId);
  if (refusal !== undefined || order === undefined) return refusal ?? refusals.unknownAmend;
  market.touch(desk);
  if (sizeLots <= order.executedLots + order.preventedLots) return expireAmended(market, order);
  const origLots = order.sizeLots;
  reduce(market, order, sizeLots);
  const amendment = rename(market, order, origLots, newClientOrderId);
  return { order, amendment };
}

function checkAmend(
  market: Market,
  desk: Desk,
  order: Order | undefined,
  sizeLots: number,
  newClientOrderId: string | undefined,
): Refusal | undefined {
  const { symbol } = market;
  if (!symbol.entry.amendAllowed) return refusals.noAmends;
  if (symbol.status !== "TRADING") return refusals.amendClosed;
  if (!isLotSize(symbol, sizeLots)) return refusals.lotSize;
  if (order === undefined) return refusals.unknownAmend;
  if (sizeLots === order.sizeLots) return refusals.amendNoChange;
  if (sizeLots > order.sizeLots) return refusals.amendUp;
  if (order.amendsCount >= symbol.amendsMax) return refusals.maxNumOrderAmends;
  if (order.priceTicks > 0 && !isNotional(symbol, order.priceTicks, sizeLots)) return refusals.amendNotional;
  const named = newClientOrderId === undefined ? undefined : desk.openWithClientId(newClientOrderId);
  return named === undefined || named === order ? undefined : refusals.duplicateAmend;
}

function reduce(market: Market, order: Order, sizeLots: number): void {
  order.desk.shrank(order, order.sizeLots - sizeLots);
  order.sizeLots = sizeLots;
  order.icebergLots = Math.min(order.icebergLots, sizeLots);
  order.amendsCount++;
  order.updatedUs = market.nowUs;
  market.relock(order);
  if (!order.isWorking) return;
  market.matcher.amend(orderType.limit, order.orderId, order.priceTicks, order.leftLots, selfTrade.allow);
  market.matcher.run();
  const result = market.matcher.result(0);
  assert(result.outcome === outcome.reduced, "an order that becomes smaller keeps its place");
  market.orderMovedLevel(order.side, order.priceTicks, result.levelLots);
}

function rename(market: Market, order: Order, origLots: number, newClientOrderId: string | undefined): Amendment {
  const executionId = ++market.lastExecutionId;
  const origClientOrderId = order.clientOrderId;
  const clientOrderId = newClientOrderId ?? generatedClientId(market.amendSalt, executionId);
  order.desk.renamed(order, clientOrderId);
  market.broadcast.renamed("REPLACED", order, market.nowUs, origClientOrderId);
  const amendment = {
    orderId: order.orderId,
    executionId,
    origClientOrderId,
    newClientOrderId: clientOrderId,
    origLots,
    newLots: order.sizeLots,
    timeUs: market.nowUs,
  };
  order.desk.amendments.push(amendment);
  return amendment;
}

/** What is asked for has been executed already: nothing is left. The documentation only says that such an amend expires the order. */
function expireAmended(market: Market, order: Order): Amended {
  withdraw(market, order);
  expire(market, order, "EXCHANGE_CANCELED");
  return { order, amendment: undefined };
}
