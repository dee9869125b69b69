// Goal: public clients of Binance work with the exchange unchanged: they are given its addresses and nothing else.
// Method: three of them, each written by others and used as its readme says: connect, read the market, subscribe, place, cancel, be told.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { Spot } from "@binance/spot";
import { MainClient, WebsocketAPIClient, WebsocketClient } from "binance";
import createNodeClient from "binance-api-node";
import { ExchangeProcess } from "../helpers/exchange-process.ts";
import { eventually } from "../helpers/patient.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const symbol = "BTCUSDT";
const keys = generateKeyPairSync("ed25519");
const privateKey = keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString();

let exchange: ExchangeProcess;
beforeAll(async () => {
  using folder = temporaryFolder();
  const pemPath = folder.of("public.pem");
  writeFileSync(pemPath, keys.publicKey.export({ type: "spki", format: "pem" }).toString());
  exchange = await ExchangeProcess.start(
    ...["--account", "official:secret", "--account", "other:secret", "--account", "node:secret"],
    ...["--account-ed25519", `edwards:${pemPath}`],
  );
});
afterAll(async () => exchange[Symbol.asyncDispose]());

describe("@binance/spot:", () => {
  const rest = () => {
    const configurationRestAPI = { apiKey: "official", apiSecret: "secret", basePath: exchange.rest };
    return new Spot({ configurationRestAPI }).restAPI;
  };
  const limit = { symbol, side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: 0.001, price: 50_000 } as const;

  test("market data: the client's own types hold what it reads", async () => {
    const info = await (await rest().exchangeInfo({ symbol })).data();
    expect(info.symbols?.[0]?.filters?.find(({ filterType }) => filterType === "PRICE_FILTER")).toMatchObject({
      tickSize: "0.01000000",
    });
    const depth = await (await rest().depth({ symbol, limit: 5 })).data();
    expect(depth.bids?.length).toBe(5);
    const candles = await (await rest().klines({ symbol, interval: "1m" as never })).data();
    expect(candles[0]).toHaveLength(12);
  });

  test("orders over REST: placed, found, refused with the venue's words, cancelled, traded", async () => {
    const placed = await (await rest().newOrder(limit as never)).data();
    expect(placed.status).toBe("NEW");
    const { orderId } = placed;
    const open = await (await rest().getOpenOrders({ symbol })).data();
    expect(open.map((order) => order.orderId)).toEqual([orderId!]);
    const offGrid = rest().newOrder({ ...limit, price: 50_000.001 } as never);
    await expect(offGrid).rejects.toThrow("Filter failure: PRICE_FILTER");
    const cancelled = await (await rest().deleteOrder({ symbol, orderId: orderId! })).data();
    expect(cancelled.status).toBe("CANCELED");
    const taken = await (
      await rest().newOrder({ symbol, side: "BUY", type: "MARKET", quantity: 0.001 } as never)
    ).data();
    expect(taken.fills?.length).toBeGreaterThan(0);
    const trades = await (await rest().myTrades({ symbol })).data();
    expect(trades.map(({ id }) => id)).toEqual(taken.fills!.map(({ tradeId }) => tradeId));
  });

  test("market streams: depth updates follow one another", async () => {
    const connection = await new Spot({
      configurationWebsocketStreams: { wsURL: exchange.ws },
    }).websocketStreams.connect();
    // biome-ignore lint/suspicious/noExplicitAny: the client's events
    const updates: any[] = [];
    connection
      .diffBookDepth({ symbol: "btcusdt", updateSpeed: "100ms" as never })
      .on("message", (update) => void updates.push(update));
    await eventually(() => updates.length >= 3);
    for (const [index, update] of updates.slice(1).entries()) expect(update.U).toBe(updates[index].u + 1);
    await connection.disconnect();
  });

  test("WebSocket API with an Ed25519 key: logged on, subscribed, told of its order", async () => {
    const configurationWebsocketAPI = { apiKey: "edwards", privateKey, wsURL: `${exchange.ws}/ws-api/v3` };
    const connection = await new Spot({
      configurationWebsocketAPI: configurationWebsocketAPI as never,
    }).websocketAPI.connect();
    const [logon] = await connection.sessionLogon();
    expect(logon?.data.apiKey).toBe("edwards");
    const { stream } = await connection.userDataStreamSubscribe();
    // biome-ignore lint/suspicious/noExplicitAny: the client's events
    const events: any[] = [];
    stream.on("message", (event) => void events.push(event));
    const placed = await connection.orderPlace(limit as never);
    await eventually(() => events.length >= 2);
    expect(events.map(({ e }) => e)).toEqual(["executionReport", "outboundAccountPosition"]);
    expect(events[0]).toMatchObject({ x: "NEW", i: placed.data.orderId });
    await connection.disconnect();
  });
});

describe("binance:", () => {
  const quiet = { trace: () => {}, info: () => {}, error: () => {} };
  const rest = () => new MainClient({ api_key: "other", api_secret: "secret", baseUrl: exchange.rest });
  const limit = { symbol, side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: 0.001, price: 50_000 } as const;

  test("REST: an order replaced by another, and all cancelled", async () => {
    const placed = await rest().submitNewOrder({ ...limit, newOrderRespType: "FULL" });
    const replaced = await rest().replaceOrder({
      ...{ ...limit, price: 50_001, cancelOrderId: placed.orderId },
      cancelReplaceMode: "STOP_ON_FAILURE",
    });
    expect([replaced.cancelResult, replaced.newOrderResult]).toEqual(["SUCCESS", "SUCCESS"]);
    const cancelled = await rest().cancelAllSymbolOrders({ symbol });
    expect(cancelled).toHaveLength(1);
    const unknown = rest().cancelOrder({ symbol, orderId: placed.orderId });
    await expect(unknown).rejects.toMatchObject({ code: -2011, message: "Unknown order sent." });
  });

  test("streams: three subscribed to on one connection, each with its events", async () => {
    const client = new WebsocketClient({ wsUrl: `${exchange.ws}/ws` }, quiet as never);
    const seen = new Set<unknown>();
    client.on("message", (event) => seen.add((event as unknown as { e?: string }).e));
    client.subscribe(["btcusdt@depth@100ms", "btcusdt@trade", "btcusdt@kline_1s"], "main");
    await eventually(() => ["depthUpdate", "trade", "kline"].every((type) => seen.has(type)));
    client.closeAll(true);
  });

  test("WebSocket API with an HMAC key: each request signed anew", async () => {
    const options = { api_key: "other", api_secret: "secret", wsUrl: exchange.ws };
    const client = new WebsocketAPIClient(options, quiet as never);
    const { result } = await client.submitNewSpotOrder({
      ...{ ...limit, quantity: "0.001", price: "50000" },
      timestamp: Date.now(),
    } as never);
    expect(result).toMatchObject({ symbol, status: "NEW" });
    client.getWSClient().closeAll(true);
  });
});

describe("binance-api-node:", () => {
  const client = () =>
    createNodeClient({
      ...{ apiKey: "node", apiSecret: "secret", httpBase: exchange.rest, wsBase: `${exchange.ws}/ws` },
      wsApi: `${exchange.ws}/ws-api/v3`,
    } as never);

  test("account and market: read as the client reads the venue", async () => {
    expect(await client().ping()).toBe(true);
    const { balances } = await client().accountInfo();
    expect(balances.find(({ asset }) => asset === "BTC")?.free).toBe("10.00000000");
    const { bids, asks } = (await client().book({ symbol })) as unknown as Record<"bids" | "asks", { price: string }[]>;
    expect(Number(bids[0]!.price)).toBeLessThan(Number(asks[0]!.price));
  });

  test("user data: an order's life as events", async () => {
    // biome-ignore lint/suspicious/noExplicitAny: the client's events
    const events: any[] = [];
    const leave = await client().ws.user((event) => events.push(event));
    const order = await client().order({ symbol, side: "BUY", quantity: "0.001", price: "50000" } as never);
    await client().cancelOrder({ symbol, orderId: order.orderId });
    const reports = () => events.filter(({ eventType }) => eventType === "executionReport");
    await eventually(() => reports().length >= 2);
    expect(reports().map(({ executionType, orderId }) => [executionType, orderId])).toEqual([
      ["NEW", order.orderId],
      ["CANCELED", order.orderId],
    ]);
    (leave as unknown as () => void)();
  });

  test("streams: partial books", async () => {
    const books: { bids: unknown[] }[] = [];
    const leave = client().ws.partialDepth({ symbol, level: 5 }, (book) => void books.push(book));
    await eventually(() => books.length > 0);
    expect(books[0]!.bids).toHaveLength(5);
    (leave as unknown as () => void)();
  });
});
