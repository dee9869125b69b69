/** Public market data as answers print it. */
import { formatDecimal } from "../../../src/base/decimal.ts";
import { ask, bid, type Side } from "../../../src/domain/side.ts";
import type { ExchangeSymbol } from "../exchange-symbol.ts";
import type { Market } from "../market.ts";
import { type Candle, tradesCount } from "../market-data/candle.ts";
import type { Statistics } from "../market-data/market-data.ts";
import type { AggregateTrade, KeptTrade } from "../market-data/trade-history.ts";
import type { Json } from "./json.ts";
import type { Call } from "./operation.ts";

export function symbolJson({ entry }: ExchangeSymbol, showsPermissionSets: boolean): Json {
  return { ...(entry as { [name: string]: Json }), permissionSets: showsPermissionSets ? entry.permissionSets : [] };
}

export function depthJson(market: Market, countMax: number): Json {
  return {
    lastUpdateId: market.lastUpdateId,
    bids: levelsJson(market, bid, countMax),
    asks: levelsJson(market, ask, countMax),
  };
}

export function tradeJson(call: Call, symbol: ExchangeSymbol, trade: KeptTrade): Json {
  return {
    id: trade.tradeId,
    price: symbol.priceText(trade.priceTicks),
    qty: symbol.sizeText(trade.lots),
    quoteQty: symbol.quoteText(trade.quoteUnits),
    time: call.time(trade.timeUs),
    isBuyerMaker: trade.isBuyerMaker,
    isBestMatch: true,
  };
}

export function aggregateJson(call: Call, symbol: ExchangeSymbol, trade: AggregateTrade): Json {
  return {
    a: trade.aggregateId,
    p: symbol.priceText(trade.priceTicks),
    q: symbol.sizeText(trade.lots),
    f: trade.firstTradeId,
    l: trade.lastTradeId,
    T: call.time(trade.timeUs),
    m: trade.isBuyerMaker,
    M: true,
  };
}

export function klineJson(call: Call, symbol: ExchangeSymbol, candle: Candle): Json {
  return [
    call.time(candle.fromUs),
    symbol.priceText(candle.openTicks),
    symbol.priceText(candle.highTicks),
    symbol.priceText(candle.lowTicks),
    symbol.priceText(candle.closeTicks),
    symbol.sizeText(candle.lots),
    call.time(candle.toUs - 1),
    symbol.quoteText(candle.quoteUnits),
    tradesCount(candle),
    symbol.sizeText(candle.takerBuyLots),
    symbol.quoteText(candle.takerBuyQuoteUnits),
    "0",
  ];
}

export function averageJson(call: Call, market: Market): Json {
  return {
    mins: market.averageMinutes,
    price: market.symbol.quoteText(market.averageUnits(call.nowUs) ?? 0n),
    closeTime: call.time(market.lastTradeUs),
  };
}

export function bookTickerJson({ symbol, bestBidTicks, bestBidLots, bestAskTicks, bestAskLots }: Market): Json {
  return {
    symbol: symbol.name,
    bidPrice: symbol.priceText(bestBidTicks),
    bidQty: symbol.sizeText(bestBidLots),
    askPrice: symbol.priceText(bestAskTicks),
    askQty: symbol.sizeText(bestAskLots),
  };
}

export function priceJson({ symbol, lastTradeTicks }: Market): Json {
  return { symbol: symbol.name, price: symbol.priceText(lastTradeTicks) };
}

export interface TickerParts {
  readonly isFull: boolean;
  /** The 24 h ticker alone tells the last trade and the book, too. */
  readonly tellsBook: boolean;
}

/** Statistics of a window. */
export function tickerJson(call: Call, market: Market, statistics: Statistics, parts: TickerParts): Json {
  const { symbol } = market;
  const { candle, count } = statistics;
  const { isFull } = parts;
  const tellsBook = isFull && parts.tellsBook;
  return {
    symbol: symbol.name,
    ...(isFull ? changeFields(symbol, statistics) : {}),
    ...(tellsBook ? bookFields(market, statistics) : {}),
    openPrice: symbol.priceText(candle.openTicks),
    highPrice: symbol.priceText(candle.highTicks),
    lowPrice: symbol.priceText(candle.lowTicks),
    ...(tellsBook ? {} : { lastPrice: symbol.priceText(statistics.lastTicks) }),
    volume: symbol.sizeText(candle.lots),
    quoteVolume: symbol.quoteText(candle.quoteUnits),
    openTime: call.time(candle.fromUs),
    closeTime: call.time(candle.toUs - 1),
    firstId: candle.firstTradeId,
    lastId: candle.lastTradeId,
    count,
  };
}

function changeFields(symbol: ExchangeSymbol, { changeTicks, changeThousandths, averageUnits }: Statistics) {
  return {
    priceChange: symbol.priceText(changeTicks),
    priceChangePercent: formatDecimal(BigInt(changeThousandths), 3),
    weightedAvgPrice: symbol.quoteText(averageUnits),
  };
}

function bookFields({ symbol, bestBidTicks, bestBidLots, bestAskTicks, bestAskLots }: Market, day: Statistics) {
  return {
    prevClosePrice: symbol.priceText(day.previousTicks),
    lastPrice: symbol.priceText(day.lastTicks),
    lastQty: symbol.sizeText(day.lastLots),
    bidPrice: symbol.priceText(bestBidTicks),
    bidQty: symbol.sizeText(bestBidLots),
    askPrice: symbol.priceText(bestAskTicks),
    askQty: symbol.sizeText(bestAskLots),
  };
}

function levelsJson(market: Market, side: Side, countMax: number): Json {
  const { symbol } = market;
  const count = market.readLevels(side, countMax);
  return Array.from({ length: count }, (_, index) => [
    symbol.priceText(market.levelTicks(index)),
    symbol.sizeText(market.levelLots(index)),
  ]);
}
