/** Rows gathered until they are a row group: 65,536 of them, in columns as they will lie in the file. */
import { eventKind } from "../../domain/event.ts";
import type { MarketRows } from "../../domain/market-rows.ts";
import { bid } from "../../domain/side.ts";
import type { PlainColumn } from "./column-chunk.ts";
import { type ColumnName, columnTypes, kindNames } from "./columns.ts";
import { BooleanPage, Int64Page, type PlainPage, TextPage } from "./plain-page.ts";

export const groupRowsMax = 65_536;

/** Those that grow along a file, so that a reader can leave out whole groups by them. */
const searchedColumns = new Set<ColumnName>([
  "received_time_ns",
  "venue_time_ns",
  "sequence",
  "session_sequence",
  "update_id",
]);

/** Levels lie on a side of the book; a trade has an aggressor, who buys or sells. */
const sideNames = ["bid", "ask", "buy", "sell"] as const;

export class RowGroup {
  readonly #received: Int64Page;
  readonly #venue: Int64Page;
  readonly #sequence = new Int64Page(groupRowsMax, false);
  readonly #sessionSequence: Int64Page;
  readonly #kind = new TextPage(groupRowsMax, false, kindNames);
  readonly #side = new TextPage(groupRowsMax, true, sideNames);
  readonly #price = new Int64Page(groupRowsMax, false);
  readonly #size = new Int64Page(groupRowsMax, false);
  readonly #firstId = new Int64Page(groupRowsMax, true);
  readonly #updateId = new Int64Page(groupRowsMax, true);
  readonly #previousId = new Int64Page(groupRowsMax, true);
  readonly #tradeId = new Int64Page(groupRowsMax, true);
  readonly #isLast = new BooleanPage(groupRowsMax);
  readonly #dust = new Int64Page(groupRowsMax, false);

  /**
   * @param epochUnixNs what the rows' times count from. @param isOfMany whether the session has other instruments, too:
   * else both sequences are one.
   */
  constructor(epochUnixNs: bigint, isOfMany: boolean) {
    this.#sessionSequence = isOfMany ? new Int64Page(groupRowsMax, false) : this.#sequence;
    this.#received = new Int64Page(groupRowsMax, false, epochUnixNs);
    this.#venue = new Int64Page(groupRowsMax, true, epochUnixNs);
  }

  get count(): number {
    return this.#received.rowsCount;
  }

  /**
   * Appends the rows in `[from, to)`, no more than there is room for. @param sequence of the first, and in its session.
   */
  append(rows: MarketRows, from: number, to: number, sequence: number, sessionSequence: number): void {
    this.#received.add(rows.receivedNs, from, to);
    this.#venue.add(rows.venueNs, from, to);
    this.#price.add(rows.priceTicks, from, to);
    this.#size.add(rows.sizeLots, from, to);
    this.#dust.add(rows.sizeDust, from, to);
    this.#firstId.add(rows.firstUpdateId, from, to, 0);
    this.#updateId.add(rows.updateId, from, to, 0);
    this.#previousId.add(rows.previousUpdateId, from, to, 0);
    this.#tradeId.add(rows.tradeId, from, to, 0);
    this.#sequence.addRun(sequence, to - from);
    if (this.#sessionSequence !== this.#sequence) this.#sessionSequence.addRun(sessionSequence, to - from);
    for (let at = from; at < to; at++) {
      this.#kind.add(rows.kind[at]!);
      this.#side.add(sideNameOf(rows.kind[at]!, rows.side[at]!));
      this.#isLast.add(rows.isLast[at] === 1);
    }
  }

  /** The columns in the order of the schema. */
  columns(): PlainColumn[] {
    return this.#pages().map(([name, page]) => ({
      ...{ name, page, type: columnTypes[name], isSearched: searchedColumns.has(name) },
    }));
  }

  clear(): void {
    for (const [, page] of this.#pages()) page.clear();
  }

  #pages(): [ColumnName, PlainPage][] {
    return [
      ["received_time_ns", this.#received],
      ["venue_time_ns", this.#venue],
      ["sequence", this.#sequence],
      ["session_sequence", this.#sessionSequence],
      ["kind", this.#kind],
      ["side", this.#side],
      ["price_ticks", this.#price],
      ["size_lots", this.#size],
      ["first_update_id", this.#firstId],
      ["update_id", this.#updateId],
      ["previous_update_id", this.#previousId],
      ["trade_id", this.#tradeId],
      ["is_last", this.#isLast],
      ["size_dust", this.#dust],
    ];
  }
}

/** Index of the name; undefined for rows without a side. */
function sideNameOf(kind: number, side: number): number | undefined {
  if (kind === eventKind.gap || kind === eventKind.clear) return undefined;
  const isBid = side === bid;
  if (kind === eventKind.trade) return isBid ? 2 : 3;
  return isBid ? 0 : 1;
}
