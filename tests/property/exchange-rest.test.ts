// Goal: any request gets the venue's own answer, and one that is refused or only asks changes nothing.
// Method: random sequences of requests to every path, signed well; values good, nearly good and bad; then the text itself cut, doubled,
// and sprinkled with bytes. Before and after each: everything that a command could change.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { builtInSymbols } from "../../sim/exchange/built-in-symbols.ts";
import { operationAt } from "../../sim/exchange/rest/routes.ts";
import { propertyRuns } from "../helpers/engine-kinds.ts";
import {
  formOf,
  type RawRequest,
  type RestAnswer,
  RestClient,
  type RestTrader,
} from "../helpers/exchange-rest-client.ts";

const routes = [
  ...["GET /ping", "GET /time", "GET /exchangeInfo", "GET /depth", "GET /trades", "GET /historicalTrades"],
  ...["GET /aggTrades", "GET /klines", "GET /uiKlines", "GET /avgPrice", "GET /ticker", "GET /ticker/24hr"],
  ...["GET /ticker/tradingDay", "GET /ticker/price", "GET /ticker/bookTicker", "POST /order/test", "GET /order"],
  ...["DELETE /order", "POST /order/cancelReplace", "PUT /order/amend/keepPriority", "GET /order/amendments"],
  ...["GET /openOrders", "DELETE /openOrders", "GET /allOrders", "GET /account", "GET /account/commission"],
  ...["GET /myTrades", "GET /rateLimit/order", "GET /myPreventedMatches", "GET /myFilters"],
  ...["POST /time", "GET /userDataStream", "PATCH /order", "GET /../order", "GET /"],
];

const decimal = fc.constantFrom(
  "0.1",
  "0.25",
  "1",
  "0",
  "0.00001",
  "0.000000001",
  "1e-7",
  "-1",
  "",
  "99999999999999999999",
);
const price = fc.constantFrom("50000", "50000.01", "49999.99", "50010", "49000", "0.01", "50000.001", "0", "1000000");
const whole = fc.constantFrom("0", "1", "2", "3", "5", "1000", "99999", "9223372036854775808", "x", "1.5", "-1");
const time = fc.constantFrom("1699750000000", "1699750800000", "1699750800000000", "0", "9999999999999999", "1");
const clientId = fc.constantFrom("a", "b", "c", "a:b", "x".repeat(37), "");

/** Values of a parameter: mostly ones that it can have. */
const valuesOf: Record<string, fc.Arbitrary<string>> = {
  symbol: fc.constantFrom("BTCUSDT", "BTCUSDT", "BTCUSDT", "ETHUSDT", "btcusdt", "NONE", ""),
  symbols: fc.constantFrom('["BTCUSDT"]', '["BTCUSDT","ETHUSDT"]', "[]", '["BTCUSDT","BTCUSDT"]', "[", '["NONE"]'),
  side: fc.constantFrom("BUY", "SELL", "buy"),
  type: fc.constantFrom(
    ...["LIMIT", "LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT"],
    ...["TAKE_PROFIT_LIMIT", "MINI", "STOP"],
  ),
  timeInForce: fc.constantFrom("GTC", "GTC", "IOC", "FOK", "GTX"),
  quantity: decimal,
  quoteOrderQty: decimal,
  newQty: decimal,
  icebergQty: decimal,
  price,
  stopPrice: price,
  trailingDelta: whole,
  newClientOrderId: clientId,
  origClientOrderId: clientId,
  cancelOrigClientOrderId: clientId,
  cancelNewClientOrderId: clientId,
  orderId: whole,
  cancelOrderId: whole,
  fromId: whole,
  fromExecutionId: whole,
  preventedMatchId: whole,
  fromPreventedMatchId: whole,
  strategyId: whole,
  strategyType: fc.constantFrom("1000000", "1", "x"),
  limit: whole,
  startTime: time,
  endTime: time,
  newOrderRespType: fc.constantFrom("ACK", "RESULT", "FULL", "ALL"),
  selfTradePreventionMode: fc.constantFrom("NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH", "DECREMENT", "x"),
  cancelReplaceMode: fc.constantFrom("STOP_ON_FAILURE", "ALLOW_FAILURE", "x"),
  cancelRestrictions: fc.constantFrom("ONLY_NEW", "ONLY_PARTIALLY_FILLED", "x"),
  orderRateLimitExceededMode: fc.constantFrom("DO_NOTHING", "CANCEL_ONLY"),
  interval: fc.constantFrom("1s", "1m", "1h", "3d", "1w", "1M", "1D"),
  timeZone: fc.constantFrom("0", "8", "-12:00", "05:45", "14:01", "x"),
  windowSize: fc.constantFrom("1m", "23h", "7d", "8d", "0d"),
  permissions: fc.constantFrom("SPOT", '["MARGIN","SPOT"]', "spot"),
  symbolStatus: fc.constantFrom("TRADING", "HALT", "x"),
  omitZeroBalances: fc.constantFrom("true", "FALSE", "1"),
  computeCommissionRates: fc.constantFrom("true", "false"),
  recvWindow: fc.constantFrom("5000", "0", "60000.001", "0.0001"),
  pegPriceType: fc.constantFrom("PRIMARY_PEG"),
};

const anyValues = fc
  .uniqueArray(fc.constantFrom(...Object.keys(valuesOf)), { maxLength: 6 })
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, valuesOf[name]!]))));

const goodPrice = fc.constantFrom("50000", "50000.01", "49999.99", "50010", "49000");
const goodOrder = {
  symbol: fc.constant("BTCUSDT"),
  side: fc.constantFrom("BUY", "SELL"),
  quantity: fc.constantFrom("0.1", "0.25", "1"),
};
const kind = (...names: string[]) => fc.constantFrom(...names);
/** Orders that are good, so that there is something to trade with, to cancel and to amend. */
const orders = fc.oneof(
  fc.record({ ...goodOrder, type: kind("LIMIT"), timeInForce: kind("GTC", "GTC", "IOC", "FOK"), price: goodPrice }),
  fc.record({ ...goodOrder, type: kind("LIMIT_MAKER"), price: goodPrice, newClientOrderId: kind("a", "b", "c") }),
  fc.record({ ...goodOrder, type: kind("MARKET") }),
  fc.record({
    ...{ ...goodOrder, type: kind("STOP_LOSS_LIMIT", "TAKE_PROFIT_LIMIT"), timeInForce: kind("GTC") },
    ...{ price: goodPrice, stopPrice: goodPrice },
  }),
);
const smallId = fc.constantFrom("1", "2", "3", "4", "5", "6");
const replacing = fc.record({
  cancelOrderId: smallId,
  cancelReplaceMode: kind("STOP_ON_FAILURE", "ALLOW_FAILURE"),
  orderRateLimitExceededMode: kind("DO_NOTHING", "CANCEL_ONLY"),
});
const ofOrder = { symbol: fc.constant("BTCUSDT"), orderId: smallId };

/** What is asked, most of it taken. */
const goodSteps = fc.oneof(
  { weight: 8, arbitrary: fc.record({ route: kind("POST /order"), values: orders }) },
  fc
    .tuple(orders, replacing)
    .map(([order, more]) => ({ route: "POST /order/cancelReplace", values: { ...order, ...more } })),
  fc.record({ route: kind("DELETE /order", "GET /order", "GET /order/amendments"), values: fc.record(ofOrder) }),
  fc.record({
    route: kind("PUT /order/amend/keepPriority"),
    values: fc.record({ ...ofOrder, newQty: kind("0.2", "0.1", "0.05") }),
  }),
  fc.record({
    route: kind("GET /myTrades", "GET /allOrders", "GET /depth", "GET /ticker/24hr", "DELETE /openOrders"),
    values: fc.record({ symbol: fc.constant("BTCUSDT") }),
  }),
);
const steps = fc.record({ route: fc.constantFrom(...routes), values: anyValues });
/** What is done to the text of a request: nothing, mostly. */
const harm = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.record({
      at: fc.nat(200),
      length: fc.nat(5),
      text: fc.constantFrom("&", "=", "%", "%00", "+", "&&", "é", "{}", "signature="),
    }),
  },
);

const requests = fc.array(
  fc.record({
    step: fc.oneof({ weight: 3, arbitrary: goodSteps }, { weight: 2, arbitrary: steps }),
    trader: fc.nat(1),
    isInBody: fc.boolean(),
    isHarmed: harm,
    waitUs: fc.nat(2_000_000),
  }),
  { minLength: 15, maxLength: 40 },
);

type Drawn = typeof requests extends fc.Arbitrary<(infer One)[]> ? One : never;

function rawOf({ step, isInBody, isHarmed }: Drawn, trader: RestTrader, nowUs: number): RawRequest {
  const [method = "", path = ""] = step.route.split(" ");
  const isSigned = operationAt(method, `/api/v3${path}`)?.security !== "NONE";
  const payload = formOf({ ...step.values, ...(isSigned ? { timestamp: Math.floor(nowUs / 1000) } : {}) });
  const text = isSigned ? `${payload}&signature=${encodeURIComponent(trader.sign(payload))}` : payload;
  const sent =
    isHarmed === null ? text : text.slice(0, isHarmed.at) + isHarmed.text + text.slice(isHarmed.at + isHarmed.length);
  const headers = { "x-mbx-apikey": trader.apiKey };
  return isInBody && method !== "GET" ? { method, path, body: sent, headers } : { method, path, query: sent, headers };
}

function isVenueError({ status, body }: RestAnswer): boolean {
  if (status === 404) return body === null;
  return status >= 400 && status < 500 && Number.isInteger(body.code) && body.code < 0 && typeof body.msg === "string";
}

test("REST: any requests: answered as the venue does; refusals and questions change nothing", () => {
  const seen = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(requests, (drawn) => {
      using client = new RestClient(builtInSymbols(), { weightMax: 100_000, ordersPer10SecondsMax: 12 });
      const traders = [client.trader("one"), client.trader("two", "ED25519")];
      for (const one of drawn) {
        client.nowUs += one.waitUs;
        const raw = rawOf(one, traders[one.trader]!, client.nowUs);
        const before = client.digest();
        const answer = client.send(raw);
        if (answer.status === 200) seen.taken++;
        else {
          expect([raw, answer.body, isVenueError(answer)]).toEqual([raw, answer.body, true]);
          seen.refused++;
        }
        const halfDone = answer.body?.data !== undefined;
        const isQuestion = raw.method === "GET" || raw.path === "/order/test";
        if ((answer.status !== 200 && !halfDone) || isQuestion) expect(client.digest()).toEqual(before);
        client.exchange.assertConserved();
      }
    }),
    propertyRuns(150),
  );
  // Nearly all of it would be refused if the requests were no good.
  expect(seen.taken).toBeGreaterThan(seen.refused / 2);
});

test("REST: any text at all: answered as the venue does", () => {
  using client = new RestClient(builtInSymbols(), { weightMax: 1e9, requestsMax: 1e9 });
  client.trader("one");
  const anything = fc.string({ unit: "binary", maxLength: 60 });
  const route = fc.constantFrom(...routes, "POST /order");
  fc.assert(
    fc.property(route, anything, anything, anything, anything, (asked, query, body, apiKey, unit) => {
      const [method = "", path = ""] = asked.split(" ");
      const before = client.digest();
      const answer = client.send({
        method,
        path,
        query,
        body,
        headers: { "x-mbx-apikey": apiKey, "x-mbx-time-unit": unit },
      });
      expect(answer.status === 200 || isVenueError(answer)).toBe(true);
      expect(client.digest()).toEqual(before);
    }),
    propertyRuns(500),
  );
});
