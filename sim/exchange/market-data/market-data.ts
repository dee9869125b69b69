/**
 * What can be said of a market's past: recent trades, aggregated trades, klines, rolling statistics. It listens to public trades, keeps
 * a bounded part of them, and is asked by REST, the WebSocket API and the streams alike.
 */
import type { Exchange } from "../exchange.ts";
import type { ExchangeListener, PublicTrade } from "../listener.ts";
import type { Market } from "../market.ts";
import { dayUs } from "../time-unit.ts";
import { type Candle, tradesCount } from "./candle.ts";
import { Candles } from "./candles.ts";
import { TradeHistory } from "./trade-history.ts";

/** Of a window of time, as tickers print them. */
export interface Statistics {
  readonly candle: Candle;
  readonly count: number;
  /** The last price before the window; that of its first trade if there was none. */
  readonly previousTicks: number;
  /** Change of the price within the window, in ticks and in thousandths of a percent, rounded half up. */
  readonly changeTicks: number;
  readonly changeThousandths: number;
  /** Volume-weighted, in 10^-8 of quote; 0 without trades. */
  readonly averageUnits: bigint;
  readonly lastTicks: number;
  readonly lastLots: number;
}

export class MarketData implements ExchangeListener {
  readonly #history = new Map<Market, TradeHistory>();
  readonly #candles = new Map<Market, Candles>();

  constructor(exchange: Exchange) {
    for (const market of exchange.markets) {
      this.#history.set(market, new TradeHistory());
      this.#candles.set(market, new Candles());
    }
    exchange.listen(this);
  }

  trade(trade: PublicTrade): void {
    this.history(trade.market).add(trade);
    this.candles(trade.market).add(trade);
  }

  history(market: Market): TradeHistory {
    return this.#history.get(market)!;
  }

  candles(market: Market): Candles {
    return this.#candles.get(market)!;
  }

  /** Of the last 24 hours. */
  statistics(market: Market, nowUs: number): Statistics {
    return this.statisticsOf(market, nowUs - dayUs, nowUs);
  }

  /** Of trades from one time to another, both included; to the second. */
  statisticsOf(market: Market, fromUs: number, lastUs: number): Statistics {
    const candles = this.candles(market);
    const candle = candles.between(fromUs, lastUs + 1);
    const { trades } = this.history(market);
    const last = trades.length === 0 ? undefined : trades.at(trades.length - 1);
    const changeTicks = candle.closeTicks - candle.openTicks;
    return {
      candle,
      count: tradesCount(candle),
      previousTicks: candles.closeBefore(fromUs) || candle.openTicks,
      changeTicks,
      changeThousandths: candle.openTicks === 0 ? 0 : Math.floor((changeTicks * 100_000) / candle.openTicks + 0.5),
      averageUnits: candle.lots === 0 ? 0n : market.symbol.averageUnits(candle.lots, candle.quoteUnits),
      lastTicks: last?.priceTicks ?? 0,
      lastLots: last?.lots ?? 0,
    };
  }
}
