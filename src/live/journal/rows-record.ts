/**
 * The rows of one input as a record of the journal.
 *
 *   byte 24          8 each      8 each, if there are ids    4 each        1 each
 *        | venue_ns … | size_lots … | order_id … | price_ticks … | flags … |
 *
 * They have no received times, since those are the input's. An input is a few rows, some hundred times a second, and
 * must cost less than a microsecond: columns are copied in words (an element of a `BigInt64Array` would cost 12 to 40
 * ns), and by loops, which for so few are quicker than copies of views.
 */
import { assert } from "../../base/assert.ts";
import { readInt64, wordsOf } from "../../base/int64.ts";
import type { EventColumns } from "../../domain/event.ts";
import type { TimeNs } from "../../domain/time.ts";
import type { RowsInput } from "../session-input.ts";
import { recordKind } from "./journal-format.ts";

const headBytes = 24;
const headWords = headBytes / 4;

export class RowsRecord {
  #bytes = new Uint8Array(0);
  #words = new Int32Array(0);
  #times = new Float64Array(0);
  #lent = new Uint8Array(0);
  readonly #received = new ColumnWords();
  readonly #venue = new ColumnWords();
  readonly #size = new ColumnWords();
  readonly #orderId = new ColumnWords();

  /** The record, lent until the next. @param columns all received at `atNs`. */
  fill(atNs: TimeNs, marketIndex: number, columns: EventColumns): Uint8Array {
    const { rowsCount, orderId } = columns;
    const size = recordSize(rowsCount, orderId !== undefined);
    if (size > this.#bytes.length) this.#grow(size);
    const words = this.#words;
    words[0] = recordKind.rows;
    words[1] = marketIndex;
    words[2] = rowsCount;
    words[3] = orderId === undefined ? 0 : 1;
    this.#times[2] = atNs;
    checkReceived(this.#received.of(columns.receivedNs), rowsCount, atNs);
    let to = copyWords(this.#venue.of(columns.venueNs), 2 * rowsCount, words, headWords);
    to = copyWords(this.#size.of(columns.sizeLots), 2 * rowsCount, words, to);
    if (orderId !== undefined) to = copyWords(this.#orderId.of(orderId), 2 * rowsCount, words, to);
    to = copyWords(columns.priceTicks, rowsCount, words, to);
    copyBytes(columns.flags, rowsCount, this.#bytes, 4 * to);
    return this.#record(size);
  }

  /** A view of so many bytes: made anew only where the message before had another size. */
  #record(size: number): Uint8Array {
    if (this.#lent.length !== size) this.#lent = this.#bytes.subarray(0, size);
    return this.#lent;
  }

  #grow(size: number): void {
    const memory = new ArrayBuffer((2 * size + 7) & ~7);
    this.#bytes = new Uint8Array(memory);
    this.#words = new Int32Array(memory);
    this.#times = new Float64Array(memory);
    this.#lent = this.#bytes;
  }
}

/** What `fill` was given, columns in place. @returns undefined for a record of another size. */
export function rowsOf(record: Uint8Array, atNs: TimeNs): RowsInput | undefined {
  const { buffer, byteOffset, byteLength } = record;
  if (byteLength < headBytes) return undefined;
  const [, marketIndex, rowsCount, hasIds] = new Uint32Array(buffer, byteOffset, 4);
  if (byteLength !== recordSize(rowsCount!, hasIds === 1)) return undefined;
  const wide = byteOffset + headBytes;
  const narrow = wide + (hasIds === 1 ? 24 : 16) * rowsCount!;
  return {
    kind: "rows",
    marketIndex: marketIndex!,
    columns: {
      rowsCount: rowsCount!,
      receivedNs: new BigInt64Array(rowsCount!).fill(BigInt(atNs)),
      venueNs: new BigInt64Array(buffer, wide, rowsCount),
      sizeLots: new BigInt64Array(buffer, wide + 8 * rowsCount!, rowsCount),
      ...(hasIds === 1 && { orderId: new BigUint64Array(buffer, wide + 16 * rowsCount!, rowsCount) }),
      priceTicks: new Int32Array(buffer, narrow, rowsCount),
      flags: new Uint8Array(buffer, narrow + 4 * rowsCount!, rowsCount),
    },
  };
}

/** The words of a column, seen anew only where it is another than before: a view costs more than what it shows. */
class ColumnWords {
  #column: BigInt64Array | BigUint64Array | undefined;
  #words: Int32Array = new Int32Array(0);

  of(column: BigInt64Array | BigUint64Array): Int32Array {
    if (column !== this.#column) {
      this.#column = column;
      this.#words = wordsOf(column);
    }
    return this.#words;
  }
}

function recordSize(rowsCount: number, hasIds: boolean): number {
  return headBytes + (hasIds ? 29 : 21) * rowsCount;
}

function checkReceived(received: Int32Array, rowsCount: number, atNs: TimeNs): void {
  let areEqual = true;
  for (let at = 0; at < rowsCount; at++) areEqual = areEqual && readInt64(received, at) === atNs;
  assert(areEqual, "rows of an input are received at its time");
}

/** @returns where the next may begin. */
function copyWords(from: Int32Array, count: number, into: Int32Array, to: number): number {
  for (let at = 0; at < count; at++) into[to + at] = from[at]!;
  return to + count;
}

function copyBytes(from: Uint8Array, count: number, into: Uint8Array, to: number): void {
  for (let at = 0; at < count; at++) into[to + at] = from[at]!;
}
