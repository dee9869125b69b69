/** Streams in real time: trades, aggregated trades, the best prices. Source of the fields: Binance Spot, WebSocket streams. */
import type { BestQuote, PublicTrade } from "../listener.ts";
import type { Market } from "../market.ts";
import type { AggregateTrade, TradeHistory } from "../market-data/trade-history.ts";
import { timeIn } from "../time-unit.ts";
import type { Channel } from "./channel.ts";
import type { Feed } from "./feed.ts";

/** `<symbol>@trade`. */
export class TradeFeed implements Feed {
  readonly periodUs = 0;
  constructor(readonly channel: Channel) {}

  trade({ market: { symbol }, timeUs, tradeId, priceTicks, lots, isBuyerMaker }: PublicTrade): void {
    const start = `"s":"${symbol.name}","t":${tradeId}`;
    const what = `"p":"${symbol.priceText(priceTicks)}","q":"${symbol.sizeText(lots)}"`;
    this.channel.publish((unit) => {
      const time = timeIn(unit, timeUs);
      return `{"e":"trade","E":${time},${start},${what},"T":${time},"m":${isBuyerMaker},"M":true}`;
    });
  }
}

/** `<symbol>@aggTrade`: told when it is complete, which is when the levels that its taker changed are told. */
export class AggregateTradeFeed implements Feed {
  readonly periodUs = 0;
  #pending: AggregateTrade | undefined;

  constructor(
    readonly channel: Channel,
    readonly market: Market,
    readonly history: TradeHistory,
  ) {}

  trade(): void {
    const { aggregates } = this.history;
    const latest = aggregates.at(aggregates.length - 1);
    if (latest !== this.#pending) this.level();
    this.#pending = latest;
  }

  level(): void {
    const aggregate = this.#pending;
    if (aggregate === undefined) return;
    this.#pending = undefined;
    const { symbol } = this.market;
    const { aggregateId, timeUs, priceTicks, lots, firstTradeId, lastTradeId, isBuyerMaker } = aggregate;
    const start = `"s":"${symbol.name}","a":${aggregateId}`;
    const what = `"p":"${symbol.priceText(priceTicks)}","q":"${symbol.sizeText(lots)}"`;
    const trades = `"f":${firstTradeId},"l":${lastTradeId}`;
    this.channel.publish((unit) => {
      const time = timeIn(unit, timeUs);
      return `{"e":"aggTrade","E":${time},${start},${what},${trades},"T":${time},"m":${isBuyerMaker},"M":true}`;
    });
  }
}

/** `<symbol>@bookTicker`: no time at all; an empty side shows zeros. */
export class BookTickerFeed implements Feed {
  readonly periodUs = 0;
  constructor(readonly channel: Channel) {}

  best({ market: { symbol }, updateId, bidTicks, bidLots, askTicks, askLots }: BestQuote): void {
    const bid = `"b":"${symbol.priceText(bidTicks)}","B":"${symbol.sizeText(bidLots)}"`;
    const ask = `"a":"${symbol.priceText(askTicks)}","A":"${symbol.sizeText(askLots)}"`;
    this.channel.publish(() => `{"u":${updateId},"s":"${symbol.name}",${bid},${ask}}`);
  }
}
