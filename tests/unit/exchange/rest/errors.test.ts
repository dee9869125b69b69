// Goal: clients key on codes and texts, so each refusal of a request is word for word what the venue prints.
// Method: a request for each, its answer in full; texts from errors.md and from live answers that client libraries recorded.
import { describe, expect, test } from "bun:test";
import { builtInSymbols } from "../../../../sim/exchange/built-in-symbols.ts";
import { RestClient, type Values } from "../../../helpers/exchange-rest-client.ts";

const order = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.1", price: "50000" };
const market = { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.1" };
const stop = { symbol: "BTCUSDT", side: "SELL", type: "STOP_LOSS", quantity: "0.1", stopPrice: "100" };
const replace = { ...order, cancelReplaceMode: "STOP_ON_FAILURE", cancelOrderId: 1 };

function without(values: Values, ...names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}

type Refused = [what: string, request: string, values: Values, code: number, message: string];

const illegal = (name: string, range: string) =>
  `Illegal characters found in parameter '${name}'; legal range is '${range}'.`;
const missing = (name: string) => `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`;
const decimals = "^([0-9]{1,20})(\\.[0-9]{1,20})?$";
const symbols = "^[\\w\\-._&&[^a-z]]{1,50}$";

const publicOnes: Refused[] = [
  ["no symbol", "GET /depth", {}, -1102, missing("symbol")],
  ["an empty symbol", "GET /depth", { symbol: "" }, -1102, missing("symbol")],
  ["a symbol in lower case", "GET /depth", { symbol: "btcusdt" }, -1100, illegal("symbol", symbols)],
  ["a symbol with a slash", "GET /depth", { symbol: "BTC/USDT" }, -1100, illegal("symbol", symbols)],
  ["an unknown symbol", "GET /depth", { symbol: "NOSUCH" }, -1121, "Invalid symbol."],
  ["a limit of letters", "GET /depth", { symbol: "BTCUSDT", limit: "ten" }, -1100, illegal("limit", "^[0-9]{1,20}$")],
  ["a negative limit", "GET /trades", { symbol: "BTCUSDT", limit: -1 }, -1100, illegal("limit", "^[0-9]{1,20}$")],
  ["a limit beyond int", "GET /trades", { symbol: "BTCUSDT", limit: 3e9 }, -1108, "Parameter 'limit' overflowed."],
  ["a limit of 0", "GET /trades", { symbol: "BTCUSDT", limit: 0 }, -1102, missing("limit")],
  // A live client's test: the missing symbol comes before the name that nobody reads, which comes before the rest.
  ["an unknown one, no symbol", "GET /klines", { fromId: 1 }, -1102, missing("symbol")],
  [
    "an unknown one, all that is needed",
    "GET /klines",
    { fromId: 1, symbol: "BTCUSDT", interval: "1h" },
    -1104,
    "Not all sent parameters were read; read '2' parameter(s) but was sent '3'.",
  ],
  ["an empty limit", "GET /trades", { symbol: "BTCUSDT", limit: "" }, -1105, "Parameter 'limit' was empty."],
  ["more than there is", "GET /time", { a: 1 }, -1101, "Too many parameters; expected '0' and received '1'."],
  [
    "an unknown one",
    "GET /trades",
    { symbol: "BTCUSDT", depth: 5 },
    -1104,
    "Not all sent parameters were read; read '1' parameter(s) but was sent '2'.",
  ],
  ["no interval", "GET /klines", { symbol: "BTCUSDT" }, -1102, missing("interval")],
  ["a bad interval", "GET /klines", { symbol: "BTCUSDT", interval: "1D" }, -1120, "Invalid interval."],
  [
    "a bad time zone",
    "GET /klines",
    { symbol: "BTCUSDT", interval: "1d", timeZone: "15" },
    -1130,
    "Data sent for parameter 'timeZone' is not valid.",
  ],
  [
    "symbol and symbols",
    "GET /ticker/price",
    { symbol: "BTCUSDT", symbols: '["ETHUSDT"]' },
    -1128,
    "Combination of optional parameters invalid.",
  ],
  [
    "a list with a space",
    "GET /ticker/price",
    { symbols: '["BTCUSDT", "ETHUSDT"]' },
    -1100,
    illegal("symbols", '^\\[("[\\w\\-._&&[^a-z]]{1,50}"(,"[\\w\\-._&&[^a-z]]{1,50}"){0,}){0,1}\\]$'),
  ],
  [
    "a symbol twice",
    "GET /ticker/price",
    { symbols: '["BTCUSDT","BTCUSDT"]' },
    -1151,
    "Symbol is present multiple times in the list.",
  ],
  ["a bad type", "GET /ticker/24hr", { type: "HUGE" }, -1139, "Invalid ticker type."],
  ["a bad status", "GET /depth", { symbol: "BTCUSDT", symbolStatus: "OPEN" }, -1122, "Invalid symbolStatus."],
  [
    "another status",
    "GET /ticker/price",
    { symbol: "BTCUSDT", symbolStatus: "HALT" },
    -1220,
    "The symbol's status does not match the requested symbolStatus.",
  ],
  ["no symbol of two", "GET /ticker", {}, -1102, "Param 'symbol' or 'symbols' must be sent, but both were empty/null!"],
  [
    "an id and a time",
    "GET /aggTrades",
    { symbol: "BTCUSDT", fromId: 1, startTime: 1 },
    -1128,
    "Combination of optional parameters invalid.",
  ],
];

const signedOnes: Refused[] = [
  ["no symbol", "POST /order", without(order, "symbol"), -1102, missing("symbol")],
  ["no side", "POST /order", without(order, "side"), -1102, missing("side")],
  ["a bad side", "POST /order", { ...order, side: "buy" }, -1117, "Invalid side."],
  ["no type", "POST /order", without(order, "type"), -1102, missing("type")],
  ["a bad type", "POST /order", { ...order, type: "STOP" }, -1116, "Invalid orderType."],
  ["a bad time in force", "POST /order", { ...order, timeInForce: "GTX" }, -1115, "Invalid timeInForce."],
  ["LIMIT, no time in force", "POST /order", without(order, "timeInForce"), -1102, missing("timeInForce")],
  ["LIMIT, no quantity", "POST /order", without(order, "quantity"), -1102, missing("quantity")],
  ["LIMIT, no price", "POST /order", without(order, "price"), -1102, missing("price")],
  [
    "LIMIT, a stop",
    "POST /order",
    { ...order, stopPrice: "1" },
    -1106,
    "Parameter 'stopPrice' sent when not required.",
  ],
  [
    "LIMIT_MAKER, a time in force",
    "POST /order",
    { ...order, type: "LIMIT_MAKER" },
    -1106,
    "Parameter 'timeInForce' sent when not required.",
  ],
  ["MARKET, a price", "POST /order", { ...market, price: "1" }, -1106, "Parameter 'price' sent when not required."],
  [
    "MARKET, no quantity",
    "POST /order",
    without(market, "quantity"),
    -1102,
    "Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!",
  ],
  [
    "MARKET, both quantities",
    "POST /order",
    { ...market, quoteOrderQty: "5" },
    -1106,
    "Parameter 'quoteOrderQty' sent when not required.",
  ],
  [
    "STOP_LOSS, no stop",
    "POST /order",
    without(stop, "stopPrice"),
    -1102,
    "Param 'stopPrice' or 'trailingDelta' must be sent, but both were empty/null!",
  ],
  ["a float's notation", "POST /order", { ...order, quantity: "1e-7" }, -1100, illegal("quantity", decimals)],
  ["a sign", "POST /order", { ...order, price: "-5" }, -1100, illegal("price", decimals)],
  ["21 digits", "POST /order", { ...order, price: "9".repeat(21) }, -1100, illegal("price", decimals)],
  [
    "nine places",
    "POST /order",
    { ...order, quantity: "0.000000001" },
    -1111,
    "Parameter 'quantity' has too much precision.",
  ],
  [
    "an id with a colon",
    "POST /order",
    { ...order, newClientOrderId: "a:b" },
    -1100,
    illegal("newClientOrderId", "^[a-zA-Z0-9-_]{1,36}$"),
  ],
  [
    "a low strategy type",
    "POST /order",
    { ...order, strategyType: 999_999 },
    -1134,
    "`strategyType` was less than 1000000.",
  ],
  [
    "an unknown one, no time in force",
    "POST /order",
    { ...without(order, "timeInForce"), timeInforce: "GTC" },
    -1104,
    "Not all sent parameters were read; read '7' parameter(s) but was sent '8'.",
  ],
  [
    "a peg",
    "POST /order",
    { ...order, pegPriceType: "PRIMARY_PEG" },
    -1013,
    "Pegged orders are not supported for this symbol.",
  ],
  ["an off-tick price", "POST /order", { ...order, price: "50000.001" }, -1013, "Filter failure: PRICE_FILTER"],
  ["a price of 0", "POST /order", { ...order, price: "0" }, -1013, "Filter failure: PRICE_FILTER"],
  ["a stop of 0", "POST /order", { ...stop, stopPrice: "0" }, -1013, "Filter failure: PRICE_FILTER"],
  ["a quantity of 0", "POST /order", { ...order, quantity: "0.0" }, -1013, "Filter failure: LOT_SIZE"],
  ["a small order", "POST /order", { ...order, quantity: "0.00001" }, -1013, "Filter failure: NOTIONAL"],
  [
    "more than is owned",
    "POST /order",
    { ...order, quantity: "3", price: "999999" },
    -2010,
    "Account has insufficient balance for requested action.",
  ],
  [
    "neither id",
    "GET /order",
    { symbol: "BTCUSDT" },
    -1102,
    "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!",
  ],
  ["no such order", "GET /order", { symbol: "BTCUSDT", orderId: 77 }, -2013, "Order does not exist."],
  ["no such order", "DELETE /order", { symbol: "BTCUSDT", orderId: 77 }, -2011, "Unknown order sent."],
  [
    "an id beyond long",
    "GET /order",
    { symbol: "BTCUSDT", orderId: "9223372036854775808" },
    -1108,
    "Parameter 'orderId' overflowed.",
  ],
  ["an order's parameters", "GET /order", { ...order }, -1101, "Too many parameters; expected '6' and received '8'."],
  [
    "bad restrictions",
    "DELETE /order",
    { symbol: "BTCUSDT", orderId: 1, cancelRestrictions: "NEW" },
    -1145,
    "Invalid cancelRestrictions",
  ],
  ["nothing open", "DELETE /openOrders", { symbol: "BTCUSDT" }, -2011, "Unknown order sent."],
  ["no mode", "POST /order/cancelReplace", without(replace, "cancelReplaceMode"), -1102, missing("cancelReplaceMode")],
  [
    "no order to cancel",
    "POST /order/cancelReplace",
    without(replace, "cancelOrderId"),
    -1102,
    "Param 'cancelOrigClientOrderId' or 'cancelOrderId' must be sent, but both were empty/null!",
  ],
  ["no new quantity", "PUT /order/amend/keepPriority", { symbol: "BTCUSDT", orderId: 1 }, -1102, missing("newQty")],
  [
    "two days",
    "GET /myTrades",
    { symbol: "BTCUSDT", startTime: 1_600_000_000_000, endTime: 1_600_086_400_001 },
    -1127,
    "More than 24 hours between startTime and endTime.",
  ],
  [
    "an order and a time",
    "GET /myTrades",
    { symbol: "BTCUSDT", startTime: 1_600_000_000_000, orderId: 1 },
    -1128,
    "Combination of optional parameters invalid.",
  ],
  [
    "neither id",
    "GET /myPreventedMatches",
    { symbol: "BTCUSDT" },
    -1128,
    "Combination of optional parameters invalid.",
  ],
  [
    "a word for yes",
    "GET /account",
    { omitZeroBalances: "yes" },
    -1130,
    "Data sent for parameter 'omitZeroBalances' is not valid.",
  ],
  [
    "a long window",
    "GET /account",
    { recvWindow: 60_001 },
    -1102,
    "'recvWindow' contains unexpected value. Cannot be greater than 60000.",
  ],
  [
    "a window of four places",
    "GET /account",
    { recvWindow: "5000.0001" },
    -1100,
    illegal("recvWindow", "^([0-9]{1,20})(\\.[0-9]{1,3})?$"),
  ],
];

describe("REST refusals: public:", () => {
  test.each(publicOnes)("%s: %s", (_, request, values, code, msg) => {
    using client = new RestClient(builtInSymbols());
    const [, path = ""] = request.split(" ");
    const { status, body } = client.get(path, values);
    expect([status, body]).toEqual([400, { code, msg }]);
  });
});

describe("REST refusals: signed:", () => {
  test.each(signedOnes)("%s: %s", (_, request, values, code, msg) => {
    using client = new RestClient(builtInSymbols());
    const trader = client.trader("key");
    const before = client.digest();
    const [method = "", path = ""] = request.split(" ");
    const { status, body } = client.signed(trader, method, path, values);
    expect([status, body]).toEqual([400, { code, msg }]);
    expect(client.digest()).toEqual(before);
  });
});

describe("REST refusals: transport:", () => {
  const answer = (path: string, query: string, headers: Record<string, string> = {}) => {
    using client = new RestClient(builtInSymbols());
    const { status, body } = client.send({ method: "GET", path, query, headers });
    return [status, body.code, body.msg];
  };

  test("a parameter twice: refused", () => {
    expect(answer("/depth", "symbol=BTCUSDT&symbol=ETHUSDT")).toEqual([
      400,
      -1101,
      "Duplicate values for a parameter detected.",
    ]);
  });

  test("an encoding that is none: refused", () => {
    expect(answer("/depth", "symbol=%E0%A4")).toEqual([400, -1100, "Illegal characters found in a parameter."]);
  });

  test("a unit of time that is none: refused", () => {
    expect(answer("/time", "", { "x-mbx-time-unit": "SECOND" })).toEqual([
      400,
      -1194,
      "Invalid value for time unit; expected either MICROSECOND or MILLISECOND.",
    ]);
  });

  test.each([
    ...["/api/v3/userDataStream", "/api/v1/ping", "/api/v1"],
    ...["/api/v3/nothing", "/api", "/api/v2/time", "/"],
  ])("%s: what is not there, or is no more, is not found", (path) => {
    using client = new RestClient(builtInSymbols());
    const { status, body, headers } = client.send({ method: "GET", path });
    expect([status, body, headers.get("X-MBX-USED-WEIGHT")]).toEqual([404, null, "1"]);
  });
});
