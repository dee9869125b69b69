/** Every stream there is, by what follows the symbol in its name, and what fills it. */

import type { Market } from "../market.ts";
import { klineIntervals } from "../market-data/kline-interval.ts";
import type { MarketData } from "../market-data/market-data.ts";
import { hourUs, secondUs } from "../time-unit.ts";
import type { Channel } from "./channel.ts";
import { DepthFeed, PartialDepthFeed } from "./depth-feeds.ts";
import type { Feed } from "./feed.ts";
import { AveragePriceFeed, KlineFeed } from "./price-feeds.ts";
import { AllTickersFeed, TickerChanges, TickerFeed } from "./ticker-feeds.ts";
import { dayTicker, miniTicker, rollingTicker, rollingWindows } from "./ticker-kinds.ts";
import { AggregateTradeFeed, BookTickerFeed, TradeFeed } from "./trade-feeds.ts";

type FeedMaker = (channel: Channel, market: Market, marketData: MarketData) => Feed;
type AllFeedMaker = (channel: Channel, markets: readonly Market[], marketData: MarketData) => Feed;

const utcAhead8Us = 8 * hourUs;
const speeds: readonly (readonly [suffix: string, periodUs: number])[] = [
  ["", secondUs],
  ["@100ms", secondUs / 10],
];

const makers = new Map<string, FeedMaker>([
  ["depth", (channel, market) => new DepthFeed(channel, market, secondUs)],
  ["depth@100ms", (channel, market) => new DepthFeed(channel, market, hasWindows(market) ? 0 : secondUs / 10)],
  ["trade", (channel) => new TradeFeed(channel)],
  ["aggTrade", (channel, market, data) => new AggregateTradeFeed(channel, market, data.history(market))],
  ["bookTicker", (channel) => new BookTickerFeed(channel)],
  ["avgPrice", (channel, market) => new AveragePriceFeed(channel, market)],
  ["miniTicker", (channel, market, data) => new TickerFeed(channel, market, new TickerChanges(data, miniTicker))],
  ["ticker", (channel, market, data) => new TickerFeed(channel, market, new TickerChanges(data, dayTicker))],
]);
/** Streams of all symbols, by their whole names. */
const makersOfAll = new Map<string, AllFeedMaker>([
  [
    "!miniTicker@arr",
    (channel, markets, data) => new AllTickersFeed(channel, markets, new TickerChanges(data, miniTicker)),
  ],
]);
for (const window of rollingWindows) {
  const kind = rollingTicker(window);
  makers.set(
    `ticker_${window}`,
    (channel, market, data) => new TickerFeed(channel, market, new TickerChanges(data, kind)),
  );
  makersOfAll.set(
    `!ticker_${window}@arr`,
    (channel, markets, data) => new AllTickersFeed(channel, markets, new TickerChanges(data, kind)),
  );
}
for (const [suffix, periodUs] of speeds) {
  for (const levelsCount of [5, 10, 20])
    makers.set(
      `depth${levelsCount}${suffix}`,
      (channel, market) => new PartialDepthFeed(channel, market, periodUs, levelsCount),
    );
}
for (const interval of klineIntervals)
  for (const [suffix, offsetUs] of [["", 0] as const, ["@+08:00", utcAhead8Us] as const])
    makers.set(
      `kline_${interval}${suffix}`,
      (channel, market, data) => new KlineFeed(channel, market, data.candles(market), { interval, offsetUs }),
    );

function hasWindows({ matcher }: Market): boolean {
  return matcher.apart?.hasWindows ?? false;
}

/** @param kind "depth@100ms" of "btcusdt@depth@100ms". */
export function feedMaker(kind: string): FeedMaker | undefined {
  return makers.get(kind);
}

/** @param name "!miniTicker@arr". */
export function feedMakerOfAll(name: string): AllFeedMaker | undefined {
  return makersOfAll.get(name);
}
