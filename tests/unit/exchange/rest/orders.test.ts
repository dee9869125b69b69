// Goal: what an order's answer says of it is what became of it: response types, conditional fields, the whole matrix of cancelReplace.
// Method: each case of the documentation asked over REST; statuses and bodies as it prints them.
import { describe, expect, test } from "bun:test";
import { builtInSymbols } from "../../../../sim/exchange/built-in-symbols.ts";
import { RestClient, type RestTrader, type Values } from "../../../helpers/exchange-rest-client.ts";

const symbol = "BTCUSDT";

function open(limits = {}) {
  const client = new RestClient(builtInSymbols(), limits);
  return { client, me: client.trader("me"), other: client.trader("other") };
}

describe("order answers: response types:", () => {
  const acknowledged = ["symbol", "orderId", "orderListId", "clientOrderId", "transactTime"];
  const cases: [type: string, wanted: string, kind: "ACK" | "RESULT" | "FULL", values: Values][] = [
    ["LIMIT", "none", "FULL", { timeInForce: "GTC", price: "40000" }],
    ["MARKET", "none", "FULL", {}],
    ["LIMIT_MAKER", "none", "ACK", { price: "40000" }],
    ["STOP_LOSS", "none", "ACK", { stopPrice: "60000" }],
    ["TAKE_PROFIT_LIMIT", "none", "ACK", { timeInForce: "GTC", price: "40000", stopPrice: "40000" }],
    ["LIMIT", "ACK", "ACK", { timeInForce: "GTC", price: "40000" }],
    ["LIMIT", "RESULT", "RESULT", { timeInForce: "GTC", price: "40000" }],
    ["LIMIT_MAKER", "FULL", "FULL", { price: "40000" }],
  ];
  test.each(cases)("%s, asked for %s: %s", (type, wanted, kind, values) => {
    const { client, me, other } = open();
    client.limit(other, "SELL", "5", "50000");
    client.market(other, "BUY", "0.1", { selfTradePreventionMode: "EXPIRE_TAKER" });
    const response = wanted === "none" ? {} : { newOrderRespType: wanted };
    const { status, body } = client.order(me, { symbol, side: "BUY", type, quantity: "0.1", ...values, ...response });
    expect(status).toBe(200);
    expect(Object.keys(body).slice(0, 5)).toEqual(acknowledged);
    expect(Object.keys(body).length === 5).toBe(kind === "ACK");
    expect("fills" in body).toBe(kind === "FULL");
  });
});

test("order answers: a MARKET order over two levels: its fills add up", () => {
  const { client, me, other } = open();
  client.limit(other, "SELL", "0.1", "50000");
  client.limit(other, "SELL", "0.2", "50001");
  const { body } = client.market(me, "BUY", "0.25");
  expect([body.status, body.executedQty, body.cummulativeQuoteQty]).toEqual(["FILLED", "0.25000000", "12500.15000000"]);
  expect(body.fills).toEqual([
    { price: "50000.00000000", qty: "0.10000000", commission: "0.00010000", commissionAsset: "BTC", tradeId: 1 },
    { price: "50001.00000000", qty: "0.15000000", commission: "0.00015000", commissionAsset: "BTC", tradeId: 2 },
  ]);
});

test("order answers: a quote quantity: what was asked for and what was bought", () => {
  const { client, me, other } = open();
  client.limit(other, "SELL", "1", "50000");
  const values = { symbol, side: "BUY", type: "MARKET", quoteOrderQty: "100" };
  const { body } = client.order(me, values);
  expect([body.origQuoteOrderQty, body.origQty, body.cummulativeQuoteQty]).toEqual([
    "100.00000000",
    "0.00200000",
    "100.00000000",
  ]);
});

test("order answers: IOC, FOK, MARKET with nobody there: expired, with the reason", () => {
  const { client, me } = open();
  const reasons = [
    client.limit(me, "BUY", "0.1", "50000", { timeInForce: "IOC" }),
    client.limit(me, "BUY", "0.1", "50000", { timeInForce: "FOK" }),
    client.market(me, "SELL", "0.1"),
  ].map(({ body }) => [body.status, body.expiryReason]);
  expect(reasons).toEqual([
    ["EXPIRED", "UNFILLED_IOC_QUANTITY_EXPIRED"],
    ["EXPIRED", "UNFILLED_FOK_ORDER_EXPIRED"],
    ["EXPIRED", "INSUFFICIENT_LIQUIDITY"],
  ]);
});

test("order answers: a self-trade prevented: what it cost whom, and the query of it", () => {
  const { client, me } = open();
  client.limit(me, "BUY", "1.2", "50000");
  const { body } = client.limit(me, "SELL", "3", "50000", { selfTradePreventionMode: "EXPIRE_TAKER" });
  expect(body).toMatchObject({ status: "EXPIRED_IN_MATCH", preventedMatchId: 0, preventedQuantity: "3.00000000" });
  expect(body.preventedMatches).toEqual([
    { preventedMatchId: 0, makerOrderId: 1, price: "50000.00000000", takerPreventedQuantity: "3.00000000" },
  ]);
  const queries = [{ preventedMatchId: 0 }, { orderId: 2 }, { orderId: 1, fromPreventedMatchId: 0 }];
  for (const query of queries) {
    const found = client.signed(me, "GET", "/myPreventedMatches", { symbol, ...query }).body;
    expect(found).toMatchObject([{ preventedMatchId: 0, takerOrderId: 2, makerOrderId: 1 }]);
  }
});

test("order answers: conditional fields: there only for orders that have them", () => {
  const { client, me } = open();
  const plain = client.limit(me, "BUY", "0.1", "40000").body;
  const rich = client.order(me, {
    ...{ symbol, side: "BUY", type: "STOP_LOSS_LIMIT", timeInForce: "GTC", quantity: "0.1", price: "51000" },
    ...{ stopPrice: "50000", trailingDelta: 100, icebergQty: "0.05", strategyId: 7, strategyType: 1_000_001 },
    newOrderRespType: "RESULT",
  }).body;
  const fields = ["stopPrice", "trailingDelta", "trailingTime", "icebergQty", "strategyId", "strategyType"];
  expect(fields.filter((name) => name in plain)).toEqual([]);
  expect(fields.map((name) => rich[name])).toEqual(["50000.00000000", 100, -1, "0.05000000", 7, 1_000_001]);
  const query = client.signed(me, "GET", "/order", { symbol, orderId: rich.orderId }).body;
  expect(fields.map((name) => query[name])).toEqual(["50000.00000000", 100, -1, "0.05000000", 7, 1_000_001]);
  expect([query.isWorking, query.workingTime]).toEqual([false, -1]);
});

test("order answers: the lowest strategy type and the highest id there can be: taken", () => {
  const { client, me } = open();
  const { body } = client.limit(me, "BUY", "0.1", "40000", { strategyType: 1_000_000, newOrderRespType: "RESULT" });
  expect(body.strategyType).toBe(1_000_000);
  const query = client.signed(me, "GET", "/order", { symbol, orderId: "9223372036854775807" });
  expect(query.body.code).toBe(-2013);
});

test("order answers: a cancel: names the cancel, and the order by its own id", () => {
  const { client, me } = open();
  client.limit(me, "BUY", "0.1", "40000", { newClientOrderId: "mine" });
  const { body } = client.signed(me, "DELETE", "/order", {
    symbol,
    origClientOrderId: "mine",
    newClientOrderId: "end",
  });
  expect([body.status, body.origClientOrderId, body.clientOrderId]).toEqual(["CANCELED", "mine", "end"]);
});

test("order answers: both ids, not of one order: no cancel, no query", () => {
  const { client, me } = open();
  client.limit(me, "BUY", "0.1", "40000", { newClientOrderId: "mine" });
  client.limit(me, "BUY", "0.1", "40000", { newClientOrderId: "yours" });
  const ids = { symbol, orderId: 1, origClientOrderId: "yours" };
  const code = (method: string) => client.signed(me, method, "/order", ids).body.code;
  expect([code("GET"), code("DELETE")]).toEqual([-2039, -2011]);
});

test("order answers: test orders: refused or empty, and nothing is placed", () => {
  const { client, me } = open();
  const values = { symbol, side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.1", price: "50000" };
  const before = client.digest();
  expect(client.signed(me, "POST", "/order/test", values).body).toEqual({});
  expect(client.signed(me, "POST", "/order/test", { ...values, price: "1.001" }).body.code).toBe(-1013);
  const rates = client.signed(me, "POST", "/order/test", { ...values, computeCommissionRates: true }).body;
  expect(rates.standardCommissionForOrder).toEqual({ maker: "0.00100000", taker: "0.00100000" });
  expect(client.digest()).toEqual(before);
});

describe("cancelReplace: the matrix:", () => {
  // A good cancel is of order 1, a bad one of order 99; a good order rests, a bad one would take.
  const cases: [
    mode: string,
    exceeded: string,
    isOver: boolean,
    cancel: 1 | 99,
    price: string,
    status: number,
    ...rest: string[],
  ][] = [
    ["STOP_ON_FAILURE", "DO_NOTHING", false, 1, "40000", 200, "SUCCESS", "SUCCESS"],
    ["STOP_ON_FAILURE", "DO_NOTHING", false, 99, "40000", 400, "FAILURE", "NOT_ATTEMPTED", "-2022"],
    ["STOP_ON_FAILURE", "DO_NOTHING", false, 1, "60000", 409, "SUCCESS", "FAILURE", "-2021"],
    ["STOP_ON_FAILURE", "DO_NOTHING", true, 1, "40000", 429, "", "", "-1015"],
    ["STOP_ON_FAILURE", "CANCEL_ONLY", false, 1, "40000", 200, "SUCCESS", "SUCCESS"],
    ["STOP_ON_FAILURE", "CANCEL_ONLY", true, 99, "40000", 429, "FAILURE", "NOT_ATTEMPTED", "-2022"],
    ["STOP_ON_FAILURE", "CANCEL_ONLY", true, 1, "40000", 429, "SUCCESS", "FAILURE", "-2021"],
    ["ALLOW_FAILURE", "DO_NOTHING", false, 1, "40000", 200, "SUCCESS", "SUCCESS"],
    ["ALLOW_FAILURE", "DO_NOTHING", false, 99, "60000", 400, "FAILURE", "FAILURE", "-2022"],
    ["ALLOW_FAILURE", "DO_NOTHING", false, 99, "40000", 409, "FAILURE", "SUCCESS", "-2021"],
    ["ALLOW_FAILURE", "DO_NOTHING", false, 1, "60000", 409, "SUCCESS", "FAILURE", "-2021"],
    ["ALLOW_FAILURE", "DO_NOTHING", true, 1, "40000", 429, "", "", "-1015"],
    ["ALLOW_FAILURE", "CANCEL_ONLY", true, 99, "40000", 400, "FAILURE", "FAILURE", "-2022"],
    ["ALLOW_FAILURE", "CANCEL_ONLY", true, 1, "40000", 409, "SUCCESS", "FAILURE", "-2021"],
  ];
  test.each(cases)("%s, %s, over the limit: %p, cancel of %i, at %s: %i", (mode, exceeded, isOver, ...rest) => {
    const [cancelOrderId, price, status, cancelResult, newOrderResult, code] = rest;
    const { client, me, other } = open({ ordersPer10SecondsMax: 3 });
    client.limit(me, "BUY", "0.1", "30000");
    client.limit(other, "SELL", "1", "50000");
    if (isOver) for (const _ of [1, 2]) client.limit(me, "BUY", "0.1", "30000");
    const answer = client.signed(me, "POST", "/order/cancelReplace", {
      ...{ symbol, side: "BUY", type: "LIMIT_MAKER", quantity: "0.1", price, cancelOrderId },
      ...{ cancelReplaceMode: mode, orderRateLimitExceededMode: exceeded },
    });
    const parts = answer.body.data ?? answer.body;
    expect(answer.status).toBe(status);
    expect(String(answer.body.code ?? "")).toBe(code ?? "");
    expect([parts.cancelResult ?? "", parts.newOrderResult ?? ""]).toEqual([cancelResult!, newOrderResult!]);
    expect(answer.headers.has("Retry-After")).toBe(isOver);
    const resting = client.signed(me, "GET", "/openOrders", { symbol }).body.map((order: Values) => order.orderId);
    expect(resting.includes(1)).toBe(cancelResult !== "SUCCESS");
  });
});

describe("order queries:", () => {
  const many = () => {
    const { client, me, other } = open();
    for (let index = 0; index < 6; index++) {
      client.nowUs += 1_000_000;
      client.limit(me, "BUY", "0.1", `${40_000 + index}`);
    }
    client.nowUs += 1_000_000;
    client.market(other, "SELL", "0.6");
    return { client, me, other };
  };
  const ids = (client: RestClient, trader: RestTrader, path: string, values: Values, name: string) =>
    client.signed(trader, "GET", path, { symbol, ...values }).body.map((one: Values) => one[name]);

  test("allOrders: the latest, from an id, between times", () => {
    const { client, me } = many();
    const of = (values: Values) => ids(client, me, "/allOrders", values, "orderId");
    const secondMs = client.nowUs / 1000 - 5000;
    expect(of({ limit: 2 })).toEqual([5, 6]);
    expect(of({ orderId: 2, limit: 2 })).toEqual([2, 3]);
    expect(of({ startTime: secondMs, limit: 3 })).toEqual([2, 3, 4]);
    expect(of({ endTime: secondMs })).toEqual([1, 2]);
    expect(of({ startTime: secondMs, endTime: secondMs * 1000 })).toEqual([2]);
  });

  test("myTrades: the latest, from an id inclusive, of an order", () => {
    const { client, me, other } = many();
    const of = (trader: RestTrader, values: Values) => ids(client, trader, "/myTrades", values, "id");
    expect(of(me, { limit: 2 })).toEqual([5, 6]);
    expect(of(me, { fromId: 3 })).toEqual([3, 4, 5, 6]);
    expect(of(me, { orderId: 6 })).toEqual([1]);
    expect(of(other, { orderId: 7, fromId: 5 })).toEqual([5, 6]);
  });

  test("myTrades: exactly a day: not too long", () => {
    const { client, me } = many();
    const endTime = client.nowUs / 1000;
    expect(ids(client, me, "/myTrades", { startTime: endTime - 86_400_000, endTime }, "id")).toHaveLength(6);
  });

  test("openOrders: of one symbol, of all", () => {
    const { client, me } = open();
    client.limit(me, "BUY", "0.1", "40000");
    client.limit(me, "BUY", "1", "2000", { symbol: "ETHUSDT" });
    const symbols = (values: Values) =>
      client.signed(me, "GET", "/openOrders", values).body.map((order: Values) => order.symbol);
    expect([symbols({}), symbols({ symbol: "ETHUSDT" })]).toEqual([["BTCUSDT", "ETHUSDT"], ["ETHUSDT"]]);
  });

  test("amendments: each, with the ids before and after", () => {
    const { client, me } = open();
    client.limit(me, "BUY", "0.5", "40000", { newClientOrderId: "a" });
    const amend = (newQty: string, newClientOrderId: string) =>
      client.signed(me, "PUT", "/order/amend/keepPriority", { symbol, orderId: 1, newQty, newClientOrderId }).body;
    expect(amend("0.4", "b").amendedOrder).toMatchObject({
      origClientOrderId: "a",
      clientOrderId: "b",
      qty: "0.40000000",
    });
    const second = amend("0.3", "c").executionId;
    const amendments = (values: Values) =>
      client
        .signed(me, "GET", "/order/amendments", { symbol, orderId: 1, ...values })
        .body.map((one: Values) => [one.origClientOrderId, one.newClientOrderId, one.origQty, one.newQty]);
    expect(amendments({})).toEqual([
      ["a", "b", "0.50000000", "0.40000000"],
      ["b", "c", "0.40000000", "0.30000000"],
    ]);
    expect(amendments({ fromExecutionId: second })).toHaveLength(1);
  });

  test("account: what is locked and free, zeros on request", () => {
    const { client, me } = open();
    client.limit(me, "BUY", "0.1", "40000");
    const balances = (values: Values) => client.signed(me, "GET", "/account", values).body.balances;
    expect(balances({})).toContainEqual({ asset: "USDT", free: "1996000.00000000", locked: "4000.00000000" });
    const poor = client.trader("poor", "HMAC", {}, 0n);
    const of = (values: Values) => client.signed(poor, "GET", "/account", values).body.balances.length;
    expect([of({}), of({ omitZeroBalances: true })]).toEqual([3, 0]);
  });

  test("times: in milliseconds, or microseconds on request", () => {
    const { client, me } = open();
    client.nowUs += 123_456;
    client.limit(me, "BUY", "0.1", "40000");
    const time = (unit: string) => client.send({ method: "GET", path: "/time", headers: { "x-mbx-time-unit": unit } });
    expect(time("MILLISECOND").body.serverTime).toBe(Math.floor(client.nowUs / 1000));
    expect(time("microsecond").body.serverTime).toBe(client.nowUs);
  });
});
