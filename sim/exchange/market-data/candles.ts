/**
 * Candles of one symbol over any stretch of time: seconds for a day, minutes for two weeks, hours for two years are kept, and a stretch is
 * put together from the longest that fit in it. So every interval, time zone and rolling window comes from the same numbers.
 */
import type { PublicTrade } from "../listener.ts";
import { hourUs, minuteUs, secondUs } from "../time-unit.ts";
import { type Candle, emptyCandle } from "./candle.ts";
import { CandleRing } from "./candle-ring.ts";
import { intervalEndUs, intervalStartUs, type KlineInterval } from "./kline-interval.ts";

/** What klines are wanted. Times are of their openings, both included. */
export interface KlineQuery {
  readonly interval: KlineInterval;
  readonly offsetUs: number;
  readonly startUs?: number | undefined;
  readonly endUs?: number | undefined;
  readonly countMax: number;
}

export class Candles {
  readonly #seconds = new CandleRing(secondUs, 25 * 3600);
  readonly #minutes = new CandleRing(minuteUs, 14 * 24 * 60);
  readonly #hours = new CandleRing(hourUs, 2 * 366 * 24);
  #firstUs = Number.POSITIVE_INFINITY;

  add(trade: PublicTrade): void {
    this.#firstUs = Math.min(this.#firstUs, trade.timeUs);
    this.#seconds.add(trade);
    this.#minutes.add(trade);
    this.#hours.add(trade);
  }

  /** Trades from `fromUs` until before `toUs`, to the second. */
  between(fromUs: number, toUs: number): Candle {
    const candle = emptyCandle(fromUs, toUs);
    for (let atUs = Math.floor(fromUs / secondUs) * secondUs; atUs < toUs; ) {
      const ring = this.#longestFrom(atUs, toUs);
      ring.addTo(candle, atUs);
      atUs += ring.lengthUs;
    }
    return candle;
  }

  /** The kline that `atUs` lies in: flat at the last price when nothing traded in it. */
  kline(interval: KlineInterval, offsetUs: number, atUs: number): Candle {
    const fromUs = intervalStartUs(interval, offsetUs, atUs);
    const candle = this.between(fromUs, intervalEndUs(interval, offsetUs, fromUs));
    return candle.firstTradeId < 0 ? flat(candle, this.closeBefore(fromUs)) : candle;
  }

  /** Klines from the first trade on, the oldest first. Without a start the latest, with one the first from there. */
  klines({ interval, offsetUs, startUs, endUs, countMax }: KlineQuery, nowUs: number): Candle[] {
    const latestUs = Math.min(endUs ?? nowUs, nowUs);
    if (latestUs < this.#firstUs) return [];
    const firstUs = intervalStartUs(interval, offsetUs, this.#firstUs);
    return startUs === undefined
      ? this.#latest(interval, offsetUs, firstUs, latestUs, countMax)
      : this.#from(interval, offsetUs, Math.max(startUs, firstUs), latestUs, countMax);
  }

  /** The last price before a time; 0 if there is none. */
  closeBefore(timeUs: number): number {
    let atUs = Math.floor(timeUs / secondUs) * secondUs;
    while (atUs > this.#firstUs) {
      const ring = this.#longestUntil(atUs);
      atUs -= ring.lengthUs;
      const ticks = ring.closeTicks(atUs);
      if (ticks > 0) return ticks;
    }
    return 0;
  }

  #latest(interval: KlineInterval, offsetUs: number, firstUs: number, latestUs: number, countMax: number): Candle[] {
    const found: Candle[] = [];
    let fromUs = intervalStartUs(interval, offsetUs, latestUs);
    while (fromUs >= firstUs && found.length < countMax) {
      found.push(this.kline(interval, offsetUs, fromUs));
      fromUs = intervalStartUs(interval, offsetUs, fromUs - 1);
    }
    return found.reverse();
  }

  #from(interval: KlineInterval, offsetUs: number, startUs: number, latestUs: number, countMax: number): Candle[] {
    const found: Candle[] = [];
    let fromUs = intervalStartUs(interval, offsetUs, startUs);
    if (fromUs < startUs) fromUs = intervalEndUs(interval, offsetUs, fromUs);
    while (fromUs <= latestUs && found.length < countMax) {
      const kline = this.kline(interval, offsetUs, fromUs);
      found.push(kline);
      fromUs = kline.toUs;
    }
    return found;
  }

  #longestFrom(fromUs: number, toUs: number): CandleRing {
    if (fromUs % hourUs === 0 && fromUs + hourUs <= toUs) return this.#hours;
    return fromUs % minuteUs === 0 && fromUs + minuteUs <= toUs ? this.#minutes : this.#seconds;
  }

  #longestUntil(toUs: number): CandleRing {
    if (toUs % hourUs === 0) return this.#hours;
    return toUs % minuteUs === 0 ? this.#minutes : this.#seconds;
  }
}

function flat(candle: Candle, ticks: number): Candle {
  candle.openTicks = ticks;
  candle.highTicks = ticks;
  candle.lowTicks = ticks;
  candle.closeTicks = ticks;
  return candle;
}
