/**
 * An order meets the book. Its type decides how it is put to the matcher; each report of the matcher becomes trades, prevented matches,
 * closed makers; what is left rests or expires.
 */
import { assert } from "../../src/base/assert.ts";
import { type OrderType, orderType } from "../../src/domain/order-type.ts";
import { bid } from "../../src/domain/side.ts";
import {
  type MatchReport,
  type MatchResult,
  matchReportKind,
  outcome,
  type SelfTrade,
  selfTrade,
} from "../../src/ports/matcher.ts";
import type { Market } from "./market.ts";
import type { AccountTrade, ExpiryReason, Order, PreventedMatch } from "./order.ts";
import { prevent } from "./prevention.ts";
import { settleTrade } from "./settlement.ts";
import type { PreventionMode } from "./symbol-entry.ts";

/** What an order did on its way, besides what it says itself. */
export interface Path {
  readonly trades: AccountTrade[];
  readonly preventedMatches: PreventedMatch[];
}

const selfTradeOf: Record<PreventionMode, SelfTrade> = {
  NONE: selfTrade.allow,
  EXPIRE_TAKER: selfTrade.expireTaker,
  EXPIRE_MAKER: selfTrade.expireMaker,
  EXPIRE_BOTH: selfTrade.expireBoth,
  DECREMENT: selfTrade.decrement,
  TRANSFER: selfTrade.decrement,
};

/** Works an order that is not in the book: accepted, matched, then rested or ended. Nothing is locked for it before. */
export function work(market: Market, order: Order, path: Path): void {
  order.workingUs = market.nowUs;
  order.updatedUs = market.nowUs;
  market.touch(order.desk);
  market.lastExecutionId++;
  market.broadcast.execution("NEW", order, market.nowUs);
  if (order.isAtMarket) takeAtMarket(market, order, path);
  else takeAtLimit(market, order, path);
  if (!order.isOpen) order.desk.remember(order);
}

/** What could not trade ends. */
export function expire(market: Market, order: Order, reason: ExpiryReason): void {
  order.status = "EXPIRED";
  order.expiryReason = reason;
  order.updatedUs = market.nowUs;
  market.touch(order.desk);
  market.lastExecutionId++;
  market.broadcast.execution("EXPIRED", order, market.nowUs);
}

function takeAtLimit(market: Market, order: Order, path: Path): void {
  const result = run(market, order, limitType(order), order.priceTicks, order.leftLots, path);
  if (result.outcome === outcome.rested) {
    market.orders.set(order.orderId, order);
    order.desk.opened(order);
    market.orderMovedLevel(order.side, order.priceTicks, result.levelLots);
    market.relock(order);
  } else if (order.isOpen) expire(market, order, unfilledReason(order));
}

function limitType(order: Order): OrderType {
  if (order.kind === "LIMIT_MAKER") return orderType.postOnly;
  if (order.timeInForce === "GTC") return orderType.limit;
  return order.timeInForce === "IOC" ? orderType.ioc : orderType.fok;
}

function unfilledReason(order: Order): ExpiryReason {
  return order.timeInForce === "FOK" ? "UNFILLED_FOK_ORDER_EXPIRED" : "UNFILLED_IOC_QUANTITY_EXPIRED";
}

/** A sell has what it sells. A buy goes level by level, so that it never takes more than it can pay. */
function takeAtMarket(market: Market, order: Order, path: Path): void {
  if (order.side === bid) buyAtMarket(market, order, path);
  else run(market, order, orderType.market, 0, order.leftLots, path);
  if (order.isOpen) expire(market, order, "INSUFFICIENT_LIQUIDITY");
}

function buyAtMarket(market: Market, order: Order, path: Path): void {
  for (let lastTicks = 0; order.isOpen; ) {
    const priceTicks = market.nextAskTicks(lastTicks);
    if (priceTicks === 0) return;
    lastTicks = priceTicks;
    const lots = affordableLots(market, order, priceTicks);
    if (lots === 0) return;
    run(market, order, orderType.ioc, priceTicks, lots, path);
  }
}

function affordableLots(market: Market, order: Order, priceTicks: number): number {
  const { symbol } = market;
  let units = order.desk.quote.freeUnits;
  if (order.quoteOrderUnits > 0n && order.quoteOrderUnits - order.executedQuoteUnits < units)
    units = order.quoteOrderUnits - order.executedQuoteUnits;
  if (symbol.quoteUnitsUp(priceTicks, order.leftLots) <= units) return order.leftLots;
  return Math.min(order.leftLots, symbol.lotsFor(units, priceTicks));
}

/** Puts the order to the matcher once, and makes what it reports happen. */
function run(market: Market, order: Order, type: OrderType, priceTicks: number, lots: number, path: Path): MatchResult {
  const { matcher } = market;
  const { side, orderId, icebergLots, desk } = order;
  matcher.place(type, side, orderId, desk.account.owner, priceTicks, lots, icebergLots, selfTradeOf[order.prevention]);
  for (let isDone = false; !isDone; ) {
    isDone = matcher.run();
    const { reportsCount } = matcher;
    for (let index = 0; index < reportsCount; index++) happen(market, order, matcher.report(index), path);
  }
  const result = matcher.result(0);
  assert(result.outcome !== outcome.refused, "what could be refused was looked at before");
  return result;
}

function happen(market: Market, taker: Order, report: MatchReport, path: Path): void {
  const { kind, makerId, priceTicks, lots, makerLeftLots, levelLots } = report;
  const maker = market.orders.get(makerId);
  assert(maker !== undefined, "who is met in the book is an open order");
  if (kind === matchReportKind.trade) {
    path.trades.push(settleTrade(market, taker, maker, priceTicks, lots));
    maker.desk.shrank(maker, lots);
  } else path.preventedMatches.push(prevent(market, taker, maker, priceTicks, lots));
  assert(maker.leftLots === makerLeftLots, "records and the matcher agree on what is left");
  if (!maker.isOpen) close(market, maker, 0);
  if (lots > 0) market.orderMovedLevel(maker.side, priceTicks, levelLots);
}

/** An order leaves those that are open. @param leftLots what filters still counted for it. */
export function close(market: Market, order: Order, leftLots: number): void {
  market.orders.delete(order.orderId);
  order.desk.withdrawn(order, leftLots);
  order.desk.remember(order);
}
