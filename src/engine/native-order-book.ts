/**
 * The C++ book of orders behind the OrderBook port: batches of rows by address, counts in shared memory, copies of what
 * is asked.
 */
import { type Pointer, ptr } from "bun:ffi";
import { assert } from "../base/assert.ts";
import { type OrderEventColumns, type OrderRefusal, orderRefusals } from "../domain/order-event.ts";
import { bid, type Side } from "../domain/side.ts";
import {
  type BookLevel,
  type OrderBook,
  type OrderBookCounts,
  type OrderBookOptions,
  type OrderBookState,
  orderBookDefaults,
  orderBookStates,
  type QueuedOrder,
  type RestingOrder,
} from "../ports/order-book.ts";
import { type NativeLibrary, nativeLibrary } from "./native-library.ts";
import { type OrderBookField, orderBookFields } from "./order-book-layout.ts";

const queueRoomAtFirst = 256;
/** The five numbers of `order_book_order`. */
const placeFields = { side: 0, priceTicks: 1, sizeLots: 2, aheadLots: 3, aheadOrdersCount: 4 } as const;

export class NativeOrderBook implements OrderBook {
  readonly kind = "native";
  readonly #library: NativeLibrary;
  readonly #shared = new Float64Array(new ArrayBuffer(8 * orderBookFields.length));
  #handle: Pointer | null;

  constructor({ ordersMax }: OrderBookOptions = orderBookDefaults, library = nativeLibrary()) {
    assert(library !== undefined, "the native engine is built before a book is opened");
    assert(ordersMax > 0 && ordersMax <= 2 ** 26, "a book holds from 1 to 2^26 orders");
    this.#library = library;
    this.#handle = library.order_book_create(ordersMax, ptr(this.#shared.buffer)) as Pointer | null;
    assert(this.#handle !== null, "there is memory for the book");
  }

  apply(columns: OrderEventColumns, from = 0, rowsCount = columns.rowsCount - from): void {
    assert(from >= 0 && rowsCount >= 0 && from + rowsCount <= columns.rowsCount, "rows are those of their columns");
    const { orderId, sizeLots, priceTicks, flags } = columns;
    for (const column of [orderId, sizeLots, priceTicks, flags])
      assert(column.length >= from + rowsCount, "a column has all rows");
    if (rowsCount === 0) return;
    const code = this.#library.order_book_apply(
      this.#open(),
      orderId.subarray(from),
      sizeLots.subarray(from),
      priceTicks.subarray(from),
      flags.subarray(from),
      rowsCount,
    );
    assert(code === 0, "the native book's own rules hold");
  }

  get state(): OrderBookState {
    return orderBookStates[this.#field("state")]!;
  }

  get ordersCount(): number {
    return this.#field("ordersCount");
  }

  get counts(): OrderBookCounts {
    return {
      rowsCount: this.#field("rowsCount"),
      messagesCount: this.#field("messagesCount"),
      crossedCount: this.#field("crossedCount"),
      executesCount: this.#field("executesCount"),
      executesAtBestCount: this.#field("executesAtBestCount"),
      executesAtHeadCount: this.#field("executesAtHeadCount"),
      refusedCounts: Object.fromEntries(orderRefusals.map((reason) => [reason, this.#field(reason)])) as Record<
        OrderRefusal,
        number
      >,
    };
  }

  levelsCount(side: Side): number {
    return this.#field(side === bid ? "bidLevelsCount" : "askLevelsCount");
  }

  levels(side: Side, countMax: number): BookLevel[] {
    const room = Math.min(countMax, this.levelsCount(side));
    if (room === 0) return [];
    const [price, size, orders] = [new Float64Array(room), new Float64Array(room), new Float64Array(room)];
    const count = this.#library.order_book_levels(this.#open(), side, price, size, orders, room);
    assert(count === room, "a side has as many levels as it counts");
    return Array.from(price, (priceTicks, at) => ({ priceTicks, sizeLots: size[at]!, ordersCount: orders[at]! }));
  }

  queue(side: Side, priceTicks: number): QueuedOrder[] {
    for (let room = queueRoomAtFirst; ; ) {
      const [ids, lots] = [new BigUint64Array(room), new Float64Array(room)];
      const count = this.#library.order_book_queue(this.#open(), side, priceTicks, ids, lots, room);
      if (count <= room) return Array.from({ length: count }, (_, at) => ({ orderId: ids[at]!, sizeLots: lots[at]! }));
      room = count;
    }
  }

  levelLots(side: Side, priceTicks: number): number {
    return this.#library.order_book_level_lots(this.#open(), side, priceTicks);
  }

  order(orderId: bigint): RestingOrder | undefined {
    const place = new Float64Array(Object.keys(placeFields).length);
    if (this.#library.order_book_order(this.#open(), BigUint64Array.of(orderId), place) === 0) return undefined;
    return {
      orderId,
      side: place[placeFields.side] as Side,
      priceTicks: place[placeFields.priceTicks]!,
      sizeLots: place[placeFields.sizeLots]!,
      aheadLots: place[placeFields.aheadLots]!,
      aheadOrdersCount: place[placeFields.aheadOrdersCount]!,
    };
  }

  stateHash(): string {
    const hash = new BigUint64Array(1);
    this.#library.order_book_hash(this.#open(), hash);
    return hash[0]!.toString(16).padStart(16, "0");
  }

  [Symbol.dispose](): void {
    if (this.#handle !== null) this.#library.order_book_destroy(this.#handle);
    this.#handle = null;
  }

  #field(name: OrderBookField): number {
    return this.#shared[orderBookFields.indexOf(name)]!;
  }

  #open(): Pointer {
    assert(this.#handle !== null, "a book is not used after its end");
    return this.#handle;
  }
}
