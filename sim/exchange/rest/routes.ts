/** Which method and path ask for which operation. Source: Binance Spot API, REST. */
import type { Operation } from "../api/operation.ts";
import { operations as all } from "../api/operations.ts";

const api = "/api/v3";

const routes: readonly (readonly [method: string, path: string, operation: Operation])[] = [
  ["GET", "/ping", all.ping],
  ["GET", "/time", all.serverTime],
  ["GET", "/exchangeInfo", all.exchangeInfo],
  ["GET", "/depth", all.depth],
  ["GET", "/trades", all.recentTrades],
  ["GET", "/historicalTrades", all.historicalTrades],
  ["GET", "/aggTrades", all.aggregateTrades],
  ["GET", "/klines", all.klines],
  ["GET", "/uiKlines", all.uiKlines],
  ["GET", "/avgPrice", all.averagePrice],
  ["GET", "/ticker", all.windowTicker],
  ["GET", "/ticker/24hr", all.dayTicker],
  ["GET", "/ticker/tradingDay", all.tradingDayTicker],
  ["GET", "/ticker/price", all.priceTicker],
  ["GET", "/ticker/bookTicker", all.bookTicker],
  ["POST", "/order", all.placeOrder],
  ["POST", "/order/test", all.testOrder],
  ["GET", "/order", all.queryOrder],
  ["DELETE", "/order", all.cancelOrder],
  ["POST", "/order/cancelReplace", all.cancelReplaceOrder],
  ["PUT", "/order/amend/keepPriority", all.amendOrder],
  ["GET", "/order/amendments", all.queryAmendments],
  ["GET", "/openOrders", all.queryOpenOrders],
  ["DELETE", "/openOrders", all.cancelOpenOrders],
  ["GET", "/allOrders", all.queryAllOrders],
  ["GET", "/account", all.queryAccount],
  ["GET", "/account/commission", all.queryCommission],
  ["GET", "/myTrades", all.queryTrades],
  ["GET", "/rateLimit/order", all.queryOrderCounts],
  ["GET", "/myPreventedMatches", all.queryPreventedMatches],
  ["GET", "/myFilters", all.queryFilters],
];

const operations = new Map(routes.map(([method, path, operation]) => [`${method} ${api}${path}`, operation]));

/** Undefined where nothing is, or is no more: listen keys and the first version of the API were retired in 2026. */
export function operationAt(method: string, path: string): Operation | undefined {
  return operations.get(`${method} ${path}`);
}
