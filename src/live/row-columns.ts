/**
 * Rows as a feed gives them, made into the columns that the engine and the journal take: one instrument's, refilled for
 * each message.
 *
 * Venue times are corrected by the clock offset and never later than the received time, as those of tapes are.
 */
import { wordsOf, writeInt64 } from "../base/int64.ts";
import type { EventColumns } from "../domain/event.ts";
import { EventFlags, isForEngine } from "../domain/event-flags.ts";
import type { MarketRows } from "../domain/market-rows.ts";
import type { DurationNs, TimeNs } from "../domain/time.ts";

export class RowColumns implements EventColumns {
  rowsCount = 0;
  receivedNs = new BigInt64Array(0);
  venueNs = new BigInt64Array(0);
  sizeLots = new BigInt64Array(0);
  priceTicks = new Int32Array(0);
  flags = new Uint8Array(0);
  #receivedWords = wordsOf(this.receivedNs);
  #venueWords = wordsOf(this.venueNs);
  #sizeWords = wordsOf(this.sizeLots);
  readonly #flags = new EventFlags();

  /** @param atNs when they were received, in place of what the rows say. */
  fill(rows: MarketRows, atNs: TimeNs, clockOffsetNs: DurationNs): this {
    if (rows.count > this.flags.length) this.#grow(rows.countMax);
    this.rowsCount = 0;
    for (let at = 0; at < rows.count; at++) if (isForEngine(rows, at)) this.#append(rows, at, atNs, clockOffsetNs);
    return this;
  }

  #append(rows: MarketRows, at: number, atNs: TimeNs, clockOffsetNs: DurationNs): void {
    const to = this.rowsCount++;
    const venueNs = rows.venueNs[at]!;
    writeInt64(this.#receivedWords, to, atNs);
    writeInt64(this.#venueWords, to, Number.isNaN(venueNs) ? 0 : correctedNs(venueNs + clockOffsetNs, atNs));
    writeInt64(this.#sizeWords, to, rows.sizeLots[at]!);
    this.priceTicks[to] = rows.priceTicks[at]!;
    this.flags[to] = this.#flags.of(rows, at);
  }

  #grow(rowsMax: number): void {
    this.receivedNs = new BigInt64Array(rowsMax);
    this.venueNs = new BigInt64Array(rowsMax);
    this.sizeLots = new BigInt64Array(rowsMax);
    this.priceTicks = new Int32Array(rowsMax);
    this.flags = new Uint8Array(rowsMax);
    this.#receivedWords = wordsOf(this.receivedNs);
    this.#venueWords = wordsOf(this.venueNs);
    this.#sizeWords = wordsOf(this.sizeLots);
  }
}

/** A run that begins at midnight may be told of what the venue did just before. */
function correctedNs(venueNs: TimeNs, atNs: TimeNs): TimeNs {
  return Math.max(0, Math.min(venueNs, atNs));
}
