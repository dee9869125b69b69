/**
 * Self-trade prevention: two orders of one account, or of one trade group, do not trade with each other. The matcher finds them and does what the
 * taker's mode says; here it becomes prevented quantities, states, records and events. Source: Binance Spot API, STP FAQ.
 */
import type { Market } from "./market.ts";
import type { Order, PreventedMatch } from "./order.ts";
import { transfer } from "./settlement.ts";
import type { PreventionMode } from "./symbol-entry.ts";

/** @param lots what the matcher took from the maker. The maker's desk is told of it; whether it is still open is for the caller. */
export function prevent(market: Market, taker: Order, maker: Order, priceTicks: number, lots: number): PreventedMatch {
  const mode = effectiveMode(taker, maker);
  const takerLots = endsTaker(mode) ? taker.leftLots : mode === "EXPIRE_MAKER" ? 0 : lots;
  // What would have traded: of an iceberg that is decremented only what it shows, as in a trade.
  const tradeLots = isDecrement(mode) ? lots : Math.min(taker.leftLots, maker.leftLots);
  const preventedMatchId = ++market.lastPreventedMatchId;
  lose(market, taker, takerLots, preventedMatchId);
  lose(market, maker, lots, preventedMatchId);
  maker.desk.shrank(maker, lots);
  market.relock(maker);
  const isTransfer = mode === "TRANSFER" && taker.desk !== maker.desk;
  if (isTransfer) transfer(market, taker, maker, priceTicks, lots);
  tell(market, taker, maker, takerLots, tradeLots, priceTicks);
  tell(market, maker, taker, lots, tradeLots, priceTicks);
  return remember(taker, maker, {
    preventedMatchId,
    takerOrderId: taker.orderId,
    makerOrderId: maker.orderId,
    tradeGroupId: taker.desk.account.tradeGroupId,
    mode,
    priceTicks,
    takerPreventedLots: takerLots > 0 ? takerLots : undefined,
    makerPreventedLots: lots > 0 ? lots : undefined,
    timeUs: market.nowUs,
  });
}

/** The taker's, but TRANSFER only if both say so. */
function effectiveMode(taker: Order, maker: Order): PreventionMode {
  return taker.prevention === "TRANSFER" && maker.prevention !== "TRANSFER" ? "DECREMENT" : taker.prevention;
}

function isDecrement(mode: PreventionMode): boolean {
  return mode === "DECREMENT" || mode === "TRANSFER";
}

function endsTaker(mode: PreventionMode): boolean {
  return mode === "EXPIRE_TAKER" || mode === "EXPIRE_BOTH";
}

function lose(market: Market, order: Order, lots: number, preventedMatchId: number): void {
  if (lots === 0) return;
  order.preventedLots += lots;
  order.preventedMatchId = preventedMatchId;
  order.updatedUs = market.nowUs;
  if (order.leftLots === 0) order.status = "EXPIRED_IN_MATCH";
}

function tell(market: Market, order: Order, counter: Order, lots: number, tradeLots: number, priceTicks: number): void {
  if (lots === 0) return;
  market.touch(order.desk);
  market.lastExecutionId++;
  market.broadcast.prevented(order, counter, market.nowUs, lots, tradeLots, priceTicks);
}

function remember(taker: Order, maker: Order, match: PreventedMatch): PreventedMatch {
  taker.desk.preventedMatches.push(match);
  if (maker.desk !== taker.desk) maker.desk.preventedMatches.push(match);
  return match;
}
