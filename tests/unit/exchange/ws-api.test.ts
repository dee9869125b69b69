// Goal: a connection to the WebSocket API does what the documentation says: requests, who is asking, what is subscribed to, limits, and how
// it ends.
// Method: a client in process, whose signatures are made here; answers are compared in full, as text where their order matters.
import { describe, expect, test } from "bun:test";
import { activeMax, lifetimeMax, Subscriptions } from "../../../sim/exchange/ws-api/subscriptions.ts";
import {
  type Params,
  type SocketClient,
  SocketVenue,
  signed,
  startMs,
  startUs,
} from "../../helpers/exchange-socket-client.ts";
import { testSymbol, whole } from "../../helpers/exchange-symbols.ts";

function open(limits = {}) {
  const venue = new SocketVenue(testSymbol(whole), limits);
  return { venue, client: venue.connect("returnRateLimits=false"), trader: venue.trader("own") };
}

const order = { symbol: "ABCXYZ", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "5", price: "10" };
const second = 1_000_000;

describe("ws-api: frames:", () => {
  const badId =
    "Invalid 'id' in JSON request; expected an integer, a string matching '^[a-zA-Z0-9-_]{1,36}$', or null.";
  const refused = (id: unknown, msg: string, code = -1135) => [{ id, status: 400, error: { code, msg } }];

  test("an answer: id, status, result and limits in this order; weights of connection and request counted", () => {
    using venue = new SocketVenue(testSymbol(whole));
    const client = venue.connect();
    const text = keep(client, '{"id":"187d3cb2-942d-484c-8271-4e2141bbadb1","method":"time"}');
    const limit = '{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000,"count":3}';
    const id = '"id":"187d3cb2-942d-484c-8271-4e2141bbadb1"';
    expect(text).toBe(`{${id},"status":200,"result":{"serverTime":${startMs}},"rateLimits":[${limit}]}`);
  });

  test("ids: a long, a negative, a string, null: echoed as they were written", () => {
    const { venue, client } = open();
    using _ = venue;
    for (const id of ["9223372036854775807", "-7", '"a-_9"', '"7"', "null"])
      expect(keep(client, `{"id":${id},"method":"ping"}`)).toBe(`{"id":${id},"status":200,"result":{}}`);
  });

  test("ids that are none: refused with null for an id", () => {
    const { venue, client } = open();
    using _ = venue;
    const ids = ["1.5", "1e3", "9223372036854775808", '""', '"a b"', `"${"x".repeat(37)}"`, "true", "[1]", "{}"];
    for (const id of ids) expect(client.raw(`{"id":${id},"method":"ping"}`)).toEqual(refused(null, badId));
    expect(client.raw('{"method":"ping"}')).toEqual(refused(null, badId));
  });

  test("no JSON, no object, no method, no object of parameters: refused", () => {
    const { venue, client } = open();
    using _ = venue;
    for (const frame of ["", "{", "ping", "[]", '"ping"', "1", "null", "{'id':1}"])
      expect(client.raw(frame)).toEqual(refused(null, "Invalid JSON Request"));
    const badMethod = "Invalid 'method' in JSON request; expected a string.";
    for (const method of ["1", "null", "{}"])
      expect(client.raw(`{"id":1,"method":${method}}`)).toEqual(refused(1, badMethod));
    const badParams = "Invalid 'params' in JSON request; expected an object.";
    for (const params of ["[]", "1", "null", '"x"'])
      expect(client.raw(`{"id":1,"method":"ping","params":${params}}`)).toEqual(refused(1, badParams));
  });

  test("a parameter that is null: the same as none", () => {
    const { venue, client } = open();
    using _ = venue;
    expect(client.ask("depth", { symbol: null }).error).toEqual({
      code: -1102,
      msg: "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.",
    });
  });

  test("a method with its version: the same; one that there is not, or is no more: refused", () => {
    const { venue, client } = open();
    using _ = venue;
    expect(client.result("v3/ping")).toEqual({});
    for (const method of ["v1/ping", "order", "userDataStream.start", "constructor"])
      expect(client.ask(method).error).toEqual({ code: -1020, msg: "This operation is not supported." });
  });

  test("limits asked for by a request or by the URL: the request has the last word", () => {
    using venue = new SocketVenue(testSymbol(whole));
    const [telling, silent] = [venue.connect(), venue.connect("returnRateLimits=false")];
    expect(telling.ask("ping")).toHaveProperty("rateLimits");
    expect(telling.ask("ping", { returnRateLimits: false })).not.toHaveProperty("rateLimits");
    expect(silent.ask("ping")).not.toHaveProperty("rateLimits");
    expect(silent.ask("ping", { returnRateLimits: true })).toHaveProperty("rateLimits");
    expect(silent.ask("ping", { returnRateLimits: "true" }).status).toBe(400);
  });

  test("microseconds asked for in the URL: answers and events have them", () => {
    const { venue, trader } = open();
    using _ = venue;
    const client = venue.connect("timeUnit=microsecond");
    expect(client.result("time")).toEqual({ serverTime: startUs });
    client.resultAs(trader, "userDataStream.subscribe.signature");
    const frames = client.raw(
      JSON.stringify({ id: 1, method: "order.place", params: signed(trader, venue.nowUs, order) }),
    );
    expect(frames[0]).toMatchObject({ subscriptionId: 0, event: { e: "executionReport", E: startUs } });
  });

  test("a frame longer than is read: the connection ends", () => {
    const { venue, client } = open();
    using _ = venue;
    client.raw(`{"id":1,"method":"${"x".repeat(70_000)}"}`);
    expect([client.closedWith, venue.webSocketApi.connectionsCount]).toEqual(["1009 Message too big", 0]);
    expect(client.raw('{"id":1,"method":"ping"}')).toEqual([]);
  });
});

describe("ws-api: who is asking:", () => {
  test("signatures of all kinds of keys: over all parameters by name, numbers as they were written", () => {
    using venue = new SocketVenue(testSymbol(whole));
    const client = venue.connect();
    for (const kind of ["HMAC", "ED25519", "RSA"] as const) {
      const trader = venue.trader(`key-${kind}`, kind);
      expect(client.askAs(trader, "order.test", { ...order, recvWindow: 5000 }).status).toBe(200);
      const params = { ...order, timestamp: startMs, apiKey: trader.apiKey };
      const text = Object.entries(params).map(([name, value]) => `${name}=${name === "price" ? "10.50" : value}`);
      const written = JSON.stringify({ ...params, signature: trader.signature(text.sort().join("&")) });
      const numbers = written.replace('"price":"10"', '"price":10.50');
      const [answer] = client.raw(`{"id":1,"method":"order.test","params":${numbers}}`);
      expect(answer).toMatchObject({ status: 400, error: { code: -1013, msg: "Filter failure: PRICE_FILTER" } });
    }
  });

  test("a parameter changed after signing, or another's signature: -1022", () => {
    const { venue, client, trader } = open();
    using _ = venue;
    const params = signed(trader, venue.nowUs, order);
    for (const changed of [{ quantity: "6" }, { apiKey: venue.trader("other").apiKey }, { recvWindow: 5000 }])
      expect(client.ask("order.place", { ...params, ...changed })).toMatchObject({
        status: 400,
        error: { code: -1022, msg: "Signature for this request is not valid." },
      });
    expect(client.resultAs(trader, "openOrders.status")).toHaveLength(0);
  });

  test("logged on: no key or signature needed, but a timestamp; the same as documented", () => {
    const { venue, client, trader } = open();
    using _ = venue;
    venue.wait(second);
    const status = client.resultAs(trader, "session.logon");
    expect(status).toEqual({
      apiKey: "own",
      authorizedSince: startMs + 1000,
      connectedSince: startMs,
      returnRateLimits: false,
      serverTime: startMs + 1000,
      userDataStream: false,
    });
    expect(client.result("session.status")).toEqual(status);
    expect(client.result("order.place", { ...order, timestamp: startMs + 1000 })).toMatchObject({ status: "NEW" });
    expect(client.ask("order.place", order).error).toEqual({
      code: -1102,
      msg: "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed.",
    });
  });

  test("logged out: nobody again; the connection goes on", () => {
    const { venue, client, trader } = open();
    using _ = venue;
    client.resultAs(trader, "session.logon");
    expect(client.result("session.logout")).toMatchObject({ apiKey: null, authorizedSince: null });
    expect(client.ask("account.status", { timestamp: startMs })).toMatchObject({ status: 401, error: { code: -2014 } });
    expect(client.resultAs(trader, "account.status")).toMatchObject({ canTrade: true });
  });

  test("logging on with another kind of key: refused by its name", () => {
    const { venue, client } = open();
    using _ = venue;
    expect(client.askAs(venue.trader("h", "HMAC"), "session.logon")).toMatchObject({
      status: 400,
      error: { code: -4056, msg: "HMAC_SHA256 API key is not supported." },
    });
    expect(client.askAs(venue.trader("r", "RSA"), "session.logon").error).toMatchObject({ code: -4056 });
    expect(client.result("session.status").apiKey).toBeNull();
  });

  test("logging on a second time: the new key takes over, even without a right one before", () => {
    const { venue, client, trader } = open();
    using _ = venue;
    client.resultAs(trader, "session.logon");
    const bad = { ...signed(venue.trader("other"), venue.nowUs, {}), signature: "AAAA" };
    expect(client.ask("session.logon", bad as Params).error).toMatchObject({ code: -1022 });
    expect(client.result("session.status").apiKey).toBe("own");
    expect(client.resultAs(venue.trader("third"), "session.logon").apiKey).toBe("third");
  });

  test("a key with its signature in a session of another: it is the one that counts", () => {
    const { venue, client, trader } = open();
    using _ = venue;
    const other = venue.trader("other", "HMAC");
    client.resultAs(trader, "session.logon");
    client.resultAs(other, "order.place", order);
    expect(client.result("openOrders.status", { timestamp: startMs })).toHaveLength(0);
    expect(client.resultAs(other, "openOrders.status")).toHaveLength(1);
  });

  test("a key withdrawn while it is logged on: told once in place of an answer, and forgotten", () => {
    const { venue, client, trader } = open();
    using _ = venue;
    client.resultAs(trader, "session.logon");
    client.result("userDataStream.subscribe");
    venue.api.keys.revoke("own");
    const [told, ended] = client.raw('{"id":7,"method":"order.place","params":{}}');
    expect(told).toEqual({
      id: null,
      status: 401,
      error: { code: -2015, msg: "Invalid API-key, IP, or permissions for action." },
    });
    expect(ended).toMatchObject({ subscriptionId: 0, event: { e: "eventStreamTerminated" } });
    expect(client.result("session.status")).toMatchObject({ apiKey: null, userDataStream: false });
  });

  test("a timestamp at the edge of the window, ahead, and not at all: as the documentation has it", () => {
    const { venue, client, trader } = open();
    using _ = venue;
    const at = (offsetMs: number) => client.askAs(trader, "account.status", { timestamp: startMs + offsetMs }).status;
    expect([at(-5000), at(-5001), at(999), at(1000)]).toEqual([200, 400, 200, 400]);
  });
});

describe("ws-api: subscriptions:", () => {
  test("by session and by signature: ids from 0, one an account, listed", () => {
    const { venue, client, trader } = open();
    using _ = venue;
    const other = venue.trader("other", "HMAC");
    expect(client.ask("userDataStream.subscribe").status).toBe(401);
    client.resultAs(trader, "session.logon");
    expect(client.result("userDataStream.subscribe")).toEqual({ subscriptionId: 0 });
    expect(client.ask("userDataStream.subscribe").error).toEqual({
      code: -2035,
      msg: "User Data Stream subscription already active.",
    });
    expect(client.askAs(trader, "userDataStream.subscribe.signature").error).toMatchObject({ code: -2035 });
    expect(client.resultAs(other, "userDataStream.subscribe.signature")).toEqual({ subscriptionId: 1 });
    expect(client.result("session.subscriptions")).toEqual([{ subscriptionId: 0 }, { subscriptionId: 1 }] as never);
    expect(client.result("session.status").userDataStream).toBe(true);
  });

  test("events: wrapped with the subscription's id, before the answer, for every connection that listens", () => {
    const { venue, client, trader } = open();
    using _ = venue;
    const listener = venue.connect();
    listener.resultAs(trader, "userDataStream.subscribe.signature");
    client.resultAs(venue.trader("other"), "userDataStream.subscribe.signature");
    client.resultAs(trader, "userDataStream.subscribe.signature");
    const frame = JSON.stringify({ id: "o", method: "order.place", params: signed(trader, venue.nowUs, order) });
    const messages = client.raw(frame);
    expect(messages.map(({ id, subscriptionId }) => id ?? subscriptionId)).toEqual([1, 1, "o"]);
    expect(messages[0]!.event).toMatchObject({ e: "executionReport", x: "NEW", i: 1 });
    expect(messages[1]!.event).toMatchObject({ e: "outboundAccountPosition", u: startMs });
    expect(listener.take().map(({ subscriptionId }) => subscriptionId)).toEqual([0, 0]);
  });

  test("unsubscribed by id, then all: each ends with an event; an unknown one is refused; ids are not used again", () => {
    const { venue, client, trader } = open();
    using _ = venue;
    const silenced = venue.trader("b");
    for (const who of [trader, silenced, venue.trader("c")]) client.resultAs(who, "userDataStream.subscribe.signature");
    const ended = client.raw('{"id":1,"method":"userDataStream.unsubscribe","params":{"subscriptionId":1}}');
    expect(ended).toEqual([
      { subscriptionId: 1, event: { e: "eventStreamTerminated", E: startMs } },
      { id: 1, status: 200, result: {} },
    ]);
    expect(client.ask("userDataStream.unsubscribe", { subscriptionId: 1 }).error).toEqual({
      code: -2036,
      msg: "User Data Stream subscription not active.",
    });
    venue.exchange.deposit(venue.nowUs, silenced.account, "XYZ", 1n);
    expect(client.take()).toEqual([]);
    const all = client.raw('{"id":2,"method":"userDataStream.unsubscribe"}');
    expect(all.map(({ subscriptionId }) => subscriptionId)).toEqual([0, 2, undefined]);
    expect(client.resultAs(trader, "userDataStream.subscribe.signature")).toEqual({ subscriptionId: 3 });
  });

  test("logged on, but what has to be signed is not: refused, and nothing is subscribed to", () => {
    const { venue, client, trader } = open();
    using _ = venue;
    client.resultAs(trader, "session.logon");
    for (const method of ["session.logon", "userDataStream.subscribe.signature"])
      expect(client.ask(method, { timestamp: startMs })).toMatchObject({ status: 401, error: { code: -2014 } });
    expect(client.result("session.subscriptions")).toHaveLength(0);
  });

  test("logging out: ends the subscription of the session, not that of a signature", () => {
    const { venue, client, trader } = open();
    using _ = venue;
    client.resultAs(venue.trader("other"), "userDataStream.subscribe.signature");
    client.resultAs(trader, "session.logon");
    client.result("userDataStream.subscribe");
    const messages = client.raw('{"id":1,"method":"session.logout"}');
    expect(messages[0]).toMatchObject({ subscriptionId: 1, event: { e: "eventStreamTerminated" } });
    expect(messages[1]).toMatchObject({ result: { userDataStream: true } });
  });

  test("as many as there may be at a time, and in a lifetime: refused beyond", () => {
    using venue = new SocketVenue(testSymbol(whole));
    const subscriptions = new Subscriptions(venue.webSocketApi.userData, "MILLISECOND", () => {});
    const start = () => subscriptions.start(venue.exchange.openAccount(), false);
    for (let id = 0; id < activeMax; id++) expect(start()).toBe(id);
    expect(start()).toMatchObject({ code: -1191 });
    for (let id = activeMax; id < lifetimeMax; id++) {
      subscriptions.stop(startUs, id - 1);
      start();
    }
    subscriptions.stop(startUs, undefined);
    expect(start()).toMatchObject({ code: -2042, message: "Maximum subscription ID reached for this connection." });
  });

  test("a connection that is gone: nobody is told, and nothing is kept", () => {
    const { venue, client, trader } = open();
    using _ = venue;
    client.resultAs(trader, "userDataStream.subscribe.signature");
    client.leave();
    venue.exchange.deposit(venue.nowUs, trader.account, "XYZ", 1n);
    expect([client.frames, venue.webSocketApi.connectionsCount]).toEqual([[], 0]);
  });

  test("subscriptions dropped: no event is even made for them", () => {
    const { venue, trader } = open();
    using _ = venue;
    const sent: string[] = [];
    const subscriptions = new Subscriptions(venue.webSocketApi.userData, "MILLISECOND", (text) => sent.push(text));
    subscriptions.start(trader.account, false);
    subscriptions.drop();
    venue.exchange.deposit(venue.nowUs, trader.account, "XYZ", 1n);
    expect(sent).toEqual([]);
  });
});

describe("ws-api: limits:", () => {
  test("weight of an address: 429 with when to go on, counted over its connections, until the minute ends", () => {
    const { venue } = open({ weightMax: 10 });
    using _ = venue;
    const client = venue.connect("returnRateLimits=false", "10.9.9.9");
    const again = venue.connect("", "10.9.9.9");
    client.result("session.status");
    for (let count = 0; count < 4; count++) again.result("ping");
    const retryAfter = (Math.floor(startMs / 60_000) + 1) * 60_000;
    expect(client.ask("ping")).toMatchObject({
      status: 429,
      error: {
        code: -1003,
        msg: "Too much request weight used; current limit is 10 request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.",
        data: { serverTime: startMs, retryAfter },
      },
    });
    venue.wait(retryAfter * 1000 - venue.nowUs);
    expect(client.result("ping")).toEqual({});
  });

  test("going on after 429: banned with 418 and disconnected; nobody of that address comes in", () => {
    const { venue } = open({ weightMax: 4 });
    using _ = venue;
    const client = venue.connect("", "10.9.9.9");
    let status: unknown = 200;
    for (let count = 0; count < 100 && client.closedWith === undefined; count++) status = client.ask("ping").status;
    expect([status, client.closedWith]).toEqual([418, "1008 disconnected"]);
    expect(() => venue.connect("", "10.9.9.9")).toThrow("not opened: 418");
    expect(venue.connect("", "10.1.1.1").closedWith).toBeUndefined();
  });

  test("frames that are no requests: they cost weight as well", () => {
    const { venue } = open({ weightMax: 5 });
    using _ = venue;
    const client = venue.connect("returnRateLimits=false", "10.9.9.9");
    for (let count = 0; count < 3; count++) expect(client.raw("{")[0]!.status).toBe(400);
    expect(client.raw("{")[0]!.status).toBe(429);
  });

  test("an order: unfilled orders counted before the weight, which is given back; also in a refusal by the engine", () => {
    using venue = new SocketVenue(testSymbol(whole));
    const client = venue.connect();
    const trader = venue.trader("own");
    const counts = (answer: Record<string, unknown>) =>
      (answer.rateLimits as { rateLimitType: string; interval: string; count: number }[]).map(
        ({ rateLimitType, interval, count }) => [rateLimitType, interval, count],
      );
    const placed = client.askAs(trader, "order.place", { ...order, newClientOrderId: "a" });
    expect(counts(placed)).toEqual([
      ["ORDERS", "SECOND", 1],
      ["ORDERS", "DAY", 1],
      ["REQUEST_WEIGHT", "MINUTE", 2],
    ]);
    const refused = client.askAs(trader, "order.place", { ...order, newClientOrderId: "a" });
    expect([refused.status, counts(refused).map(([kind]) => kind)]).toEqual([
      400,
      ["ORDERS", "ORDERS", "REQUEST_WEIGHT"],
    ]);
  });

  test("too many orders: 429 -1015 with when to go on", () => {
    const { venue, client, trader } = open({ ordersPer10SecondsMax: 2 });
    using _ = venue;
    for (let count = 0; count < 2; count++) client.resultAs(trader, "order.place", order);
    const answer = client.askAs(trader, "order.place", order);
    expect(answer).toMatchObject({
      status: 429,
      error: { code: -1015, msg: "Too many new orders; current limit is 2 orders per 10 SECOND." },
    });
  });
});

describe("ws-api: trading:", () => {
  test("a cancelReplace that half fails: 409 with both halves in data", () => {
    const { venue, client, trader } = open();
    using _ = venue;
    const params = { ...order, cancelReplaceMode: "ALLOW_FAILURE", cancelOrderId: 99 };
    expect(client.askAs(trader, "order.cancelReplace", params)).toMatchObject({
      status: 409,
      error: {
        code: -2021,
        msg: "Order cancel-replace partially failed.",
        data: {
          cancelResult: "FAILURE",
          newOrderResult: "SUCCESS",
          cancelResponse: { code: -2011, msg: "Unknown order sent." },
          newOrderResponse: { symbol: "ABCXYZ", orderId: 1 },
        },
      },
    });
  });

  test("a cancelReplace over the limit of orders: what became of its halves stands in data", () => {
    const { venue, client, trader } = open({ ordersPer10SecondsMax: 1 });
    using _ = venue;
    const { orderId } = client.resultAs(trader, "order.place", order);
    const params = {
      ...{ ...order, cancelReplaceMode: "STOP_ON_FAILURE", orderRateLimitExceededMode: "CANCEL_ONLY" },
      cancelOrderId: orderId as number,
    };
    expect(client.askAs(trader, "order.cancelReplace", params)).toMatchObject({
      status: 429,
      error: {
        code: -2021,
        data: { cancelResult: "SUCCESS", newOrderResult: "FAILURE", newOrderResponse: { code: -1015 } },
      },
    });
  });

  test("every method the documentation has and this venue offers: answers", () => {
    const { venue, client, trader } = open();
    using _ = venue;
    const { orderId } = client.resultAs(trader, "order.place", order);
    const symbol = "ABCXYZ";
    const own: [string, Params][] = [
      ["order.status", { symbol, orderId: orderId as number }],
      ["order.amend.keepPriority", { symbol, orderId: orderId as number, newQty: "4" }],
      ["order.amendments", { symbol, orderId: orderId as number }],
      ["order.test", order],
      ["openOrders.status", {}],
      ["allOrders", { symbol }],
      ["myTrades", { symbol }],
      ["myPreventedMatches", { symbol, orderId: orderId as number }],
      ["account.status", {}],
      ["account.commission", { symbol }],
      ["account.rateLimits.orders", {}],
      ["order.cancel", { symbol, orderId: orderId as number }],
    ];
    for (const [method, params] of own)
      expect([method, client.askAs(trader, method, params).status]).toEqual([method, 200]);
    client.resultAs(trader, "order.place", order);
    expect(client.resultAs(trader, "openOrders.cancelAll", { symbol })).toHaveLength(1);
    const everyones: [string, Params][] = [
      ["ping", {}],
      ["time", {}],
      ["exchangeInfo", { symbols: [symbol] }],
      ["depth", { symbol, limit: 5 }],
      ["trades.recent", { symbol }],
      ["trades.historical", { symbol }],
      ["trades.aggregate", { symbol }],
      ["klines", { symbol, interval: "1m" }],
      ["uiKlines", { symbol, interval: "1m" }],
      ["avgPrice", { symbol }],
      ["ticker.24hr", { symbol }],
      ["ticker.tradingDay", { symbol }],
      ["ticker", { symbol }],
      ["ticker.price", { symbol }],
      ["ticker.book", { symbol }],
    ];
    for (const [method, params] of everyones)
      expect([method, client.ask(method, params).status]).toEqual([method, 200]);
  });
});

describe("ws-api: the life of a connection:", () => {
  test("pings every 20 s; one unanswered for a minute ends it, whatever else is sent", () => {
    const { venue, client } = open();
    using _ = venue;
    venue.wait(60 * second);
    expect([client.pings.length, client.closedWith]).toEqual([3, undefined]);
    client.answersPings = false;
    venue.wait(20 * second);
    client.pong("something else");
    venue.wait(59 * second);
    expect(client.closedWith).toBeUndefined();
    venue.wait(second);
    expect([client.closedWith, venue.webSocketApi.connectionsCount]).toEqual(["1008 Pong timeout", 0]);
    expect(venue.webSocketApi.nextUs).toBe(Number.POSITIVE_INFINITY);
  });

  test("24 hours: it ends", () => {
    const { venue, client } = open();
    using _ = venue;
    venue.wait(24 * 3600 * second - 1);
    expect(client.closedWith).toBeUndefined();
    venue.wait(1);
    expect(client.closedWith).toBe("1008 Connection is 24 hours old");
  });

  test("a peer that reads too slowly: disconnected, not skipped", () => {
    const { venue, client, trader } = open();
    using _ = venue;
    client.resultAs(trader, "userDataStream.subscribe.signature");
    client.isReading = false;
    venue.exchange.deposit(venue.nowUs, trader.account, "XYZ", 1n);
    expect(client.closedWith).toBe("1008 Reads too slowly");
  });

  test("the server goes: told without a subscription, then closed", () => {
    const { venue, client } = open();
    using _ = venue;
    venue.webSocketApi.announceShutdown(venue.nowUs);
    expect(client.take()).toEqual([{ event: { e: "serverShutdown", E: startMs } }]);
    venue.webSocketApi.disconnectAll(1001, "Server shutdown");
    expect([client.closedWith, venue.webSocketApi.connectionsCount]).toEqual(["1001 Server shutdown", 0]);
  });

  test("opened with what is no unit of time or no boolean, or elsewhere: an HTTP answer instead", () => {
    const { venue } = open();
    using _ = venue;
    expect(() => venue.connect("timeUnit=NANOSECOND")).toThrow("400");
    expect(() => venue.connect("returnRateLimits=maybe")).toThrow("400");
    expect(venue.webSocketApi.open(venue.nowUs, "/ws-api/v2", "", venue.connect())).toMatchObject({ status: 404 });
  });
});

/** The answer as text. */
function keep(client: SocketClient, frame: string): string {
  const frames: string[] = [];
  const { send } = client;
  client.send = (text) => frames.push(text) > 0;
  client.raw(frame);
  client.send = send;
  return frames.join();
}
