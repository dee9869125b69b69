/** All that a command could change in an exchange, as plain values: equal before and after what must change nothing. */
import type { Exchange } from "../../sim/exchange/exchange.ts";
import type { Market } from "../../sim/exchange/market.ts";

export function digestOf({ accounts, markets }: Exchange): unknown[] {
  const balances = accounts.flatMap(({ balances }) =>
    [...balances.values()].map(({ asset, freeUnits, lockedUnits }) => [asset, freeUnits, lockedUnits]),
  );
  return [balances, markets.map(marketDigest)];
}

function marketDigest(market: Market): unknown[] {
  const { lastOrderId, lastTradeId, lastExecutionId, lastPreventedMatchId, lastUpdateId, matcher } = market;
  const desks = [...market.desks()].map((desk) => [
    desk.openOrders().map(({ orderId, status, leftLots, clientOrderId }) => [orderId, status, leftLots, clientOrderId]),
    [desk.openAlgoCount, desk.openIcebergCount, desk.openBidLots, desk.allOrders().length],
  ]);
  const counters = [lastOrderId, lastTradeId, lastExecutionId, lastPreventedMatchId, lastUpdateId];
  return [counters, matcher.stateHash(), desks];
}
