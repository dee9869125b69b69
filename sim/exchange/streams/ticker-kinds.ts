/** What tickers print of a window's statistics. Source of the fields: Binance Spot, WebSocket streams. */
import { formatDecimal } from "../../../src/base/decimal.ts";
import type { Market } from "../market.ts";
import type { Statistics } from "../market-data/market-data.ts";
import { dayUs, hourUs, minuteUs } from "../time-unit.ts";

export interface TickerKind {
  readonly event: string;
  /** When the window begins that ends then. */
  openUs(endUs: number): number;
  /** JSON fields before the times of the window, and after them; the second empty for a ticker without these. */
  figures(market: Market, statistics: Statistics): readonly [before: string, after: string];
}

/** `@miniTicker`. */
export const miniTicker: TickerKind = {
  event: "24hrMiniTicker",
  openUs: (endUs) => endUs - dayUs,
  figures: (market, statistics) => [
    `"c":"${market.symbol.priceText(statistics.lastTicks)}",${rangeOf(market, statistics)},${volumeOf(market, statistics)}`,
    "",
  ],
};

/** `@ticker`. */
export const dayTicker: TickerKind = {
  event: "24hrTicker",
  openUs: (endUs) => endUs - dayUs,
  figures(market, statistics) {
    const { symbol, bestBidTicks, bestBidLots, bestAskTicks, bestAskLots } = market;
    const { averageUnits, previousTicks, lastTicks, lastLots } = statistics;
    const average = `"w":"${symbol.quoteText(averageUnits)}","x":"${symbol.priceText(previousTicks)}"`;
    const last = `"c":"${symbol.priceText(lastTicks)}","Q":"${symbol.sizeText(lastLots)}"`;
    const bid = `"b":"${symbol.priceText(bestBidTicks)}","B":"${symbol.sizeText(bestBidLots)}"`;
    const ask = `"a":"${symbol.priceText(bestAskTicks)}","A":"${symbol.sizeText(bestAskLots)}"`;
    const prices = `${changeOf(market, statistics)},${average},${last},${bid},${ask},${rangeOf(market, statistics)}`;
    return [`${prices},${volumeOf(market, statistics)}`, tradesOf(statistics)];
  },
};

export const rollingWindows = ["1h", "4h", "1d"] as const;

/** `@ticker_1h` and others: the window begins with a minute, so it may be up to a minute longer than its name says. */
export function rollingTicker(window: (typeof rollingWindows)[number]): TickerKind {
  const lengthUs = { "1h": hourUs, "4h": 4 * hourUs, "1d": dayUs }[window];
  return {
    event: `${window}Ticker`,
    openUs: (endUs) => Math.floor((endUs - lengthUs) / minuteUs) * minuteUs,
    figures(market, statistics) {
      const { symbol } = market;
      const { averageUnits, lastTicks } = statistics;
      const last = `"c":"${symbol.priceText(lastTicks)}","w":"${symbol.quoteText(averageUnits)}"`;
      const prices = `${changeOf(market, statistics)},${rangeOf(market, statistics)},${last}`;
      return [`${prices},${volumeOf(market, statistics)}`, tradesOf(statistics)];
    },
  };
}

function changeOf({ symbol }: Market, { changeTicks, changeThousandths }: Statistics): string {
  return `"p":"${symbol.priceText(changeTicks)}","P":"${formatDecimal(BigInt(changeThousandths), 3)}"`;
}

function rangeOf({ symbol }: Market, { candle }: Statistics): string {
  const { openTicks, highTicks, lowTicks } = candle;
  return `"o":"${symbol.priceText(openTicks)}","h":"${symbol.priceText(highTicks)}","l":"${symbol.priceText(lowTicks)}"`;
}

function volumeOf({ symbol }: Market, { candle }: Statistics): string {
  return `"v":"${symbol.sizeText(candle.lots)}","q":"${symbol.quoteText(candle.quoteUnits)}"`;
}

function tradesOf({ candle, count }: Statistics): string {
  return `"F":${candle.firstTradeId},"L":${candle.lastTradeId},"n":${count}`;
}
