// Goal: an answer of the WebSocket API is wrapped as the venue wraps it: the same fields in the same order, the same limits told.
// Method: each answer that a client library keeps beside ours to the same method; what is in `result` is REST's, and is compared there.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { type Message, type Params, SocketVenue } from "../../../helpers/exchange-socket-client.ts";
import { testSymbol, whole } from "../../../helpers/exchange-symbols.ts";
import { needs, sharedData } from "../../../helpers/needs.ts";
import { filesOfTar } from "../../../helpers/tar.ts";

const archive = sharedData("api/binance_net_unit_test_responses.tar.gz");
const isMissing = needs("recorded answers", archive !== undefined, "lay the recordings beside the project");
const files = isMissing ? new Map<string, string>() : filesOfTar(readFileSync(archive!));

const symbol = "ABCXYZ";
const order = { symbol, side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "1", price: "10" };

const asked: [file: string, params: Params][] = [
  ["Account/GetAccountInfo", {}],
  ["Account/GetOrderRateLimits", {}],
  ["ExchangeData/GetAggregatedTradeHistory", { symbol }],
  ["ExchangeData/GetBookTickers", {}],
  ["ExchangeData/GetCurrentAvgPrice", { symbol }],
  ["ExchangeData/GetExchangeInfo", { symbols: [symbol] }],
  ["ExchangeData/GetKlines", { symbol, interval: "1h" }],
  ["ExchangeData/GetOrderBook", { symbol }],
  ["ExchangeData/GetRecentTrades", { symbol }],
  ["ExchangeData/GetRollingWindowTickers", { symbols: [symbol] }],
  ["ExchangeData/GetTickers", {}],
  ["ExchangeData/GetTradeHistory", { symbol }],
  ["ExchangeData/GetUIKlines", { symbol, interval: "1h" }],
  ["Trading/AmendOrder", { symbol, orderId: 1, newQty: "0.5" }],
  ["Trading/CancelAllOrders", { symbol }],
  ["Trading/CancelOrder", { symbol, orderId: 1 }],
  ["Trading/GetOpenOrders", { symbol }],
  ["Trading/GetOrder", { symbol, orderId: 1 }],
  ["Trading/GetPreventedTrades", { symbol, orderId: 1 }],
  ["Trading/GetUserTrades", { symbol }],
  ["Trading/PlaceOrder", order],
  ["Trading/PlaceTestOrder", order],
  ["Trading/ReplaceOrder", { ...order, cancelReplaceMode: "STOP_ON_FAILURE", cancelOrderId: 1 }],
];

test.skipIf(isMissing).each(asked)("ws-api: %s: wrapped as recorded", (file, params) => {
  const { method, answer } = recorded(file);
  using venue = new SocketVenue(testSymbol({ tickSize: whole.tickSize, stepSize: "0.1" }));
  const trader = venue.trader("own");
  const client = venue.connect();
  client.resultAs(trader, "order.place", order);
  const isPublic = file.startsWith("ExchangeData/");
  const ours = isPublic ? client.ask(method, params) : client.askAs(trader, method, params);
  expect(ours.status).toBe(200);
  expect(envelopeOf(ours)).toEqual(envelopeOf(answer));
});

/** A line of the request, one of nothing, then the answer. */
function recorded(file: string): { method: string; answer: Message } {
  const [request = "", , ...lines] = files.get(`Binance.Net.UnitTests/Socket/Spot/${file}.txt`)!.split("\n");
  return { method: JSON.parse(request.slice(2)).method, answer: JSON.parse(lines.join("\n")) };
}

/** Names in order, what kind of thing the result is, and each limit but its numbers. */
function envelopeOf(answer: Message): unknown {
  const { status, result } = answer;
  const limits = answer.rateLimits as Message[];
  const kind = Array.isArray(result) ? "array" : typeof result;
  const told = limits.map(({ limit, count, ...limitOf }) => [limitOf, typeof limit, typeof count]);
  return [Object.keys(answer), status, kind, told];
}
