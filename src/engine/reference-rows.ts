/**
 * Reads the columns row by row into plain numbers, and says which rule of the rows is broken.
 *
 * 64-bit columns are read as two halves: a bigint for each row would cost more than all the rest of this engine.
 */
import { assert } from "../base/assert.ts";
import { type EventColumns, eventFlag, eventKind } from "../domain/event.ts";
import { ask, bid, type Side } from "../domain/side.ts";
import type { DurationNs, TimeNs } from "../domain/time.ts";
import type { BookState } from "../ports/engine.ts";

const sizeLotsEnd = 2 ** 53;

export class ReferenceRows {
  #rowsCount = 0;
  #nextIndex = 0;
  #offsetNs: DurationNs = 0;
  #received = halvesOf(new BigInt64Array(0));
  #venue = halvesOf(new BigInt64Array(0));
  #size = halvesOf(new BigInt64Array(0));
  #priceTicks: Int32Array = new Int32Array(0);
  #flags: Uint8Array = new Uint8Array(0);
  #orderId: BigUint64Array | undefined;

  /** Rows read over the whole run. */
  readCount = 0;

  // The row last read.
  kind = 0;
  side: Side = bid;
  receivedNs: TimeNs = 0;
  /** Meaningless without `hasVenueTime`. */
  venueNs: TimeNs = 0;
  hasVenueTime = false;
  priceTicks = 0;
  sizeLots = 0;
  /** 0 for nobody's, and where rows do not name orders. */
  orderId = 0n;
  isLast = false;
  movesTouch = false;

  /** @param nameOrders whether each row says whose it is. */
  constructor(private readonly nameOrders: boolean) {}

  get isUsedUp(): boolean {
    return this.#nextIndex === this.#rowsCount;
  }

  /** When the row that comes next was received. */
  get nextReceivedNs(): TimeNs {
    return numberAt(this.#received, this.#nextIndex) + this.#offsetNs;
  }

  push(columns: EventColumns, offsetNs: DurationNs): void {
    assert(this.isUsedUp, "rows are used up before more are pushed");
    const { rowsCount, receivedNs, venueNs, sizeLots, priceTicks, flags, orderId } = columns;
    this.#rowsCount = rowsCount;
    this.#nextIndex = 0;
    this.#offsetNs = offsetNs;
    this.#received = halvesOf(receivedNs);
    this.#venue = halvesOf(venueNs);
    this.#size = halvesOf(sizeLots);
    this.#priceTicks = priceTicks;
    this.#flags = flags;
    this.#orderId = this.nameOrders ? orderId : undefined;
  }

  readNext(): void {
    assert(!this.isUsedUp, "there is a row to read");
    const index = this.#nextIndex;
    const flags = this.#flags[index]!;
    this.kind = flags & eventFlag.kindMask;
    this.side = (flags & eventFlag.ask) !== 0 ? ask : bid;
    this.isLast = (flags & eventFlag.isLast) !== 0;
    this.movesTouch = (flags & eventFlag.movesTouch) !== 0;
    this.hasVenueTime = (flags & eventFlag.noVenueTime) === 0;
    this.receivedNs = this.nextReceivedNs;
    this.venueNs = numberAt(this.#venue, index) + this.#offsetNs;
    this.priceTicks = this.#priceTicks[index]!;
    this.sizeLots = numberAt(this.#size, index);
    this.orderId = this.#orderId?.[index] ?? 0n;
    this.#nextIndex = index + 1;
    this.readCount++;
  }
}

/** What the rules of a row depend on: the message that it belongs to, if its first row came before, and the market. */
export interface RowContext {
  /** Kind of the row before in this message; undefined for the first row. */
  readonly kindBefore: number | undefined;
  readonly receivedNs: TimeNs;
  readonly venueNs: TimeNs;
  readonly hasVenueTime: boolean;
  readonly nowNs: TimeNs;
  readonly bookState: BookState;
}

/** The first broken rule as a position in `rowErrors`; 0 when all hold. */
export function brokenRowRule(row: ReferenceRows, context: RowContext): number {
  const { kind, priceTicks, sizeLots } = row;
  const { kindBefore } = context;
  if (kindBefore === undefined && row.receivedNs < context.nowNs) return 1;
  if (kindBefore !== undefined && !sameTimes(row, context)) return 2;
  if (needsPrice(kind, sizeLots) && priceTicks <= 0) return 3;
  if (sizeLots < 0 || sizeLots >= sizeLotsEnd) return 4;
  if (kind === eventKind.trade && sizeLots === 0) return 5;
  if (kind > eventKind.clear) return 6;
  if (kind === eventKind.depth && context.bookState !== "valid") return 7;
  const followsClear = kindBefore === eventKind.clear || kindBefore === eventKind.snapshotLevel;
  if (kind === eventKind.snapshotLevel) return followsClear ? 0 : 8;
  return kindBefore === undefined || kindBefore === kind ? 0 : 9;
}

function sameTimes(row: ReferenceRows, context: RowContext): boolean {
  return (
    row.receivedNs === context.receivedNs &&
    row.venueNs === context.venueNs &&
    row.hasVenueTime === context.hasVenueTime
  );
}

function needsPrice(kind: number, sizeLots: number): boolean {
  const isPriced = kind === eventKind.depth || kind === eventKind.trade || kind === eventKind.snapshotLevel;
  return isPriced || (kind === eventKind.ticker && sizeLots !== 0);
}

/** Low and high half of each value in turn, as little-endian machines store them. */
interface Halves {
  readonly low: Uint32Array;
  readonly high: Int32Array;
}

function halvesOf(column: BigInt64Array): Halves {
  const { buffer, byteOffset, length } = column;
  return {
    low: new Uint32Array(buffer, byteOffset, length * 2),
    high: new Int32Array(buffer, byteOffset, length * 2),
  };
}

function numberAt({ low, high }: Halves, index: number): number {
  return high[index * 2 + 1]! * 2 ** 32 + low[index * 2]!;
}
