/**
 * One market message of Binance, decoded: ids, times, and levels as ticks and lots. One instance is filled again and
 * again, since a day holds millions of them.
 *
 * | kind     | levels                               | ids                                                  |
 * |----------|--------------------------------------|------------------------------------------------------|
 * | depth    | `bidsCount` bids, then the asks      | first, last, and on futures previous update id       |
 * | snapshot | the same, a whole book               | the update id that it stands at                      |
 * | ticker   | the best bid, then the best ask      | update id                                            |
 * | trade    | one print; `side` is the aggressor's | trade id                                             |
 * | other    | none: nothing that is imported       | trade id of a trade that never met the book          |
 */
import { noId } from "../../domain/market-rows.ts";
import { bid, type Side } from "../../domain/side.ts";
import type { TimeNs } from "../../domain/time.ts";

export const messageKind = { depth: 0, snapshot: 1, trade: 2, ticker: 3, other: 4 } as const;
export type MessageKind = (typeof messageKind)[keyof typeof messageKind];

export class BinanceMessage {
  kind: MessageKind = messageKind.other;
  receivedNs: TimeNs = 0;
  /** When the venue sent it (`E`); NaN where it does not say. */
  eventNs: TimeNs = Number.NaN;
  /** When it happened (`T`), else `eventNs`. */
  venueNs: TimeNs = Number.NaN;
  firstUpdateId = noId;
  updateId = noId;
  previousUpdateId = noId;
  tradeId = noId;
  /** Trades that the venue sums up (aggTrade) count their own ids. */
  isAggregate = false;
  side: Side = bid;
  bidsCount = 0;
  levelsCount = 0;
  priceTicks = new Int32Array(256);
  sizeLots = new Float64Array(256);
  /** What sizes are beyond whole lots, in 10^-sizePlaces. */
  sizeDust = new Float64Array(256);

  clear(): void {
    this.kind = messageKind.other;
    this.eventNs = Number.NaN;
    this.venueNs = Number.NaN;
    this.firstUpdateId = noId;
    this.updateId = noId;
    this.previousUpdateId = noId;
    this.tradeId = noId;
    this.isAggregate = false;
    this.side = bid;
    this.bidsCount = 0;
    this.levelsCount = 0;
  }

  addLevel(priceTicks: number, sizeLots: number, sizeDust: number): void {
    if (this.levelsCount === this.priceTicks.length) this.#grow();
    this.priceTicks[this.levelsCount] = priceTicks;
    this.sizeLots[this.levelsCount] = sizeLots;
    this.sizeDust[this.levelsCount] = sizeDust;
    this.levelsCount++;
  }

  /** A copy that holds no more than it needs. */
  copy(): BinanceMessage {
    const copy = Object.assign(new BinanceMessage(), this);
    copy.priceTicks = this.priceTicks.slice(0, this.levelsCount);
    copy.sizeLots = this.sizeLots.slice(0, this.levelsCount);
    copy.sizeDust = this.sizeDust.slice(0, this.levelsCount);
    return copy;
  }

  #grow(): void {
    const { priceTicks, sizeLots, sizeDust } = this;
    this.priceTicks = new Int32Array(priceTicks.length * 2);
    this.sizeLots = new Float64Array(sizeLots.length * 2);
    this.sizeDust = new Float64Array(sizeDust.length * 2);
    this.priceTicks.set(priceTicks);
    this.sizeLots.set(sizeLots);
    this.sizeDust.set(sizeDust);
  }
}
