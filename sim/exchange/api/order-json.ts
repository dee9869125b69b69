/**
 * Orders as answers print them. Fields are in the order of the venue's own answers; those that appear only sometimes (of stops, of
 * self-trade prevention) are undefined otherwise. Source: Binance Spot API, "Conditional fields in Order Responses".
 */
import { bid, type Side } from "../../../src/domain/side.ts";
import type { Amended } from "../amending.ts";
import type { Cancellation } from "../cancelling.ts";
import type { AccountTrade, Amendment, Order, OrderStatus, PreventedMatch } from "../order.ts";
import type { Placement } from "../placing.ts";
import type { Json } from "./json.ts";
import type { Call } from "./operation.ts";

export const responseKinds = ["ACK", "RESULT", "FULL"] as const;
export type ResponseKind = (typeof responseKinds)[number];

type Fields = { readonly [name: string]: Json | undefined };

/** The answer to a new order. */
export function placementJson(call: Call, placement: Placement, kind: ResponseKind): Json {
  const { order } = placement;
  const acknowledged = {
    symbol: order.desk.market.symbol.name,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: order.clientOrderId,
    transactTime: call.time(order.createdUs),
  };
  if (kind === "ACK") return acknowledged;
  return {
    ...acknowledged,
    ...amounts(order),
    ...terms(order),
    ...stopTerms(call, order),
    workingTime: call.time(order.workingUs),
    fills: kind === "FULL" ? placement.trades.map((trade) => fillJson(order, trade)) : undefined,
    preventedMatches: preventedInAnswer(order, placement.preventedMatches),
    selfTradePreventionMode: order.prevention,
    ...outcome(order),
  };
}

/** The answer to a cancel. `clientOrderId` is the cancel's own, the order's is the original one. */
export function cancellationJson(call: Call, { order, clientOrderId }: Cancellation): Json {
  return {
    symbol: order.desk.market.symbol.name,
    origClientOrderId: order.clientOrderId,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId,
    transactTime: call.time(order.updatedUs),
    ...amounts(order),
    ...terms(order),
    ...stopTerms(call, order),
    selfTradePreventionMode: order.prevention,
    ...outcome(order),
  };
}

/** An order as queries print it. */
export function orderJson(call: Call, order: Order): Json {
  const { symbol } = order.desk.market;
  return {
    symbol: symbol.name,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: order.clientOrderId,
    price: symbol.priceText(order.priceTicks),
    origQty: symbol.sizeText(order.sizeLots),
    executedQty: symbol.sizeText(order.executedLots),
    cummulativeQuoteQty: symbol.quoteText(order.executedQuoteUnits),
    ...terms(order),
    stopPrice: symbol.priceText(order.stopTicks),
    ...trailing(call, order),
    icebergQty: symbol.sizeText(order.icebergLots),
    time: call.time(order.createdUs),
    updateTime: call.time(order.updatedUs),
    isWorking: order.isWorking,
    workingTime: call.time(order.workingUs),
    origQuoteOrderQty: symbol.quoteText(order.quoteOrderUnits),
    selfTradePreventionMode: order.prevention,
    ...strategy(order),
    ...outcome(order),
  };
}

/** The answer to an amend. */
export function amendedJson(call: Call, { order, amendment }: Amended): Json {
  const { market } = order.desk;
  const { symbol } = market;
  return {
    transactTime: call.time(call.nowUs),
    executionId: amendment?.executionId ?? market.lastExecutionId,
    amendedOrder: {
      symbol: symbol.name,
      orderId: order.orderId,
      orderListId: -1,
      origClientOrderId: amendment?.origClientOrderId ?? order.clientOrderId,
      clientOrderId: order.clientOrderId,
      price: symbol.priceText(order.priceTicks),
      qty: symbol.sizeText(order.sizeLots),
      executedQty: symbol.sizeText(order.executedLots),
      preventedQty: symbol.sizeText(order.preventedLots),
      quoteOrderQty: symbol.quoteText(order.quoteOrderUnits),
      cumulativeQuoteQty: symbol.quoteText(order.executedQuoteUnits),
      ...terms(order),
      ...stopTerms(call, order),
      workingTime: order.isWorking ? call.time(order.workingUs) : undefined,
      selfTradePreventionMode: order.prevention,
    },
  };
}

/** Whether an amend left nothing of its order. @param body of `amendedJson`. */
export function endedOrder(body: Json): boolean {
  return (body as { amendedOrder: { status: OrderStatus } }).amendedOrder.status === "EXPIRED";
}

export function amendmentJson(call: Call, order: Order, amendment: Amendment): Json {
  const { symbol } = order.desk.market;
  return {
    symbol: symbol.name,
    orderId: amendment.orderId,
    executionId: amendment.executionId,
    origClientOrderId: amendment.origClientOrderId,
    newClientOrderId: amendment.newClientOrderId,
    origQty: symbol.sizeText(amendment.origLots),
    newQty: symbol.sizeText(amendment.newLots),
    time: call.time(amendment.timeUs),
  };
}

function sideText(side: Side): "BUY" | "SELL" {
  return side === bid ? "BUY" : "SELL";
}

function amounts(order: Order): Fields {
  const { symbol } = order.desk.market;
  return {
    price: symbol.priceText(order.priceTicks),
    origQty: symbol.sizeText(order.sizeLots),
    executedQty: symbol.sizeText(order.executedLots),
    origQuoteOrderQty: symbol.quoteText(order.quoteOrderUnits),
    cummulativeQuoteQty: symbol.quoteText(order.executedQuoteUnits),
  };
}

function terms({ status, timeInForce, kind, side }: Order): Fields {
  return { status, timeInForce, type: kind, side: sideText(side) };
}

function stopTerms(call: Call, order: Order): Fields {
  const { symbol } = order.desk.market;
  return {
    stopPrice: order.isAlgo ? symbol.priceText(order.stopTicks) : undefined,
    ...trailing(call, order),
    icebergQty: order.icebergLots > 0 ? symbol.sizeText(order.icebergLots) : undefined,
    ...strategy(order),
  };
}

function trailing(call: Call, { trailingBips, trailingUs }: Order): Fields {
  return trailingBips > 0 ? { trailingDelta: trailingBips, trailingTime: call.time(trailingUs) } : {};
}

function strategy({ strategyId, strategyType }: Order): Fields {
  return { strategyId, strategyType };
}

function outcome(order: Order): Fields {
  const { desk, preventedLots, preventedMatchId, expiryReason } = order;
  const isPrevented = preventedLots > 0;
  const { tradeGroupId } = desk.account;
  return {
    tradeGroupId: isPrevented && tradeGroupId >= 0 ? tradeGroupId : undefined,
    preventedMatchId: isPrevented ? preventedMatchId : undefined,
    preventedQuantity: isPrevented ? desk.market.symbol.sizeText(preventedLots) : undefined,
    expiryReason: expiryReason === "" ? undefined : expiryReason,
  };
}

function fillJson(order: Order, { priceTicks, lots, commissionUnits, commissionAsset, tradeId }: AccountTrade): Json {
  const { symbol } = order.desk.market;
  return {
    price: symbol.priceText(priceTicks),
    qty: symbol.sizeText(lots),
    commission: symbol.quoteText(commissionUnits),
    commissionAsset,
    tradeId,
  };
}

function preventedInAnswer(order: Order, matches: readonly PreventedMatch[]): Json | undefined {
  if (matches.length === 0) return undefined;
  const { symbol } = order.desk.market;
  const sizeText = (lots: number | undefined) => (lots === undefined ? undefined : symbol.sizeText(lots));
  return matches.map(({ preventedMatchId, makerOrderId, priceTicks, takerPreventedLots, makerPreventedLots }) => ({
    preventedMatchId,
    makerOrderId,
    price: symbol.priceText(priceTicks),
    takerPreventedQuantity: sizeText(takerPreventedLots),
    makerPreventedQuantity: sizeText(makerPreventedLots),
  }));
}
