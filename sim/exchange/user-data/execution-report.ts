/**
 * The event executionReport: one step in the life of an order, as its owner reads it. Fields stand in the order of recorded frames; those
 * that appear only sometimes follow at the end. Source: Spot API, user-data-stream.md, and the change log for trade prevention.
 */
import { bid } from "../../../src/domain/side.ts";
import type { Execution } from "../listener.ts";
import type { Order } from "../order.ts";
import { type TimeUnit, timeIn } from "../time-unit.ts";

/** A field that is undefined is not printed. */
export function executionReport(execution: Execution, unit: TimeUnit) {
  const { kind, market, order, lastLots, lastTicks } = execution;
  const { symbol } = market;
  const isTrade = kind === "TRADE";
  return {
    e: "executionReport",
    E: timeIn(unit, execution.timeUs),
    s: symbol.name,
    c: execution.clientOrderId,
    S: order.side === bid ? "BUY" : "SELL",
    o: order.kind,
    f: order.timeInForce,
    q: symbol.sizeText(order.sizeLots),
    p: symbol.priceText(order.priceTicks),
    P: symbol.priceText(order.stopTicks),
    F: symbol.sizeText(order.icebergLots),
    g: -1,
    C: execution.origClientOrderId,
    x: kind,
    X: order.status,
    r: execution.rejectReason,
    i: order.orderId,
    l: symbol.sizeText(lastLots),
    z: symbol.sizeText(order.executedLots),
    L: symbol.priceText(lastTicks),
    n: isTrade ? symbol.quoteText(execution.commissionUnits) : "0",
    N: isTrade ? execution.commissionAsset : null,
    T: timeIn(unit, execution.timeUs),
    t: execution.tradeId,
    I: execution.executionId,
    w: order.isOnBook,
    m: execution.isMaker,
    M: isTrade,
    O: timeIn(unit, order.createdUs),
    Z: symbol.quoteText(order.executedQuoteUnits),
    Y: symbol.quoteText(execution.lastQuoteUnits),
    Q: symbol.quoteText(order.quoteOrderUnits),
    W: order.isWorking ? timeIn(unit, order.workingUs) : undefined,
    V: order.prevention,
    ...trailing(order, unit),
    j: order.strategyId,
    J: order.strategyType,
    ...prevention(execution),
    eR: order.expiryReason === "" ? undefined : order.expiryReason,
  };
}

function trailing({ trailingBips, trailingUs }: Order, unit: TimeUnit) {
  if (trailingBips === 0) return undefined;
  return { d: trailingBips, D: trailingUs < 0 ? undefined : timeIn(unit, trailingUs) };
}

/** Told with the prevented match itself: an order that goes on reports it once. */
function prevention(execution: Execution) {
  if (execution.kind !== "TRADE_PREVENTION") return undefined;
  const { market, order, preventedTradeLots, preventedTradeTicks } = execution;
  const { symbol } = market;
  return {
    v: execution.preventedMatchId,
    A: symbol.sizeText(order.preventedLots),
    B: symbol.sizeText(execution.lastPreventedLots),
    u: order.desk.account.tradeGroupId,
    U: execution.counterOrderId,
    Cs: symbol.name,
    pl: symbol.sizeText(preventedTradeLots),
    pL: symbol.priceText(preventedTradeTicks),
    pY: symbol.quoteText(execution.preventedTradeQuoteUnits),
  };
}
