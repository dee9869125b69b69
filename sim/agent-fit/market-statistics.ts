/**
 * What a market looks like from outside, in one pass over its public feed: spread, depth, who takes, how much the price moves, how often quotes come
 * and go. A recording and the exchange's own events are told to it in the same words, so their figures can stand side by side.
 *
 * The book is looked at every 100 ms. While it cannot be trusted (before a snapshot, behind a gap) nothing counts, neither trades nor time.
 */
import { assert } from "../../src/base/assert.ts";
import { LocalBook } from "../../src/domain/local-book.ts";
import { ask, bid, type Side, sides } from "../../src/domain/side.ts";
import { type DurationNs, nsPerMinute, nsPerMs, nsPerSecond, type TimeNs } from "../../src/domain/time.ts";
import { TakersOrders } from "./takers-orders.ts";

export const sampleNs: DurationNs = 100 * nsPerMs;
/** Steps of the volatility signature, in samples: 0.1, 1, 10 and 30 s. */
export const volatilitySteps = [1, 10, 100, 300] as const;
/** Places in the book, 1 is the best. */
export const depthLevels = [1, 2, 5, 10, 20] as const;
/** Quotes are counted, and depth is summed, to this distance from the mid. */
export const reachBps = 10;
/** Takers' orders so many apart, whose signs are compared. */
export const signLags = [1, 3, 10, 30] as const;

export interface MarketFigures {
  /** For which the book could be trusted. */
  readonly seconds: number;
  /** Between the updates of its depth stream, one of the venue's two speeds. */
  readonly depthEveryNs: DurationNs;
  /** Middle of the first best prices. */
  readonly firstMidTicks: number;
  /** Means over time. */
  readonly spreadTicks: number;
  readonly oneTickShare: number;
  /** Of one side, in quote currency: at each of `depthLevels`, and all within `reachBps`. */
  readonly depthQuote: readonly number[];
  readonly nearQuote: number;
  /** Trades of one time and side are one taker's order. */
  readonly tradesPerSecond: number;
  readonly takesPerSecond: number;
  /** Of takers' orders, in quote currency. */
  readonly sizeMedianQuote: number;
  readonly sizeNinthDecileQuote: number;
  readonly sizeMeanQuote: number;
  readonly buysShare: number;
  /** Mean product of signs at each of `signLags`. */
  readonly signCorrelation: readonly number[];
  /** Root mean square change of the mid over each of `volatilitySteps`, scaled to a minute. */
  readonly bpsPerMinute: readonly number[];
  /**
   * Levels within `reachBps` that grew, and that shrank by more than was traded there, from one depth update to the next: orders and cancels as far as
   * a public feed shows them.
   */
  readonly ordersPerSecond: number;
  readonly cancelsPerSecond: number;
}

export class MarketStatistics {
  readonly #book = new LocalBook();
  readonly #takers = new TakersOrders();
  /** By price, since the last depth update, by the side that was hit. */
  readonly #tradedLots = [new Map<number, number>(), new Map<number, number>()] as const;
  /** NaN where the book could not be trusted. */
  readonly #mids: number[] = [];
  readonly #depthSums = new Float64Array(depthLevels.length);
  #isValid = false;
  #nextSampleNs: TimeNs = Number.NaN;
  #validCount = 0;
  #depthLooksCount = 0;
  #nearSum = 0;
  #spreadSum = 0;
  #oneTickCount = 0;
  #ordersCount = 0;
  #cancelsCount = 0;
  #updatesCount = 0;

  /** @param quoteOfLotTick what one lot is worth at a price of one tick, in whole units of the quote currency. */
  constructor(readonly quoteOfLotTick: number) {
    assert(quoteOfLotTick > 0, "a lot is worth something");
  }

  /** The book is empty, and not to be trusted until `snapshotEnd`. */
  clear(timeNs: TimeNs): void {
    this.gap(timeNs);
    this.#book.clear();
  }

  /** What follows does not join: the book is not to be trusted until the next snapshot. */
  gap(timeNs: TimeNs): void {
    this.#sampleUntil(timeNs);
    this.#isValid = false;
  }

  /** A level now shows so many lots, 0 for none; of a snapshot or a depth update under way. */
  level(timeNs: TimeNs, side: Side, priceTicks: number, sizeLots: number): void {
    this.#sampleUntil(timeNs);
    if (this.#isValid) this.#countChange(side, priceTicks, sizeLots);
    this.#book.side(side).set(priceTicks, sizeLots, 0);
  }

  snapshotEnd(timeNs: TimeNs): void {
    this.#sampleUntil(timeNs);
    this.#isValid = true;
    for (const traded of this.#tradedLots) traded.clear();
  }

  depthEnd(timeNs: TimeNs): void {
    this.#sampleUntil(timeNs);
    if (this.#isValid) this.#updatesCount++;
    for (const traded of this.#tradedLots) traded.clear();
  }

  /** @param matchedNs the venue's time: equal for the trades of one order. */
  trade(timeNs: TimeNs, matchedNs: TimeNs, aggressor: Side, priceTicks: number, sizeLots: number): void {
    this.#sampleUntil(timeNs);
    if (!this.#isValid) return;
    const traded = this.#tradedLots[aggressor === bid ? ask : bid];
    traded.set(priceTicks, (traded.get(priceTicks) ?? 0) + sizeLots);
    this.#takers.trade(matchedNs, aggressor, sizeLots * priceTicks * this.quoteOfLotTick);
  }

  /** What there was until now; NaN for figures of which there was nothing. */
  figures(endNs: TimeNs): MarketFigures {
    this.#sampleUntil(endNs);
    const seconds = (this.#validCount * sampleNs) / nsPerSecond;
    const takers = this.#takers.figures();
    return {
      seconds,
      depthEveryNs: this.#updatesCount > 2 * seconds ? sampleNs : nsPerSecond,
      firstMidTicks: this.#mids.find((mid) => !Number.isNaN(mid)) ?? Number.NaN,
      spreadTicks: this.#spreadSum / this.#validCount,
      oneTickShare: this.#oneTickCount / this.#validCount,
      depthQuote: Array.from(this.#depthSums, (sum) => sum / this.#depthLooksCount / 2),
      nearQuote: this.#nearSum / this.#depthLooksCount / 2,
      tradesPerSecond: takers.tradesCount / seconds,
      takesPerSecond: takers.takesCount / seconds,
      sizeMedianQuote: takers.medianQuote,
      sizeNinthDecileQuote: takers.ninthDecileQuote,
      sizeMeanQuote: takers.meanQuote,
      buysShare: takers.buysShare,
      signCorrelation: signLags.map((lag) => this.#takers.signCorrelation(lag)),
      bpsPerMinute: volatilitySteps.map((steps) => this.#bpsPerMinute(steps)),
      ordersPerSecond: this.#ordersCount / seconds,
      cancelsPerSecond: this.#cancelsCount / seconds,
    };
  }

  #countChange(side: Side, priceTicks: number, sizeLots: number): void {
    // The last sample's: within an update a book may cross itself.
    const midTicks = this.#mids.at(-1) ?? Number.NaN;
    if (!(Math.abs(priceTicks / midTicks - 1) * 10_000 <= reachBps)) return;
    const tradedLots = this.#tradedLots[side].get(priceTicks) ?? 0;
    const changeLots = sizeLots - this.#book.side(side).lotsAt(priceTicks) + tradedLots;
    if (changeLots > 0) this.#ordersCount++;
    else if (changeLots < 0) this.#cancelsCount++;
  }

  #sampleUntil(timeNs: TimeNs): void {
    if (Number.isNaN(this.#nextSampleNs)) this.#nextSampleNs = timeNs;
    for (; this.#nextSampleNs < timeNs; this.#nextSampleNs += sampleNs) this.#sample();
  }

  #sample(): void {
    const midTicks = this.#isValid ? this.#midTicks() : Number.NaN;
    this.#mids.push(midTicks);
    if (Number.isNaN(midTicks)) return;
    this.#validCount++;
    const spreadTicks = this.#book.asks.priceTicks(0) - this.#book.bids.priceTicks(0);
    this.#spreadSum += spreadTicks;
    if (spreadTicks === 1) this.#oneTickCount++;
    if (this.#mids.length % depthEverySamples === 0) this.#lookAtDepth(midTicks);
  }

  #lookAtDepth(midTicks: number): void {
    this.#depthLooksCount++;
    for (const side of sides) {
      const levels = this.#book.side(side);
      for (const [at, level] of depthLevels.entries())
        this.#depthSums[at]! += levels.sizeLots(level - 1) * levels.priceTicks(level - 1) * this.quoteOfLotTick;
      for (let rank = 0; rank < levels.count; rank++) {
        const priceTicks = levels.priceTicks(rank);
        if (Math.abs(priceTicks / midTicks - 1) * 10_000 > reachBps) break;
        this.#nearSum += levels.sizeLots(rank) * priceTicks * this.quoteOfLotTick;
      }
    }
  }

  /** NaN while a side is empty, or the two cross. */
  #midTicks(): number {
    const { bids, asks, isCrossed } = this.#book;
    if (bids.count === 0 || asks.count === 0 || isCrossed) return Number.NaN;
    return (bids.priceTicks(0) + asks.priceTicks(0)) / 2;
  }

  #bpsPerMinute(steps: number): number {
    let squares = 0;
    let count = 0;
    for (let at = steps; at < this.#mids.length; at++) {
      const change = this.#mids[at]! / this.#mids[at - steps]! - 1;
      if (Number.isNaN(change)) continue;
      squares += (change * 10_000) ** 2;
      count++;
    }
    return Math.sqrt(((squares / count) * nsPerMinute) / (steps * sampleNs));
  }
}

/** Depth is looked at once a second: it changes slowly, and is much to sum. */
const depthEverySamples = 10;
