/** Rows gathered until they are a row group: 65,536 of them. Few, since they are held as bigints, which take five times the room. */
import type { ColumnSource } from "hyparquet-writer";
import { wordsOf, writeInt64 } from "../../base/int64.ts";
import { eventKind } from "../../domain/event.ts";
import { type MarketRows, noId } from "../../domain/market-rows.ts";
import { ask, bid } from "../../domain/side.ts";
import { type ColumnName, kindNames } from "./columns.ts";

export const groupRowsMax = 65_536;

/** Those that grow along a file, so that a reader can leave out whole groups by them. */
const searchedColumns = new Set<ColumnName>([
  "received_time_ns",
  "venue_time_ns",
  "sequence",
  "session_sequence",
  "update_id",
]);

export class RowGroup {
  count = 0;
  readonly #received = new BigInt64Array(groupRowsMax);
  readonly #sequence = new BigInt64Array(groupRowsMax);
  readonly #sequenceWords = wordsOf(this.#sequence);
  readonly #price = new BigInt64Array(groupRowsMax);
  readonly #priceWords = wordsOf(this.#price);
  readonly #size = new BigInt64Array(groupRowsMax);
  readonly #sizeWords = wordsOf(this.#size);
  readonly #dust = new BigInt64Array(groupRowsMax);
  readonly #dustWords = wordsOf(this.#dust);
  readonly #venue: (bigint | null)[] = new Array(groupRowsMax).fill(null);
  readonly #firstId: (bigint | null)[] = new Array(groupRowsMax).fill(null);
  readonly #updateId: (bigint | null)[] = new Array(groupRowsMax).fill(null);
  readonly #previousId: (bigint | null)[] = new Array(groupRowsMax).fill(null);
  readonly #tradeId: (bigint | null)[] = new Array(groupRowsMax).fill(null);
  readonly #kind: string[] = new Array(groupRowsMax).fill("");
  readonly #side: (string | null)[] = new Array(groupRowsMax).fill(null);
  readonly #isLast: boolean[] = new Array(groupRowsMax).fill(false);

  /** @param epochUnixNs what the rows' times count from. */
  constructor(private readonly epochUnixNs: bigint) {}

  get isFull(): boolean {
    return this.count === groupRowsMax;
  }

  append(rows: MarketRows, at: number, sequence: number): void {
    const to = this.count++;
    const kind = rows.kind[at]!;
    const venueNs = rows.venueNs[at]!;
    this.#received[to] = this.epochUnixNs + BigInt(rows.receivedNs[at]!);
    this.#venue[to] = Number.isNaN(venueNs) ? null : this.epochUnixNs + BigInt(venueNs);
    writeInt64(this.#sequenceWords, to, sequence);
    writeInt64(this.#priceWords, to, rows.priceTicks[at]!);
    writeInt64(this.#sizeWords, to, rows.sizeLots[at]!);
    writeInt64(this.#dustWords, to, rows.sizeDust[at]!);
    this.#firstId[to] = idOrNull(rows.firstUpdateId[at]!);
    this.#updateId[to] = idOrNull(rows.updateId[at]!);
    this.#previousId[to] = idOrNull(rows.previousUpdateId[at]!);
    this.#tradeId[to] = idOrNull(rows.tradeId[at]!);
    this.#kind[to] = kindNames[kind]!;
    this.#side[to] = sideText(kind, rows.side[at]!);
    this.#isLast[to] = rows.isLast[at] === 1;
  }

  /** The columns in the order of the schema. */
  columns(): ColumnSource[] {
    const plain = (name: ColumnName, data: BigInt64Array | unknown[]): ColumnSource => {
      const used = data instanceof BigInt64Array ? data.subarray(0, this.count) : data.slice(0, this.count);
      return { name, data: used, encoding: "PLAIN", statistics: searchedColumns.has(name) };
    };
    return [
      plain("received_time_ns", this.#received),
      plain("venue_time_ns", this.#venue),
      plain("sequence", this.#sequence),
      // One instrument is all of its session.
      plain("session_sequence", this.#sequence),
      plain("kind", this.#kind),
      plain("side", this.#side),
      plain("price_ticks", this.#price),
      plain("size_lots", this.#size),
      plain("first_update_id", this.#firstId),
      plain("update_id", this.#updateId),
      plain("previous_update_id", this.#previousId),
      plain("trade_id", this.#tradeId),
      plain("is_last", this.#isLast),
      plain("size_dust", this.#dust),
    ];
  }

  clear(): void {
    this.count = 0;
  }
}

function idOrNull(id: number): bigint | null {
  return id === noId ? null : BigInt(id);
}

/** Levels lie on a side of the book; a trade has an aggressor, who buys or sells. */
function sideText(kind: number, side: number): string | null {
  if (kind === eventKind.gap || kind === eventKind.clear) return null;
  if (kind === eventKind.trade) return side === bid ? "buy" : "sell";
  return side === ask ? "ask" : "bid";
}
