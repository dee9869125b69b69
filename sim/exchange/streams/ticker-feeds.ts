/**
 * Statistics of a window of time, told each second when they have changed. What moves with every second, the times, is no change. Whoever
 * subscribes gets the present ones at the end of the second.
 */

import type { Market } from "../market.ts";
import type { MarketData } from "../market-data/market-data.ts";
import { secondUs, timeIn } from "../time-unit.ts";
import type { Channel, Print } from "./channel.ts";
import type { Feed } from "./feed.ts";
import type { TickerKind } from "./ticker-kinds.ts";

/** One symbol's, an object. */
export class TickerFeed implements Feed {
  readonly periodUs = secondUs;

  constructor(
    readonly channel: Channel,
    readonly market: Market,
    readonly changes: TickerChanges,
  ) {}

  joined(): void {
    this.changes.forget();
  }
  tick(dueUs: number): void {
    const print = this.changes.of(this.market, dueUs);
    if (print !== undefined) this.channel.publish(print);
  }
}

/** All symbols', those that have changed in one array. */
export class AllTickersFeed implements Feed {
  readonly periodUs = secondUs;

  constructor(
    readonly channel: Channel,
    readonly markets: readonly Market[],
    readonly changes: TickerChanges,
  ) {}

  joined(): void {
    this.changes.forget();
  }
  tick(dueUs: number): void {
    const prints = this.markets.flatMap((market) => this.changes.of(market, dueUs) ?? []);
    if (prints.length > 0) this.channel.publish((unit) => `[${prints.map((print) => print(unit)).join(",")}]`);
  }
}

/** What a stream has told of which market. */
export class TickerChanges {
  readonly #told = new Map<Market, string>();

  constructor(
    readonly marketData: MarketData,
    readonly kind: TickerKind,
  ) {}

  forget(): void {
    this.#told.clear();
  }

  /** Undefined when nothing has changed. */
  of(market: Market, dueUs: number): Print | undefined {
    const openUs = this.kind.openUs(dueUs);
    const [before, after] = this.kind.figures(market, this.marketData.statisticsOf(market, openUs, dueUs));
    if (before + after === this.#told.get(market)) return undefined;
    this.#told.set(market, before + after);
    return (unit) => {
      const start = `{"e":"${this.kind.event}","E":${timeIn(unit, dueUs)},"s":"${market.symbol.name}",${before}`;
      return after === "" ? `${start}}` : `${start},"O":${timeIn(unit, openUs)},"C":${timeIn(unit, dueUs)},${after}}`;
    };
  }
}
