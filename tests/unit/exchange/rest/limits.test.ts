// Goal: limits count what the documentation says, forget when it says, and answer with its headers, codes and texts.
// Method: the examples of the unfilled order count FAQ, line by line; both sides of each window and limit.
import { describe, expect, test } from "bun:test";
import { builtInSymbols } from "../../../../sim/exchange/built-in-symbols.ts";
import { RestClient, type RestTrader } from "../../../helpers/exchange-rest-client.ts";

const weightHeader = "X-MBX-USED-WEIGHT-1M";

function open(limits = {}) {
  return new RestClient(builtInSymbols(), limits);
}

describe("weight:", () => {
  test("adds up within a minute of the clock, by address", () => {
    using client = open();
    const used = (address: string) => client.send({ method: "GET", path: "/ping", address }).headers.get(weightHeader);
    expect([used("a"), used("a"), used("b")]).toEqual(["1", "2", "1"]);
    client.nowUs += 59_999_999;
    expect(used("a")).toBe("3");
    client.nowUs += 1;
    expect(used("a")).toBe("1");
  });

  const depthWeights: [limit: number, weight: string][] = [
    [1, "5"],
    [100, "5"],
    [101, "25"],
    [500, "25"],
    [501, "50"],
    [1000, "50"],
    [1001, "250"],
    [9999, "250"],
  ];
  test.each(depthWeights)("depth of %i levels: %s", (limit, weight) => {
    using client = open();
    expect(client.get("/depth", { symbol: "BTCUSDT", limit }).headers.get(weightHeader)).toBe(weight);
  });

  test("an order that goes through costs nothing, a refused one its weight", () => {
    using client = open();
    const me = client.trader("me");
    expect(client.limit(me, "BUY", "0.1", "50000").headers.get(weightHeader)).toBe("0");
    expect(client.limit(me, "BUY", "0.1", "50000.001").headers.get(weightHeader)).toBe("1");
    expect(client.signed(me, "DELETE", "/openOrders", { symbol: "BTCUSDT" }).headers.get(weightHeader)).toBe("1");
  });

  test("an amend costs 4, but nothing when it ends the order", () => {
    using client = open();
    const me = client.trader("me");
    const other = client.trader("other");
    client.limit(me, "BUY", "1", "50000");
    client.market(other, "SELL", "0.5");
    const amend = (newQty: string) =>
      client.signed(me, "PUT", "/order/amend/keepPriority", { symbol: "BTCUSDT", orderId: 1, newQty });
    expect(amend("0.9").headers.get(weightHeader)).toBe("4");
    const last = amend("0.5");
    expect([last.body.amendedOrder.status, last.headers.get(weightHeader)]).toEqual(["EXPIRED", "4"]);
  });

  test("over the limit: 429 until the minute ends, then a ban that doubles", () => {
    using client = open({ weightMax: 10 });
    const ping = () => client.get("/ping");
    client.nowUs += 30_500_000;
    for (let index = 0; index < 10; index++) expect(ping().status).toBe(200);
    const first = ping();
    expect([first.status, first.body.code, first.headers.get("Retry-After")]).toEqual([429, -1003, "30"]);
    expect(first.body.msg).toBe(
      "Too much request weight used; current limit is 10 request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.",
    );
    for (let index = 0; index < 18; index++) expect(ping().status).toBe(429);
    const banned = ping();
    const untilMs = client.nowUs / 1000 + 120_000;
    expect([banned.status, banned.headers.get("Retry-After")]).toEqual([418, "120"]);
    expect(banned.body.msg).toBe(
      `Way too much request weight used; IP banned until ${untilMs}. Please use WebSocket Streams for live updates to avoid bans.`,
    );
    client.nowUs += 119_999_999;
    expect(ping().status).toBe(418);
    client.nowUs += 1;
    for (let index = 0; index < 10; index++) expect(ping().status).toBe(200);
    for (let index = 0; index < 19; index++) expect(ping().status).toBe(429);
    expect(ping().headers.get("Retry-After")).toBe("240");
  });

  test("requests, however cheap: limited too", () => {
    using client = open({ requestsMax: 3 });
    const statuses = [1, 2, 3, 4].map(() => client.get("/ping").status);
    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  test("a refused request leaves the state as it was", () => {
    using client = open({ weightMax: 1 });
    const me = client.trader("me");
    client.get("/ping");
    const before = client.digest();
    expect(client.limit(me, "BUY", "0.1", "50000").status).toBe(429);
    expect(client.digest()).toEqual(before);
  });
});

describe("unfilled orders:", () => {
  const count = (client: RestClient, trader: RestTrader) =>
    client.signed(trader, "GET", "/rateLimit/order").body[1].count;

  test("takers: the FAQ's first example", () => {
    using client = open();
    const me = client.trader("me");
    const other = client.trader("other");
    const counts: number[] = [];
    const note = () => counts.push(count(client, me));
    client.limit(me, "BUY", "0.1", "40000");
    note();
    client.limit(other, "SELL", "0.1", "50000");
    client.limit(me, "BUY", "0.3", "50000");
    note();
    client.limit(me, "BUY", "0.1", "40000");
    note();
    client.market(other, "SELL", "0.1");
    note();
    client.limit(other, "SELL", "1", "60000");
    client.market(me, "BUY", "0.1");
    note();
    expect(counts).toEqual([1, 1, 2, 2, 2]);
  });

  test("makers: the FAQ's second example", () => {
    using client = open();
    const me = client.trader("me");
    const other = client.trader("other");
    for (const price of ["50004", "50003", "50002", "50001", "50000"]) client.limit(me, "BUY", "0.2", price);
    expect(count(client, me)).toBe(5);
    client.market(other, "SELL", "0.1");
    expect(count(client, me)).toBe(0);
    client.limit(me, "BUY", "0.2", "40000");
    client.limit(me, "BUY", "0.2", "40000");
    client.market(other, "SELL", "0.1");
    expect(count(client, me)).toBe(2);
    client.market(other, "SELL", "0.1");
    expect(count(client, me)).toBe(0);
  });

  test("cancelled and expired orders: still counted", () => {
    using client = open();
    const me = client.trader("me");
    client.limit(me, "BUY", "0.1", "40000");
    client.signed(me, "DELETE", "/order", { symbol: "BTCUSDT", orderId: 1 });
    client.limit(me, "BUY", "0.1", "40000", { timeInForce: "FOK" });
    expect(count(client, me)).toBe(2);
  });

  test("refused ones: not counted; a cancelReplace that did not try: counted", () => {
    using client = open();
    const me = client.trader("me");
    client.limit(me, "BUY", "0.1", "40000.001");
    expect(count(client, me)).toBe(0);
    const values = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT_MAKER", quantity: "0.1", price: "40000" };
    client.signed(me, "POST", "/order/cancelReplace", {
      ...values,
      cancelReplaceMode: "STOP_ON_FAILURE",
      cancelOrderId: 9,
    });
    expect(count(client, me)).toBe(1);
    client.signed(me, "POST", "/order/cancelReplace", {
      ...{ ...values, price: "0.001", cancelReplaceMode: "STOP_ON_FAILURE", cancelOrderId: 9 },
    });
    expect(count(client, me)).toBe(1);
  });

  test("over the limit: 429 for orders until the window ends, cancels go on", () => {
    using client = open({ ordersPer10SecondsMax: 2 });
    const me = client.trader("me");
    client.nowUs += 2_500_000;
    const placed = client.limit(me, "BUY", "0.1", "40000");
    expect([placed.headers.get("X-MBX-ORDER-COUNT-10S"), placed.headers.get("X-MBX-ORDER-COUNT-1D")]).toEqual([
      "1",
      "1",
    ]);
    client.limit(me, "BUY", "0.1", "40000");
    const over = client.limit(me, "BUY", "0.1", "40000");
    expect([over.status, over.headers.get("Retry-After"), over.body]).toEqual([
      429,
      "8",
      { code: -1015, msg: "Too many new orders; current limit is 2 orders per 10 SECOND." },
    ]);
    expect(client.signed(me, "DELETE", "/order", { symbol: "BTCUSDT", orderId: 1 }).status).toBe(200);
    client.nowUs += 7_500_000;
    expect(client.limit(me, "BUY", "0.1", "40000").status).toBe(200);
  });

  test("accounts: each counted by itself", () => {
    using client = open({ ordersPer10SecondsMax: 1 });
    const [me, other] = [client.trader("me"), client.trader("other")];
    client.limit(me, "BUY", "0.1", "40000");
    expect([client.limit(me, "BUY", "0.1", "40000").status, client.limit(other, "BUY", "0.1", "40000").status]).toEqual(
      [429, 200],
    );
  });
});
