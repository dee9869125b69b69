/**
 * The figures of a market at the exchange, seen as its clients see it: trades at once and to the millisecond, levels as they stand at the end of each
 * period of the depth stream.
 */
import { assert } from "../../src/base/assert.ts";
import { ask, bid, type Side, sides } from "../../src/domain/side.ts";
import { type DurationNs, nsPerMs, nsPerUs, type TimeNs } from "../../src/domain/time.ts";
import type { ExchangeListener, LevelChange, PublicTrade } from "../exchange/listener.ts";
import type { Market } from "../exchange/market.ts";
import { type MarketFigures, MarketStatistics } from "./market-statistics.ts";

export class ExchangeStatistics implements ExchangeListener {
  readonly #statistics: MarketStatistics;
  readonly #changed = [new Map<number, number>(), new Map<number, number>()] as const;
  #periodEndsNs: TimeNs = 0;
  #isOpen = false;

  /** @param startUs from when on it listens: the book is empty then. @param depthEveryNs period of the depth stream. */
  constructor(
    readonly market: Market,
    readonly startUs: number,
    readonly depthEveryNs: DurationNs,
    quoteOfLotTick: number,
  ) {
    this.#statistics = new MarketStatistics(quoteOfLotTick);
    this.#statistics.clear(0);
    this.#periodEndsNs += depthEveryNs;
  }

  level({ market, timeUs, side, priceTicks, lots }: LevelChange): void {
    if (market !== this.market) return;
    this.#endPeriodsUntil(this.#sinceStartNs(timeUs));
    this.#changed[side].set(priceTicks, lots);
  }

  trade({ market, timeUs, isBuyerMaker, priceTicks, lots }: PublicTrade): void {
    if (market !== this.market) return;
    const timeNs = this.#sinceStartNs(timeUs);
    this.#endPeriodsUntil(timeNs);
    const aggressor: Side = isBuyerMaker ? ask : bid;
    this.#statistics.trade(timeNs, Math.floor(timeNs / nsPerMs), aggressor, priceTicks, lots);
  }

  figures(endUs: number): MarketFigures {
    const endNs = this.#sinceStartNs(endUs);
    this.#endPeriodsUntil(endNs);
    return this.#statistics.figures(endNs);
  }

  #sinceStartNs(timeUs: number): TimeNs {
    assert(timeUs >= this.startUs, "nothing is told of before it listened");
    return (timeUs - this.startUs) * nsPerUs;
  }

  /** The first period's levels are the book that the market opens with. */
  #endPeriodsUntil(timeNs: TimeNs): void {
    for (; this.#periodEndsNs <= timeNs; this.#periodEndsNs += this.depthEveryNs) {
      if (this.#changed.every((levels) => levels.size === 0)) continue;
      for (const side of sides) {
        for (const [priceTicks, lots] of this.#changed[side])
          this.#statistics.level(this.#periodEndsNs, side, priceTicks, lots);
        this.#changed[side].clear();
      }
      if (this.#isOpen) this.#statistics.depthEnd(this.#periodEndsNs);
      else this.#statistics.snapshotEnd(this.#periodEndsNs);
      this.#isOpen = true;
    }
  }
}
