/** All that a command could change in an exchange, as plain values: equal before and after what must change nothing. */
import type { Exchange } from "../../sim/exchange/exchange.ts";

export function digestOf(exchange: Exchange): unknown[] {
  return exchange.markets.map((market) => {
    const { lastOrderId, lastTradeId, lastExecutionId, lastPreventedMatchId, lastUpdateId, matcher } = market;
    const desks = [...market.desks()].map((desk) => [
      desk
        .openOrders()
        .map(({ orderId, status, leftLots, clientOrderId }) => [orderId, status, leftLots, clientOrderId]),
      [desk.base.freeUnits, desk.base.lockedUnits, desk.quote.freeUnits, desk.quote.lockedUnits],
      desk.allOrders().length,
    ]);
    const counters = [lastOrderId, lastTradeId, lastExecutionId, lastPreventedMatchId, lastUpdateId];
    return [counters, matcher.stateHash(), desks];
  });
}
