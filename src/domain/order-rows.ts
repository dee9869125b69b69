/**
 * Order-level rows as they are gathered: columns that grow by doubling, filled a message at a time and then read or
 * reused.
 */
import { assert } from "../base/assert.ts";
import { readInt64, wordsOf, writeInt64 } from "../base/int64.ts";
import {
  noOrderId,
  type OrderEventColumns,
  type OrderEventKind,
  orderEventFlag,
  type orderEventKind,
} from "./order-event.ts";
import { ask, bid, type Side } from "./side.ts";
import type { TimeNs } from "./time.ts";

const roomAtFirst = 1024;

export class OrderRows implements OrderEventColumns {
  rowsCount = 0;
  receivedNs = new BigInt64Array(roomAtFirst);
  venueNs = new BigInt64Array(roomAtFirst);
  orderId = new BigUint64Array(roomAtFirst);
  sizeLots = new BigInt64Array(roomAtFirst);
  priceTicks = new Int32Array(roomAtFirst);
  flags = new Uint8Array(roomAtFirst);
  #received = wordsOf(this.receivedNs);
  #venue = wordsOf(this.venueNs);
  #size = wordsOf(this.sizeLots);
  #messageAt = 0;
  #messageReceivedNs: TimeNs = 0;
  #messageVenueNs: TimeNs = 0;

  /** Rows that follow are one message, until `endMessage`. */
  beginMessage(receivedNs: TimeNs, venueNs: TimeNs): void {
    assert(this.#messageAt === this.rowsCount, "a message has ended before the next begins");
    this.#messageReceivedNs = receivedNs;
    this.#messageVenueNs = venueNs;
  }

  row(kind: OrderEventKind, orderId: bigint, side: Side, priceTicks: number, sizeLots: number): void {
    if (this.rowsCount === this.flags.length) this.#grow();
    const at = this.rowsCount++;
    writeInt64(this.#received, at, this.#messageReceivedNs);
    writeInt64(this.#venue, at, this.#messageVenueNs);
    this.orderId[at] = orderId;
    writeInt64(this.#size, at, sizeLots);
    this.priceTicks[at] = priceTicks;
    this.flags[at] = kind | (side === ask ? orderEventFlag.ask : 0);
  }

  /** A row that speaks of the whole book. */
  bookRow(kind: typeof orderEventKind.clear | typeof orderEventKind.gap): void {
    this.row(kind, noOrderId, bid, 0, 0);
  }

  /** A message without rows leaves nothing behind. */
  endMessage(): void {
    if (this.rowsCount > this.#messageAt) this.flags[this.rowsCount - 1]! |= orderEventFlag.isLast;
    this.#messageAt = this.rowsCount;
  }

  clear(): void {
    this.rowsCount = 0;
    this.#messageAt = 0;
  }

  #grow(): void {
    const room = 2 * this.flags.length;
    this.receivedNs = longer(this.receivedNs, new BigInt64Array(room));
    this.venueNs = longer(this.venueNs, new BigInt64Array(room));
    this.orderId = longer(this.orderId, new BigUint64Array(room));
    this.sizeLots = longer(this.sizeLots, new BigInt64Array(room));
    this.priceTicks = longer(this.priceTicks, new Int32Array(room));
    this.flags = longer(this.flags, new Uint8Array(room));
    this.#received = wordsOf(this.receivedNs);
    this.#venue = wordsOf(this.venueNs);
    this.#size = wordsOf(this.sizeLots);
  }
}

/** One row read from columns: point it at a row, then read its fields as plain numbers. */
export class OrderRowReader {
  #at = 0;
  readonly #received: Int32Array;
  readonly #venue: Int32Array;
  readonly #size: Int32Array;

  constructor(private readonly columns: OrderEventColumns) {
    this.#received = wordsOf(columns.receivedNs);
    this.#venue = wordsOf(columns.venueNs);
    this.#size = wordsOf(columns.sizeLots);
  }

  at(index: number): this {
    assert(index >= 0 && index < this.columns.rowsCount, "a row is one of its columns");
    this.#at = index;
    return this;
  }

  get kind(): OrderEventKind {
    return (this.columns.flags[this.#at]! & orderEventFlag.kindMask) as OrderEventKind;
  }
  get side(): Side {
    return (this.columns.flags[this.#at]! & orderEventFlag.ask) === 0 ? bid : ask;
  }
  get isLast(): boolean {
    return (this.columns.flags[this.#at]! & orderEventFlag.isLast) !== 0;
  }
  get orderId(): bigint {
    return this.columns.orderId[this.#at]!;
  }
  get priceTicks(): number {
    return this.columns.priceTicks[this.#at]!;
  }
  /** Exact below 2^53; a broken row may hold more. */
  get sizeLots(): number {
    return readInt64(this.#size, this.#at);
  }
  get receivedNs(): TimeNs {
    return readInt64(this.#received, this.#at);
  }
  get venueNs(): TimeNs {
    return readInt64(this.#venue, this.#at);
  }
}

function longer<T extends BigInt64Array | BigUint64Array | Int32Array | Uint8Array>(old: T, grown: T): T {
  grown.set(old as never);
  return grown;
}
