/**
 * Rows as a record of the recorder's log: what one instrument was told at one time, whole messages.
 *
 *   byte 0      4              8            12      16         24                 32            40
 *        | kind | market_index | rows_count | flags | sequence | session_sequence | received_ns | runs …
 *
 * A run is rows of one kind, venue time and ids, of a message nearly always all:
 *
 *   byte 0            4      5          8          16                24          32                   40
 *        | rows_count | kind | has_dust | venue_ns | first_update_id | update_id | previous_update_id | trade_id | …
 *   byte 48        8 each            4 each            1 each
 *        | size_lots … | size_dust … | price_ticks … | marks … | zeros to the next multiple of 8 |
 *
 * Sizes of dust are there where any is not 0. A mark has the side in its lowest bit and `is_last` in the next. Numbers
 * are little-endian, those of 8 bytes doubles. Copied by loops: for the few rows of a message they beat copies of views.
 */
import { assert } from "../../base/assert.ts";
import type { MarketRow, MarketRows } from "../../domain/market-rows.ts";
import type { RowsPlace } from "../../ports/tick-sink.ts";
import { rowsKind } from "./record-kinds.ts";

const headBytes = 40;
const runHeadBytes = 48;
const openingFlag = 1;

/** Writes records, each lent until the next. */
export class RowsEncoder {
  #memory = new Columns(new ArrayBuffer(1 << 16));

  record(rows: MarketRows, { marketIndex, sequence, sessionSequence, isOpening }: RowsPlace): Uint8Array {
    assert(rows.count > 0 && rows.orderId === undefined, "there are rows, and levels alone");
    const most = headBytes + rows.count * (runHeadBytes + 29);
    if (this.#memory.bytes.length < most) this.#memory = new Columns(new ArrayBuffer((2 * most + 7) & ~7));
    const { bytes, words, doubles } = this.#memory;
    words[0] = rowsKind;
    words[1] = marketIndex;
    words[2] = rows.count;
    words[3] = isOpening ? openingFlag : 0;
    doubles[2] = sequence;
    doubles[3] = sessionSequence;
    doubles[4] = rows.receivedNs[0]!;
    let at = headBytes;
    for (let from = 0; from < rows.count; ) {
      const to = endOfRun(rows, from);
      at = writeRun(this.#memory, at, rows, from, to);
      from = to;
    }
    return bytes.subarray(0, at);
  }
}

/**
 * Reads records. Those of a log lie one behind another in few buffers, and seeing a buffer anew for each of them would
 * cost as much as reading it.
 */
export class RowsDecoder {
  #memory = new Columns(new ArrayBuffer(0));

  /** Its place, without its rows. */
  placeOf(record: Uint8Array): RowsPlace & { readonly rowsCount: number } {
    const { words, doubles } = this.#seen(record);
    const at = record.byteOffset;
    return {
      marketIndex: words[at / 4 + 1]!,
      rowsCount: words[at / 4 + 2]!,
      isOpening: (words[at / 4 + 3]! & openingFlag) !== 0,
      sequence: doubles[at / 8 + 2]!,
      sessionSequence: doubles[at / 8 + 3]!,
    };
  }

  /** Appends its rows, for which there is room. */
  append(record: Uint8Array, rows: MarketRows): void {
    const memory = this.#seen(record);
    const from = record.byteOffset;
    const rowsEnd = rows.count + memory.words[from / 4 + 2]!;
    const receivedNs = memory.doubles[from / 8 + 4]!;
    let at = from + headBytes;
    while (rows.count < rowsEnd) at = readRun(memory, at, receivedNs, rows);
    assert(at === from + record.length, "a record ends with its last run");
  }

  #seen({ buffer }: Uint8Array): Columns {
    if (buffer !== this.#memory.buffer) this.#memory = new Columns(buffer as ArrayBuffer);
    return this.#memory;
  }
}

/** One memory, seen as what it holds. */
class Columns {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly doubles: Float64Array;

  constructor(readonly buffer: ArrayBuffer) {
    this.bytes = new Uint8Array(buffer);
    this.words = new Int32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
    this.doubles = new Float64Array(buffer, 0, Math.floor(buffer.byteLength / 8));
  }
}

function endOfRun(rows: MarketRows, from: number): number {
  let to = from + 1;
  while (to < rows.count && isSameRun(rows, from, to)) to++;
  return to;
}

function isSameRun(rows: MarketRows, from: number, at: number): boolean {
  assert(rows.receivedNs[at] === rows.receivedNs[from], "rows of a record are received at one time");
  return (
    rows.kind[at] === rows.kind[from] &&
    Object.is(rows.venueNs[at], rows.venueNs[from]) &&
    rows.updateId[at] === rows.updateId[from] &&
    rows.firstUpdateId[at] === rows.firstUpdateId[from] &&
    rows.previousUpdateId[at] === rows.previousUpdateId[from] &&
    rows.tradeId[at] === rows.tradeId[from]
  );
}

/** @returns where the next may begin. */
function writeRun({ bytes, words, doubles }: Columns, at: number, rows: MarketRows, from: number, to: number): number {
  const count = to - from;
  const hasDust = hasAnyDust(rows, from, to);
  words[at / 4] = count;
  words[at / 4 + 1] = rows.kind[from]! | (hasDust ? 256 : 0);
  let double = at / 8 + 1;
  doubles[double++] = rows.venueNs[from]!;
  doubles[double++] = rows.firstUpdateId[from]!;
  doubles[double++] = rows.updateId[from]!;
  doubles[double++] = rows.previousUpdateId[from]!;
  doubles[double++] = rows.tradeId[from]!;
  for (let row = from; row < to; row++) doubles[double++] = rows.sizeLots[row]!;
  if (hasDust) for (let row = from; row < to; row++) doubles[double++] = rows.sizeDust[row]!;
  const wordsAt = 2 * double;
  for (let row = 0; row < count; row++) words[wordsAt + row] = rows.priceTicks[from + row]!;
  let byte = 4 * (wordsAt + count);
  for (let row = from; row < to; row++) bytes[byte++] = rows.side[row]! | (rows.isLast[row]! << 1);
  while ((byte & 7) !== 0) bytes[byte++] = 0;
  return byte;
}

function hasAnyDust(rows: MarketRows, from: number, to: number): boolean {
  for (let row = from; row < to; row++) if (rows.sizeDust[row] !== 0) return true;
  return false;
}

/** @returns where the next begins. */
function readRun({ bytes, words, doubles }: Columns, at: number, receivedNs: number, rows: MarketRows): number {
  const count = words[at / 4]!;
  const from = rows.count;
  const to = from + count;
  assert(count > 0 && to <= rows.countMax, "a run has rows, and there is room for them");
  const head = at / 8;
  const sizesAt = head + runHeadBytes / 8;
  const hasDust = (words[at / 4 + 1]! & 256) !== 0;
  const pricesAt = 2 * (sizesAt + (hasDust ? 2 * count : count));
  const marksAt = 4 * (pricesAt + count);
  fillRange(rows, from, to, (words[at / 4 + 1]! & 255) as MarketRow["kind"], receivedNs, doubles, head);
  for (let row = from, place = 0; row < to; row++, place++) {
    rows.sizeLots[row] = doubles[sizesAt + place]!;
    rows.sizeDust[row] = hasDust ? doubles[sizesAt + count + place]! : 0;
    rows.priceTicks[row] = words[pricesAt + place]!;
    const marks = bytes[marksAt + place]!;
    rows.side[row] = marks & 1;
    rows.isLast[row] = marks >> 1;
  }
  rows.count = to;
  return (marksAt + count + 7) & ~7;
}

/** What the rows of a run have in common. */
function fillRange(
  rows: MarketRows,
  from: number,
  to: number,
  kind: MarketRow["kind"],
  receivedNs: number,
  doubles: Float64Array,
  head: number,
): void {
  const venueNs = doubles[head + 1]!;
  const firstId = doubles[head + 2]!;
  const id = doubles[head + 3]!;
  const previousId = doubles[head + 4]!;
  const tradeId = doubles[head + 5]!;
  for (let row = from; row < to; row++) {
    rows.kind[row] = kind;
    rows.receivedNs[row] = receivedNs;
    rows.venueNs[row] = venueNs;
    rows.firstUpdateId[row] = firstId;
    rows.updateId[row] = id;
    rows.previousUpdateId[row] = previousId;
    rows.tradeId[row] = tradeId;
  }
}
