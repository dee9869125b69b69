// Goal: what is told of past trades is what happened: each trade once, aggregates of one taker at one price, memory that does not grow.
// Method: random orders on an exchange; the aggregates worked out anew from what was told, by the documentation's sentence; queries on a
// history that has forgotten.
import { expect, test } from "bun:test";
import { builtInSymbols } from "../../../../sim/exchange/built-in-symbols.ts";
import type { PublicTrade } from "../../../../sim/exchange/listener.ts";
import { TradeHistory } from "../../../../sim/exchange/market-data/trade-history.ts";
import { RestClient } from "../../../helpers/exchange-rest-client.ts";

const symbol = "BTCUSDT";

test("aggregated trades: one taker through several makers of two prices: one a price", () => {
  using client = new RestClient(builtInSymbols());
  const [maker, taker] = [client.trader("maker"), client.trader("taker")];
  for (const price of ["50000", "50000", "50001", "50001"]) client.limit(maker, "SELL", "0.1", price);
  client.market(taker, "BUY", "0.35");
  client.limit(maker, "BUY", "0.1", "49000");
  client.market(taker, "SELL", "0.1");
  const all = client.get("/aggTrades", { symbol }).body;
  const seen = all.map(({ a, p, q, f, l, m }: Record<string, unknown>) => [a, p, q, f, l, m]);
  expect(seen).toEqual([
    [1, "50000.00000000", "0.20000000", 1, 2, false],
    [2, "50001.00000000", "0.15000000", 3, 4, false],
    [3, "49000.00000000", "0.10000000", 5, 5, true],
  ]);
});

test("aggregated trades: two takers at one price and time: two", () => {
  using client = new RestClient(builtInSymbols());
  const [maker, taker] = [client.trader("maker"), client.trader("taker")];
  client.limit(maker, "SELL", "1", "50000");
  client.market(taker, "BUY", "0.1");
  client.market(taker, "BUY", "0.1");
  expect(client.get("/aggTrades", { symbol }).body).toHaveLength(2);
});

function tradeOf(tradeId: number): PublicTrade {
  const trade = { tradeId, timeUs: tradeId * 1000, priceTicks: 1, lots: 1, quoteUnits: 1n, isBuyerMaker: false };
  return { ...trade, buyerOrderId: tradeId, sellerOrderId: 0 } as unknown as PublicTrade;
}

test("trade history: more trades than are kept: the oldest are forgotten, ids stay", () => {
  const history = new TradeHistory(10);
  for (let id = 1; id <= 25; id++) history.add(tradeOf(id));
  const trades = (fromId: number | undefined, countMax: number) =>
    history.tradesFrom(fromId, countMax).map(({ tradeId }) => tradeId);
  expect(trades(undefined, 3)).toEqual([23, 24, 25]);
  expect(trades(undefined, 100)).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
  expect(trades(1, 2)).toEqual([16, 17]);
  expect(trades(20, 2)).toEqual([20, 21]);
  expect(trades(26, 2)).toEqual([]);
});

test("trade history: aggregates between times: both ends included", () => {
  const history = new TradeHistory(10);
  for (let id = 1; id <= 8; id++) history.add(tradeOf(id));
  const ids = (startUs: number | undefined, endUs: number | undefined, countMax = 100) =>
    history.aggregatesBetween(startUs, endUs, countMax).map(({ aggregateId }) => aggregateId);
  expect(ids(3000, 5000)).toEqual([3, 4, 5]);
  expect(ids(3000, undefined, 2)).toEqual([3, 4]);
  expect(ids(undefined, 5000, 2)).toEqual([4, 5]);
  expect(ids(3001, 3999)).toEqual([]);
  expect(ids(9000, undefined)).toEqual([]);
});

test("statistics: the day's ticker, by hand", () => {
  using client = new RestClient(builtInSymbols());
  const [maker, taker] = [client.trader("maker"), client.trader("taker")];
  const trade = (price: string, quantity: string) => {
    client.limit(maker, "SELL", quantity, price);
    client.market(taker, "BUY", quantity);
  };
  trade("40000", "0.1");
  client.nowUs += 10_000_000;
  trade("50000", "0.1");
  trade("52000", "0.2");
  trade("49000", "0.1");
  client.limit(maker, "BUY", "0.3", "48000");
  client.nowUs += 86_400_000_000 - 5_000_000;
  expect(client.get("/ticker/24hr", { symbol }).body).toEqual({
    symbol,
    ...{ priceChange: "-1000.00000000", priceChangePercent: "-2.000", weightedAvgPrice: "50750.00000000" },
    ...{ prevClosePrice: "40000.00000000", lastPrice: "49000.00000000", lastQty: "0.10000000" },
    ...{ bidPrice: "48000.00000000", bidQty: "0.30000000", askPrice: "0.00000000", askQty: "0.00000000" },
    ...{ openPrice: "50000.00000000", highPrice: "52000.00000000", lowPrice: "49000.00000000" },
    ...{ volume: "0.40000000", quoteVolume: "20300.00000000" },
    ...{ openTime: client.nowUs / 1000 - 86_400_000, closeTime: client.nowUs / 1000, firstId: 2, lastId: 4, count: 3 },
  });
  const mini = client.get("/ticker/24hr", { symbol, type: "MINI" }).body;
  expect(Object.keys(mini)).toEqual([
    ...["symbol", "openPrice", "highPrice", "lowPrice", "lastPrice", "volume", "quoteVolume", "openTime", "closeTime"],
    ...["firstId", "lastId", "count"],
  ]);
});

test("statistics: lists of symbols, one, several, all", () => {
  using client = new RestClient(builtInSymbols());
  const names = (values: Record<string, string>) => {
    const { body } = client.get("/ticker/price", values);
    return Array.isArray(body) ? body.map(({ symbol: name }) => name) : body.symbol;
  };
  expect(names({ symbol })).toBe(symbol);
  expect(names({ symbols: '["ETHUSDT","BTCUSDT"]' })).toEqual(["ETHUSDT", "BTCUSDT"]);
  expect(names({})).toEqual(["BTCUSDT", "ETHUSDT"]);
  client.exchange.changeSymbol(client.nowUs, client.exchange.market(symbol)!, { status: "HALT" });
  expect(names({ symbolStatus: "TRADING" })).toEqual(["ETHUSDT"]);
});
