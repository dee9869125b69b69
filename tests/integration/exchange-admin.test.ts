// Goal: the admin port does what an operator asks, and says in JSON why it does not.
// Method: the exchange on real sockets with a time that stands still; what an order sees is the check.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { StandingClock } from "../../src/commands/exchange-clock.ts";
import { apiKey, restingBuy, signedQuery, type Values } from "../helpers/exchange-desk.ts";
import { OpenExchange } from "../helpers/exchange-door.ts";
import { eventually } from "../helpers/patient.ts";

let exchange: OpenExchange;
beforeAll(() => {
  exchange = new OpenExchange(new StandingClock());
});
afterAll(async () => {
  await exchange[Symbol.asyncDispose]();
  expect(exchange.failures).toEqual([]);
});

// biome-ignore lint/suspicious/noExplicitAny: answers of any shape
async function signed(method: string, path: string, values: Values = {}): Promise<any> {
  const url = `${exchange.rest}/api/v3${path}?${signedQuery(values, exchange.server.nowUs)}`;
  return (await fetch(url, { method, headers: { "X-MBX-APIKEY": apiKey } })).json();
}

test("admin: deposit: what is paid in is free, what is paid out is gone, and no more than is free", async () => {
  const free = async () =>
    (await signed("GET", "/account")).balances.find(({ asset }: { asset: string }) => asset === "BTC").free;
  expect(await exchange.administer("POST", "/deposit", { apiKey, asset: "BTC", amount: "0.5" })).toEqual([200, {}]);
  expect(await free()).toBe("1000000.50000000");
  expect(await exchange.administer("POST", "/deposit", { apiKey, asset: "BTC", amount: "-1000000.25" })).toEqual([
    200,
    {},
  ]);
  expect(await free()).toBe("0.25000000");
  expect(await exchange.administer("POST", "/deposit", { apiKey, asset: "BTC", amount: "-0.25000001" })).toEqual([
    409,
    { error: "insufficient_balance", message: "only 0.25000000 BTC are free", details: [] },
  ]);
});

test("admin: an asset that no symbol has: refused", async () => {
  const [status, { error }] = await exchange.administer("POST", "/deposit", { apiKey, asset: "FOO", amount: "1" });
  expect([status, error]).toEqual([404, "unknown_asset"]);
});

test("admin: what a page in a browser can send: refused, and nothing is done", async () => {
  const body = JSON.stringify({ apiKey, asset: "BTC", amount: "5" });
  const json = { "Content-Type": "application/json" };
  const attempts = [
    { body: `apiKey=${apiKey}&asset=BTC&amount=5`, headers: { "Content-Type": "application/x-www-form-urlencoded" } },
    { body, headers: { "Content-Type": "text/plain" } },
    { body, headers: { ...json, Origin: "https://example.com" } },
    { body, headers: { ...json, Host: "example.com" } },
  ];
  const before = exchange.server.keys.find(apiKey)!.account.balance("BTC").freeUnits;
  for (const attempt of attempts) {
    const { status } = await fetch(`${exchange.admin}/deposit`, { method: "POST", ...attempt });
    expect([403, 415]).toContain(status);
  }
  expect(exchange.server.keys.find(apiKey)!.account.balance("BTC").freeUnits).toBe(before);
});

test("admin: a symbol's status: orders are refused while it is halted, and taken afterwards", async () => {
  expect(await exchange.administer("PATCH", "/symbols/BTCUSDT", { status: "HALT" })).toEqual([200, {}]);
  expect((await signed("POST", "/order", restingBuy)).msg).toBe("Market is closed.");
  expect(await exchange.administer("PATCH", "/symbols/BTCUSDT", { status: "TRADING" })).toEqual([200, {}]);
  expect((await signed("POST", "/order", restingBuy)).status).toBe("NEW");
});

test("admin: a symbol's filters: one takes the place of its like, the others stay", async () => {
  const filters = [{ filterType: "MAX_NUM_ORDERS", maxNumOrders: 1 }];
  const before = (await signedless("/exchangeInfo")).symbols[0].filters;
  expect(await exchange.administer("PATCH", "/symbols/BTCUSDT", { filters })).toEqual([200, {}]);
  const after = (await signedless("/exchangeInfo")).symbols[0].filters;
  expect(after).toEqual(
    before.map((filter: { filterType: string }) => (filter.filterType === "MAX_NUM_ORDERS" ? filters[0] : filter)),
  );
  expect((await signed("POST", "/order", restingBuy)).msg).toBe("Filter failure: MAX_NUM_ORDERS");
});

test("admin: another grid: is refused, with the reason", async () => {
  const filters = [{ filterType: "LOT_SIZE", minQty: "1", maxQty: "10", stepSize: "1" }];
  const [status, { error }] = await exchange.administer("PATCH", "/symbols/ETHUSDT", { filters });
  expect([status, error]).toEqual([400, "bad_input"]);
});

test("admin: time: moves as far as it is told, and what is due on the way happens", async () => {
  const beforeUs = exchange.server.nowUs;
  const frames: string[] = [];
  const socket = new WebSocket(`${exchange.ws}/ws/btcusdt@depth`);
  await new Promise((resolve) => (socket.onopen = resolve));
  socket.onmessage = ({ data }) => void frames.push(data);
  await signed("DELETE", "/openOrders", { symbol: "BTCUSDT" });
  const timeUs = beforeUs + 3_500_000;
  expect(await exchange.administer("POST", "/time", { seconds: 3.5 })).toEqual([200, { timeUs }]);
  expect((await exchange.administer("GET", "/status"))[1]).toMatchObject({ timeUs, timeStands: true, socketsCount: 1 });
  expect((await signedless("/time")).serverTime).toBe(Math.floor(timeUs / 1000));
  await eventually(() => frames.length === 1);
  expect(JSON.parse(frames[0]!)).toMatchObject({ e: "depthUpdate", b: [["50000.00000000", "0.00000000"]] });
  socket.close();
  await eventually(() => exchange.server.socketsCount === 0);
});

test("admin: time that passes by itself: cannot be moved", async () => {
  await using other = new OpenExchange();
  const [status, { error }] = await other.administer("POST", "/time", { seconds: 1 });
  expect([status, error]).toEqual([409, "time_runs"]);
});

test("admin: faults: put in, listed with how often they struck, taken out", async () => {
  const [, injected] = await exchange.administer("POST", "/faults", { kind: "refusal", status: 503, timesMax: 5 });
  expect([injected.timesCount, injected.untilUs]).toEqual([0, null]);
  expect((await fetch(`${exchange.rest}/api/v3/ping`)).status).toBe(503);
  const [, { faults }] = await exchange.administer("GET", "/faults");
  expect(faults).toEqual([{ ...injected, timesCount: 1 }]);
  expect(await exchange.administer("DELETE", `/faults/${injected.id}`)).toEqual([200, {}]);
  expect((await exchange.administer("DELETE", `/faults/${injected.id}`))[0]).toBe(404);
  expect((await fetch(`${exchange.rest}/api/v3/ping`)).status).toBe(200);
});

test("admin: the description of faults: names every kind", async () => {
  const [, schema] = await exchange.administer("GET", "/faults/schema");
  expect(JSON.stringify(schema)).toContain('"delayed_user_events"');
});

test("admin: half-open sockets: one that answers no ping for a minute is closed, and then cut off", async () => {
  const silent = await Bun.connect({
    hostname: "127.0.0.1",
    port: exchange.port,
    socket: { data: () => {} },
  });
  const upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13";
  silent.write(`GET /ws HTTP/1.1\r\nHost: x\r\n${upgrade}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
  await eventually(() => exchange.server.socketsCount === 1);
  const socketsCount = async () => (await exchange.administer("GET", "/status"))[1].socketsCount;
  await exchange.administer("POST", "/time", { seconds: 79 });
  expect(await socketsCount()).toBe(1);
  await exchange.administer("POST", "/time", { seconds: 2 });
  await eventually(() => exchange.server.socketsCount === 0);
  silent.end();
});

describe("admin: refused:", () => {
  const cases: [what: string, method: string, path: string, body: unknown, status: number, error: string][] = [
    ["an unknown route", "GET", "/nowhere", undefined, 404, "not_found"],
    ["an unknown key", "POST", "/deposit", { apiKey: "x", asset: "BTC", amount: "1" }, 404, "unknown_key"],
    ["an unknown symbol", "PATCH", "/symbols/XYZ", { status: "HALT" }, 404, "unknown_symbol"],
    ["no JSON", "POST", "/deposit", '{"apiKey":', 400, "bad_json"],
    ["another field", "POST", "/deposit", { apiKey, asset: "BTC", amount: "1", note: "" }, 422, "bad_request"],
    ["an amount that is none", "POST", "/deposit", { apiKey, asset: "BTC", amount: "1e9" }, 422, "bad_request"],
    ["an unknown status", "PATCH", "/symbols/BTCUSDT", { status: "OPEN" }, 422, "bad_request"],
    ["time back", "POST", "/time", { seconds: -1 }, 422, "bad_request"],
    ["an unknown fault", "POST", "/faults", { kind: "flood" }, 422, "bad_request"],
    ["a fault not there", "DELETE", "/faults/x", undefined, 404, "unknown_fault"],
  ];
  test.each(cases)("%s", async (_, method, path, body, status, error) => {
    const answer = await exchange.administer(method, path, body);
    expect(answer).toEqual([status, { error, message: expect.any(String), details: expect.any(Array) }]);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: answers of any shape
async function signedless(path: string): Promise<any> {
  return (await fetch(`${exchange.rest}/api/v3${path}`)).json();
}
