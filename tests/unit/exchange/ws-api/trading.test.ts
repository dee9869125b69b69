// Goal: methods do over a socket what REST does, and limits are counted and told as documented.
// Method: a client in process with small limits; every method once.
import { describe, expect, test } from "bun:test";
import { limitOrder, openVenue, type Params, SocketVenue, startMs } from "../../../helpers/exchange-socket-client.ts";
import { testSymbol, whole } from "../../../helpers/exchange-symbols.ts";

describe("ws-api: limits:", () => {
  test("weight of an address: 429 with when to go on, counted over its connections, until the minute ends", () => {
    const { venue } = openVenue({ weightMax: 10 });
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
    const { venue } = openVenue({ weightMax: 4 });
    using _ = venue;
    const client = venue.connect("", "10.9.9.9");
    let status: unknown = 200;
    for (let count = 0; count < 100 && client.closedWith === undefined; count++) status = client.ask("ping").status;
    expect([status, client.closedWith]).toEqual([418, "1008 disconnected"]);
    expect(() => venue.connect("", "10.9.9.9")).toThrow("not opened: 418");
    expect(venue.connect("", "10.1.1.1").closedWith).toBeUndefined();
  });

  test("frames that are no requests: they cost weight as well", () => {
    const { venue } = openVenue({ weightMax: 5 });
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
    const placed = client.askAs(trader, "order.place", { ...limitOrder, newClientOrderId: "a" });
    expect(counts(placed)).toEqual([
      ["ORDERS", "SECOND", 1],
      ["ORDERS", "DAY", 1],
      ["REQUEST_WEIGHT", "MINUTE", 2],
    ]);
    const refused = client.askAs(trader, "order.place", { ...limitOrder, newClientOrderId: "a" });
    expect([refused.status, counts(refused).map(([kind]) => kind)]).toEqual([
      400,
      ["ORDERS", "ORDERS", "REQUEST_WEIGHT"],
    ]);
  });

  test("too many orders: 429 -1015 with when to go on", () => {
    const { venue, client, trader } = openVenue({ ordersPer10SecondsMax: 2 });
    using _ = venue;
    for (let count = 0; count < 2; count++) client.resultAs(trader, "order.place", limitOrder);
    const answer = client.askAs(trader, "order.place", limitOrder);
    expect(answer).toMatchObject({
      status: 429,
      error: { code: -1015, msg: "Too many new orders; current limit is 2 orders per 10 SECOND." },
    });
  });
});

describe("ws-api: trading:", () => {
  test("a cancelReplace that half fails: 409 with both halves in data", () => {
    const { venue, client, trader } = openVenue();
    using _ = venue;
    const params = { ...limitOrder, cancelReplaceMode: "ALLOW_FAILURE", cancelOrderId: 99 };
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
    const { venue, client, trader } = openVenue({ ordersPer10SecondsMax: 1 });
    using _ = venue;
    const { orderId } = client.resultAs(trader, "order.place", limitOrder);
    const params = {
      ...{ ...limitOrder, cancelReplaceMode: "STOP_ON_FAILURE", orderRateLimitExceededMode: "CANCEL_ONLY" },
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
    const { venue, client, trader } = openVenue();
    using _ = venue;
    const { orderId } = client.resultAs(trader, "order.place", limitOrder);
    const symbol = "ABCXYZ";
    const own: [string, Params][] = [
      ["order.status", { symbol, orderId: orderId as number }],
      ["order.amend.keepPriority", { symbol, orderId: orderId as number, newQty: "4" }],
      ["order.amendments", { symbol, orderId: orderId as number }],
      ["order.test", limitOrder],
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
    client.resultAs(trader, "order.place", limitOrder);
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
