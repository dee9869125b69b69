/**
 * Statistics of the last 24 hours, told each second when they have changed. What moves with every second, the times, is no change.
 * Source of the fields: Binance Spot, WebSocket streams.
 */
import { formatDecimal } from "../../../src/base/decimal.ts";
import type { Market } from "../market.ts";
import type { MarketData, Statistics } from "../market-data/market-data.ts";
import { type TimeUnit, timeIn } from "../time-unit.ts";
import type { Channel, Print } from "./channel.ts";
import type { Feed } from "./feed.ts";

const secondUs = 1_000_000;

/** `<symbol>@miniTicker`. */
export class MiniTickerFeed implements Feed {
  readonly periodUs = secondUs;
  #told = "";

  constructor(
    readonly channel: Channel,
    readonly market: Market,
    readonly marketData: MarketData,
  ) {}

  joined(): void {
    this.#told = "";
  }

  tick(dueUs: number): void {
    const figures = miniFigures(this.market, this.marketData.statistics(this.market, dueUs));
    if (figures === this.#told) return;
    this.#told = figures;
    this.channel.publish(printMini(dueUs, this.market, figures));
  }
}

/** `!miniTicker@arr`: of all symbols that have changed, in one array. */
export class AllMiniTickersFeed implements Feed {
  readonly periodUs = secondUs;
  readonly #told = new Map<Market, string>();

  constructor(
    readonly channel: Channel,
    readonly markets: Iterable<Market>,
    readonly marketData: MarketData,
  ) {}

  joined(): void {
    this.#told.clear();
  }

  tick(dueUs: number): void {
    const changed: Print[] = [];
    for (const market of this.markets) {
      const figures = miniFigures(market, this.marketData.statistics(market, dueUs));
      if (figures === this.#told.get(market)) continue;
      this.#told.set(market, figures);
      changed.push(printMini(dueUs, market, figures));
    }
    if (changed.length > 0) this.channel.publish((unit) => `[${changed.map((print) => print(unit)).join(",")}]`);
  }
}

/** `<symbol>@ticker`. */
export class TickerFeed implements Feed {
  readonly periodUs = secondUs;
  #told = "";

  constructor(
    readonly channel: Channel,
    readonly market: Market,
    readonly marketData: MarketData,
  ) {}

  joined(): void {
    this.#told = "";
  }

  tick(dueUs: number): void {
    const statistics = this.marketData.statistics(this.market, dueUs);
    const change = this.#change(statistics);
    const range = this.#range(statistics);
    const { firstTradeId, lastTradeId, fromUs } = statistics.candle;
    const trades = `"F":${firstTradeId},"L":${lastTradeId},"n":${statistics.count}`;
    if (change + range + trades === this.#told) return;
    this.#told = change + range + trades;
    const print = (unit: TimeUnit) => {
      const start = `{"e":"24hrTicker","E":${timeIn(unit, dueUs)},"s":"${this.market.symbol.name}"`;
      return `${start},${change},${range},"O":${timeIn(unit, fromUs)},"C":${timeIn(unit, dueUs)},${trades}}`;
    };
    this.channel.publish(print);
  }

  #change({ changeTicks, changeThousandths, averageUnits, previousTicks, lastTicks, lastLots }: Statistics): string {
    const { symbol } = this.market;
    const change = `"p":"${symbol.priceText(changeTicks)}","P":"${formatDecimal(BigInt(changeThousandths), 3)}"`;
    const average = `"w":"${symbol.quoteText(averageUnits)}","x":"${symbol.priceText(previousTicks)}"`;
    return `${change},${average},"c":"${symbol.priceText(lastTicks)}","Q":"${symbol.sizeText(lastLots)}"`;
  }

  #range({ candle }: Statistics): string {
    const { symbol, bestBidTicks, bestBidLots, bestAskTicks, bestAskLots } = this.market;
    const bid = `"b":"${symbol.priceText(bestBidTicks)}","B":"${symbol.sizeText(bestBidLots)}"`;
    const ask = `"a":"${symbol.priceText(bestAskTicks)}","A":"${symbol.sizeText(bestAskLots)}"`;
    const prices = `"o":"${symbol.priceText(candle.openTicks)}","h":"${symbol.priceText(candle.highTicks)}","l":"${symbol.priceText(candle.lowTicks)}"`;
    const volume = `"v":"${symbol.sizeText(candle.lots)}","q":"${symbol.quoteText(candle.quoteUnits)}"`;
    return `${bid},${ask},${prices},${volume}`;
  }
}

function miniFigures({ symbol }: Market, { candle, lastTicks }: Statistics): string {
  const [close, open, high, low] = [lastTicks, candle.openTicks, candle.highTicks, candle.lowTicks].map((ticks) =>
    symbol.priceText(ticks),
  );
  const volume = `"v":"${symbol.sizeText(candle.lots)}","q":"${symbol.quoteText(candle.quoteUnits)}"`;
  return `"c":"${close}","o":"${open}","h":"${high}","l":"${low}",${volume}`;
}

function printMini(dueUs: number, { symbol }: Market, figures: string): Print {
  return (unit) => `{"e":"24hrMiniTicker","E":${timeIn(unit, dueUs)},"s":"${symbol.name}",${figures}}`;
}
