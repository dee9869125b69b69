// Goal: `exchange` as a user runs it: ready when it says so, the same trades as in process, and ended in order.
// Method: a process of its own, and its answers beside those of the same server in process.
import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { apiKey, ExchangeDesk, restingBuy, secret, signedQuery, type Values } from "../helpers/exchange-desk.ts";
import { ExchangeProcess } from "../helpers/exchange-process.ts";
import { sharedData } from "../helpers/needs.ts";
import { openedSocket } from "../helpers/opened-socket.ts";
import { eventually } from "../helpers/patient.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const account = ["--account", `${apiKey}:${secret}:BTC=1000000,ETH=1000000,USDT=1000000`];

test("exchange: the same requests at the same times: the same answers and frames as in process, to the byte", async () => {
  await using exchange = await ExchangeProcess.start("--speed", "0", "--seed", "7", ...account);
  const { timeUs } = await exchange.administer("GET", "/status");
  const agents = [
    { symbol: "BTCUSDT", startPriceTicks: 6_000_000 },
    { symbol: "ETHUSDT", startPriceTicks: 250_000 },
  ];
  using desk = new ExchangeDesk({ startUs: timeUs, seed: 7, agents });
  desk.nowUs = timeUs;
  const streams = "streams=btcusdt@trade/btcusdt@depth@100ms/ethusdt@bookTicker/btcusdt@kline_1s";
  const shown = desk.open("/stream", streams).frames;
  const seen: string[] = [];
  const socket = await openedSocket(`${exchange.ws}/stream?${streams}`);
  socket.onmessage = ({ data }) => void seen.push(data);
  for (const [method, path, values] of script) {
    const query = values === undefined ? "" : signedQuery(values, desk.nowUs);
    const answer = await fetch(`${exchange.rest}${path}${query && `?${query}`}`, {
      method,
      headers: { "X-MBX-APIKEY": apiKey },
    });
    const expected = desk.ask(method, path.split("?")[0]!, query || path.split("?")[1])!;
    expect([path, answer.status, await answer.text()]).toEqual([path, expected.status, expected.body]);
    for (const [name, value] of expected.headers) expect([name, answer.headers.get(name)]).toEqual([name, value]);
    await exchange.administer("POST", "/time", { seconds: 0.7 });
    desk.wait(0.7);
  }
  await eventually(() => seen.length === shown.length);
  expect(seen).toEqual(shown);
  const trades = JSON.parse(desk.ask("GET", "/api/v3/trades", "symbol=BTCUSDT")!.body);
  expect(trades.length).toBeGreaterThan(50);
});

const market: Values = { symbol: "BTCUSDT", side: "SELL", type: "MARKET", quantity: "0.3" };
const script: [method: string, path: string, values?: Values][] = [
  ["GET", "/api/v3/exchangeInfo"],
  ["POST", "/api/v3/order", market],
  ["POST", "/api/v3/order", restingBuy],
  ["POST", "/api/v3/order", { ...market, side: "BUY" }],
  ["GET", "/api/v3/depth?symbol=BTCUSDT&limit=100"],
  ["DELETE", "/api/v3/openOrders", { symbol: "BTCUSDT" }],
  ["POST", "/api/v3/order", { ...market, quantity: "0.000000001" }],
  ["GET", "/api/v3/account", {}],
  ["GET", "/api/v3/myTrades", { symbol: "BTCUSDT" }],
  ["GET", "/api/v3/trades?symbol=BTCUSDT&limit=1000"],
  ["GET", "/api/v3/nowhere"],
];

const spotRecording = sharedData("spot_btcusdt_20240808.gz");
const noRecording = spotRecording === undefined;

test.skipIf(noRecording)(
  "exchange: a recording as the market: its book and trades, and our orders meet them",
  async () => {
    const args = ["--market", spotRecording!, "--speed", "0"];
    await using exchange = await ExchangeProcess.start(...args, ...account);
    const ask = async (path: string) => (await fetch(`${exchange.rest}/api/v3${path}`)).json();
    await exchange.administer("POST", "/time", { seconds: 60 });
    const { symbols } = (await ask("/exchangeInfo")) as { symbols: { symbol: string }[] };
    expect(symbols.map(({ symbol }) => symbol)).toEqual(["BTCUSDT"]);
    const { bids, asks } = (await ask("/depth?symbol=BTCUSDT")) as Record<"bids" | "asks", [string, string][]>;
    expect(Number(asks[0]![0]) - Number(bids[0]![0])).toBeWithin(0.009, 50);
    expect(((await ask("/trades?symbol=BTCUSDT")) as unknown[]).length).toBeGreaterThan(50);
    const { timeUs } = await exchange.administer("GET", "/status");
    const query = signedQuery({ ...market, quantity: "0.001" }, timeUs);
    const headers = { "X-MBX-APIKEY": apiKey };
    const answer = await fetch(`${exchange.rest}/api/v3/order?${query}`, { method: "POST", headers });
    expect(await answer.json()).toMatchObject({ status: "FILLED", fills: [{ price: bids[0]![0], qty: "0.00100000" }] });
  },
);

describe("exchange: life:", () => {
  test("a signal: sockets are told, then closed, and it ends with 130", async () => {
    await using exchange = await ExchangeProcess.start("--market", "none");
    const socket = await openedSocket(`${exchange.ws}/ws/btcusdt@trade`);
    const messages: string[] = [];
    socket.onmessage = ({ data }) => void messages.push(data);
    const closed = new Promise<CloseEvent>((resolve) => (socket.onclose = resolve));
    expect(await exchange.end("SIGTERM")).toMatchObject({ exitCode: 130, stderr: "" });
    expect((await closed).code).toBe(1001);
    expect(messages.map((text) => JSON.parse(text).e)).toEqual(["serverShutdown"]);
  });

  test("a port that is taken: one line, and exit 2", async () => {
    await using exchange = await ExchangeProcess.start("--market", "none");
    const second = ExchangeProcess.start("--market", "none", "--port", String(exchange.port));
    await expect(second).rejects.toThrow(`--port ${exchange.port}: in use; expected a port that is free`);
  });

  test("an admin port that is taken: one line, and it ends", async () => {
    await using exchange = await ExchangeProcess.start("--market", "none");
    const taken = new URL(exchange.admin).port;
    const second = ExchangeProcess.start("--market", "none", "--admin-port", taken);
    await expect(second).rejects.toThrow(`--admin-port ${taken}: in use; expected a port that is free`);
  });

  test("a file of faults: in force from the start, and the admin port ends them", async () => {
    using folder = temporaryFolder();
    const path = folder.of("faults.yaml");
    writeFileSync(path, "faults:\n  - kind: lost_answer\n    requests: [GET /api/v3/ping]\n");
    await using exchange = await ExchangeProcess.start("--market", "none", "--faults", path);
    await expect(fetch(`${exchange.rest}/api/v3/ping`)).rejects.toThrow();
    expect((await fetch(`${exchange.rest}/api/v3/time`)).status).toBe(200);
    expect(await exchange.administer("DELETE", "/faults/1")).toEqual({ status: 200 });
    expect((await fetch(`${exchange.rest}/api/v3/ping`)).status).toBe(200);
  });
});
