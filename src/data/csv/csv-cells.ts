/**
 * What the cells of market data mean: times, ids, prices and sizes of one instrument. A cell that cannot be read is told
 * to its row, and read as NaN or `notOnGrid`.
 */
import { DecimalGrid, notOnGrid } from "../../adapters/binance/decimal-grid.ts";
import { venueTimeNs } from "../../adapters/binance/venue-time.ts";
import { formatDecimalShort } from "../../base/decimal.ts";
import type { Instrument } from "../../domain/instrument.ts";
import { nsPerMs, type TimeNs } from "../../domain/time.ts";
import type { Levels } from "./csv-message.ts";
import type { CsvRow } from "./csv-row.ts";

export class CsvCells {
  /** Of the last size, beyond whole lots. */
  sizeDust = 0;
  readonly #prices: DecimalGrid;
  readonly #sizes: DecimalGrid;
  readonly #epochMs: number;
  #offLotCount = 0;
  #sizesCount = 0;

  /** @param epochUnixNs a whole second; times count from it. */
  constructor(
    readonly instrument: Instrument,
    readonly epochUnixNs: bigint,
  ) {
    this.#prices = new DecimalGrid(instrument.pricePlaces, instrument.tickUnits);
    this.#sizes = new DecimalGrid(instrument.sizePlaces, instrument.lotUnits);
    this.#epochMs = Number(epochUnixNs / BigInt(nsPerMs));
  }

  /** Unix milliseconds or microseconds, cell by cell: files mix them. */
  time(row: CsvRow, at: number): TimeNs {
    const text = row.text(at);
    if (!isUnixTime(text)) {
      row.fault(`time ${quoted(text)}: expected Unix milliseconds (13 digits) or microseconds (16 digits)`, at);
      return Number.NaN;
    }
    const ns = venueTimeNs(Number(text), this.#epochMs);
    if (Number.isSafeInteger(ns)) return ns;
    row.fault(`time ${quoted(text)}: expected one within 104 days of the first`, at);
    return Number.NaN;
  }

  id(row: CsvRow, at: number): number {
    const text = row.text(at);
    const id = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(id)) row.fault(`id ${quoted(text)}: expected a whole number below 2^53`, at);
    return id;
  }

  /** In ticks. */
  price(row: CsvRow, at: number): number {
    const ticks = this.#prices.parse(row.text(at));
    if (ticks > 0 && ticks < 2 ** 31 && this.#prices.remainder === 0) return ticks;
    const tick = formatDecimalShort(this.instrument.tickUnits, this.instrument.pricePlaces);
    row.fault(
      `price ${quoted(row.text(at))}: expected a multiple of the tick ${tick}, above 0 and below 2^31 ticks`,
      at,
    );
    return notOnGrid;
  }

  /** In lots; what is beyond is `sizeDust`. */
  size(row: CsvRow, at: number): number {
    const text = row.text(at);
    const lots = this.#sizes.parse(text);
    this.#sizesCount++;
    this.sizeDust = this.#sizes.remainder;
    const { instrument } = this;
    const lot = formatDecimalShort(instrument.lotUnits, instrument.sizePlaces);
    if (lots === notOnGrid)
      row.fault(
        `size ${quoted(text)}: expected at most ${instrument.sizePlaces} places, not negative and below 2^53 lots of ${lot}`,
        at,
      );
    else if (this.sizeDust !== 0) this.#offLotCount++;
    if (this.#isLotWrong)
      row.fault(
        `size ${quoted(text)}: ${this.#offLotCount} of ${this.#sizesCount} are no multiples of the lot ${lot}`,
        at,
      );
    return lots;
  }

  /** As `size`, of what was traded: more than nothing. */
  tradeSize(row: CsvRow, at: number): number {
    const lots = this.size(row, at);
    if (lots === 0 && this.sizeDust === 0) row.fault(`size ${quoted(row.text(at))}: expected more than 0`, at);
    return lots;
  }

  /** One side of the best bid and offer. A side without orders has empty cells, or a size of 0. */
  best(row: CsvRow, priceAt: number, sizeAt: number, levels: Levels): void {
    const isEmpty = row.text(priceAt) === "" && row.text(sizeAt) === "";
    const lots = isEmpty ? 0 : this.size(row, sizeAt);
    const dust = isEmpty ? 0 : this.sizeDust;
    levels.add(lots === 0 && dust === 0 ? 0 : this.price(row, priceAt), lots, dust);
  }

  /** As the venue's payloads are judged: more than a few sizes off the lot, and the lot is of another market. */
  get #isLotWrong(): boolean {
    return this.sizeDust !== 0 && this.#offLotCount > 10 && this.#offLotCount * 100 > this.#sizesCount;
  }

  /** Which of two values a cell has, whatever the case of its letters. */
  either(row: CsvRow, at: number, [no, yes]: readonly [string, string]): boolean {
    const text = row.text(at).toLowerCase();
    if (text !== no && text !== yes) row.fault(`${quoted(row.text(at))}: expected ${no} or ${yes}`, at);
    return text === yes;
  }

  symbol(row: CsvRow, at: number): void {
    const text = row.text(at);
    if (text.toUpperCase() !== this.instrument.symbol)
      row.fault(`a row of ${quoted(text)}: expected ${this.instrument.symbol} alone`, at);
  }
}

/** 13 digits of milliseconds or 16 of microseconds, of this century. */
export function isUnixTime(text: string): boolean {
  return /^[1-9](?:\d{12}|\d{15})$/.test(text);
}

/** A time that `isUnixTime`. */
export function unixNsOf(text: string): bigint {
  return BigInt(text) * (text.length === 13 ? 1_000_000n : 1000n);
}

export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
