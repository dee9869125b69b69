/**
 * Streams that sum up trades, told when a period ends and they have changed: klines and the average price. Whoever subscribes gets the
 * present state at the end of the period, changed or not. Source of the fields: Binance Spot, WebSocket streams.
 */

import type { Market } from "../market.ts";
import { type Candle, tradesCount } from "../market-data/candle.ts";
import type { Candles } from "../market-data/candles.ts";
import type { KlineInterval } from "../market-data/kline-interval.ts";
import { secondUs, type TimeUnit, timeIn } from "../time-unit.ts";
import type { Channel } from "./channel.ts";
import type { Feed } from "./feed.ts";

/** Which klines. @property offsetUs how far their time zone is ahead of UTC. */
export interface KlineKind {
  readonly interval: KlineInterval;
  readonly offsetUs: number;
}

/** `<symbol>@kline_<interval>`: what has changed, and each that closes, traded or not; nothing before the first trade. */
export class KlineFeed implements Feed {
  readonly periodUs: number;
  #isDue = true;
  /** When the kline that was last looked at ends. */
  #endUs = 0;

  constructor(
    readonly channel: Channel,
    readonly market: Market,
    readonly candles: Candles,
    readonly kind: KlineKind,
  ) {
    this.periodUs = kind.interval === "1s" ? secondUs : 2 * secondUs;
  }

  joined(): void {
    this.#isDue = true;
  }
  trade(): void {
    this.#isDue = true;
  }

  tick(dueUs: number): void {
    if (!this.#isDue && dueUs < this.#endUs) return;
    const { interval, offsetUs } = this.kind;
    const kline = this.candles.kline(interval, offsetUs, dueUs - 1);
    const isClosed = kline.toUs <= dueUs;
    this.#endUs = kline.toUs;
    if (kline.openTicks === 0 || !(this.#isDue || isClosed)) return;
    this.#isDue = false;
    this.channel.publish((unit) => this.#print(unit, dueUs, kline, isClosed));
  }

  #print(unit: TimeUnit, dueUs: number, kline: Candle, isClosed: boolean): string {
    const { symbol } = this.market;
    const times = `"t":${timeIn(unit, kline.fromUs)},"T":${timeIn(unit, kline.toUs - 1)}`;
    const what = `"s":"${symbol.name}","i":"${this.kind.interval}","f":${kline.firstTradeId},"L":${kline.lastTradeId}`;
    const [open, close, high, low] = [kline.openTicks, kline.closeTicks, kline.highTicks, kline.lowTicks].map((ticks) =>
      symbol.priceText(ticks),
    );
    const prices = `"o":"${open}","c":"${close}","h":"${high}","l":"${low}"`;
    const volume = `"v":"${symbol.sizeText(kline.lots)}","n":${tradesCount(kline)},"x":${isClosed},"q":"${symbol.quoteText(kline.quoteUnits)}"`;
    const bought = `"V":"${symbol.sizeText(kline.takerBuyLots)}","Q":"${symbol.quoteText(kline.takerBuyQuoteUnits)}"`;
    return `{"e":"kline","E":${timeIn(unit, dueUs)},"s":"${symbol.name}","k":{${times},${what},${prices},${volume},${bought},"B":"0"}}`;
  }
}

/** `<symbol>@avgPrice`: nothing before the first trade. */
export class AveragePriceFeed implements Feed {
  readonly periodUs = secondUs;
  #told = "";

  constructor(
    readonly channel: Channel,
    readonly market: Market,
  ) {}

  joined(): void {
    this.#told = "";
  }

  tick(dueUs: number): void {
    const { symbol, averageMinutes, lastTradeUs } = this.market;
    const units = this.market.averageUnits(dueUs);
    if (units === undefined) return;
    const average = `"i":"${averageMinutes}m","w":"${symbol.quoteText(units)}"`;
    if (average + lastTradeUs === this.#told) return;
    this.#told = average + lastTradeUs;
    this.channel.publish(
      (unit) =>
        `{"e":"avgPrice","E":${timeIn(unit, dueUs)},"s":"${symbol.name}",${average},"T":${timeIn(unit, lastTradeUs)}}`,
    );
  }
}
