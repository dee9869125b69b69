/**
 * What is not to be believed of rows that can be read, seen row by row in the order of a file: ids that do not go on,
 * times that run backwards, belong to another day or are far from the venue's, prices out of all proportion.
 */
import { BookSync } from "../../adapters/binance/book-sync.ts";
import { messageKind } from "../../adapters/binance/message.ts";
import type { Market } from "../../domain/instrument.ts";
import { noId } from "../../domain/market-rows.ts";
import { type DurationNs, nsPerMinute, nsPerMs, type TimeNs } from "../../domain/time.ts";
import type { CsvEvent, Levels } from "./csv-message.ts";
import type { CsvRow } from "./csv-row.ts";

/** Clocks and lines that are worth recording with are within it. */
const delayMax: DurationNs = nsPerMinute;
/** One print so many times above or below those before it is no print of this market. */
const printJumpMax = 1.5;
/** Bids may stand far below the market and asks far above it; so far, nobody has an order. */
const levelJumpMax = 20;

export interface CsvDay {
  readonly fromNs: TimeNs;
  readonly toNs: TimeNs;
}

export class CsvChecks {
  /** Of the file being read, where its name tells it. */
  day: CsvDay | undefined;
  readonly #sync: BookSync;
  #receivedNs = Number.NEGATIVE_INFINITY;
  #depthId = noId;
  #firstUpdateId = noId;
  #tradeId = noId;
  /** Levels of the depth event that is being told. */
  readonly #told = new Set<number>();
  readonly #prints = new RecentPrices(9);
  readonly #levels = new RecentPrices(51);

  constructor(
    market: Market,
    private readonly countsMessages: boolean,
  ) {
    this.#sync = new BookSync(market);
  }

  /** @param isFirst it begins a message. */
  check(event: CsvEvent, row: CsvRow, isFirst: boolean): void {
    this.#times(event, row);
    if (isFirst && event.kind === messageKind.depth && !this.countsMessages) this.#depthIds(event, row);
    if (event.tradeId !== noId) this.#tradeIds(event.tradeId, row);
    if (event.kind === messageKind.trade) this.#printPrice(event.bids.priceTicks[0]!, row);
    if (event.kind !== messageKind.depth) return;
    this.#noteLevel(event, isFirst);
    this.#levelPrices(event.bids, 0, row);
    this.#levelPrices(event.asks, 1 / levelJumpMax, row);
  }

  #times({ receivedNs, eventNs, isOfManyTimes, kind }: CsvEvent, row: CsvRow): void {
    if (receivedNs < this.#receivedNs)
      row.finding(`received ${inMs(this.#receivedNs - receivedNs)} before the row above it`);
    this.#receivedNs = Math.max(this.#receivedNs, receivedNs);
    const { day } = this;
    const isFirstBook = kind === messageKind.snapshot && isOfManyTimes;
    if (day !== undefined && !isFirstBook && (receivedNs < day.fromNs || receivedNs >= day.toNs))
      row.finding("received on another day than the file's name says");
    if (isOfManyTimes || Math.abs(receivedNs - eventNs) <= delayMax || Number.isNaN(eventNs)) return;
    const delay = receivedNs - eventNs;
    row.finding(`received ${inMs(Math.abs(delay))} ${delay > 0 ? "after" : "before"} the venue sent it`);
  }

  #depthIds(event: CsvEvent, row: CsvRow): void {
    const { firstUpdateId, updateId, previousUpdateId } = event;
    if (this.#depthId !== noId) {
      const verdict = this.#sync.follows(event, this.#depthId);
      const told = previousUpdateId === noId ? `begins at ${firstUpdateId}` : `follows ${previousUpdateId}`;
      if (verdict === "gap") row.finding(`the depth event ${told}; expected it to follow ${this.#depthId}`);
      else if (verdict === "old" && !this.#isRest(event))
        row.finding(`the depth event ends at ${updateId}, not above ${this.#depthId} before it`);
    }
    this.#depthId = Math.max(this.#depthId, updateId);
    this.#firstUpdateId = firstUpdateId;
  }

  /** More levels of the same event, told at another time: not the same levels again. */
  #isRest({ firstUpdateId, updateId, bids, asks }: CsvEvent): boolean {
    const isSame = updateId === this.#depthId && firstUpdateId === this.#firstUpdateId;
    return isSame && !this.#told.has(levelKey(bids, asks));
  }

  #noteLevel({ bids, asks }: CsvEvent, isFirst: boolean): void {
    if (isFirst) this.#told.clear();
    this.#told.add(levelKey(bids, asks));
  }

  #tradeIds(tradeId: number, row: CsvRow): void {
    const expected = this.#tradeId + 1;
    if (this.#tradeId !== noId && tradeId !== expected) row.finding(`trade id ${tradeId}; expected ${expected}`);
    this.#tradeId = Math.max(this.#tradeId, tradeId);
  }

  #printPrice(priceTicks: number, row: CsvRow): void {
    const usual = this.#prints.median;
    if (Math.max(priceTicks / usual, usual / priceTicks) > printJumpMax) row.finding(jumped(priceTicks, usual));
    else this.#prints.add(priceTicks);
  }

  /** @param leastShare of the usual price; nobody is surprised by a bid of next to nothing. */
  #levelPrices({ count, priceTicks, sizeLots }: Levels, leastShare: number, row: CsvRow): void {
    for (let at = 0; at < count; at++) {
      if (sizeLots[at] === 0) continue;
      const usual = this.#levels.median;
      const share = priceTicks[at]! / usual;
      if (share > levelJumpMax || share < leastShare) row.finding(jumped(priceTicks[at]!, usual));
      else this.#levels.add(priceTicks[at]!);
    }
  }
}

/** Of the level that a row tells. */
function levelKey(bids: Levels, asks: Levels): number {
  return bids.count > 0 ? bids.priceTicks[0]! : -asks.priceTicks[0]!;
}

function jumped(priceTicks: number, usualTicks: number): string {
  return `its price of ${priceTicks} ticks is far off those before it, which are about ${usualTicks}`;
}

/** The median of the last few prices; NaN until there are as many. */
class RecentPrices {
  median = Number.NaN;
  readonly #prices: number[] = [];
  #at = 0;

  constructor(private readonly countMax: number) {}

  add(price: number): void {
    this.#prices[this.#at] = price;
    this.#at = (this.#at + 1) % this.countMax;
    // The first few stand for all that follow them; after that a new median now and then is enough.
    if (this.#prices.length < this.countMax || this.#at === 0)
      this.median = this.#prices.toSorted((a, b) => a - b)[this.#prices.length >> 1]!;
  }
}

function inMs(ns: DurationNs): string {
  return `${(ns / nsPerMs).toFixed(3)} ms`;
}
