/**
 * Order-level (L3) market events as columns: one row for each thing that happens to one order of the venue's book.
 *
 * Where a venue tells every order with its id, the place in a queue is a fact and needs no model. Venues tell it in
 * many ways (remaining size or size taken off, with or without price, takers shown or not); readers turn all of them
 * into these few rows, and a book of orders (`src/ports/order-book.ts`) needs to know nothing else.
 *
 *   byte 0          8         16          24         32      36
 *        | received | venue    | order id  | size    | price  | flags |      (each in a column of its own)
 *
 * What a row does to the book:
 *
 * | kind          | does                                                          | size               | price, side         |
 * |---------------|---------------------------------------------------------------|--------------------|---------------------|
 * | add           | a new order goes to the end of the queue at its price         | its lots           | its own             |
 * | reduce        | part of an order is cancelled; the rest keeps its place       | lots taken off     | its own, or 0       |
 * | delete        | an order is cancelled                                         | 0                  | its own, or 0       |
 * | execute       | part or all of an order trades; the rest keeps its place      | lots traded        | its own, or 0       |
 * | hiddenTrade   | a trade against an order that the book does not show: nothing | lots traded        | of the trade; side of the hidden order |
 * | snapshotOrder | as add; a message is a `clear` and all orders, each queue from its head on | its lots | its own            |
 * | clear         | the book is empty and valid                                   | 0                  | 0                   |
 * | gap           | something was missed: the book is wrong until the next clear  | 0                  | 0                   |
 *
 * 1. Before the first `clear`, and after a `gap`, rows but for `clear`, `gap` and `hiddenTrade` are refused
 * (`bookNotValid`). 2. An order whose last lot is taken off or traded leaves. A price or a size beyond what is left is
 * no row of its own: a
 *    changed price, or a larger size, is a `delete` and an `add` in one message, since it goes to the end of its queue.
 * 3. `reduce`, `delete` and `execute` find their order by its id alone. The side is that of the order, so the aggressor
 * of an
 *    execution is on the other one.
 * 4. Rows of one venue message stand together, share both times, and only the last has `isLast`. The order of rows is
 * the order
 *    in which they were received. Between the rows of a message the book may be crossed; after it that is counted.
 * 5. A row that cannot be applied is refused with a reason, changes nothing, and is counted. The first of these that
 * holds is the
 *    reason, in the order of `orderRefusals`.
 */
export const orderEventKind = {
  add: 0,
  reduce: 1,
  delete: 2,
  execute: 3,
  hiddenTrade: 4,
  snapshotOrder: 5,
  clear: 6,
  gap: 7,
} as const;
export type OrderEventKindName = keyof typeof orderEventKind;
export type OrderEventKind = (typeof orderEventKind)[OrderEventKindName];

/** Bits of the `flags` column. */
export const orderEventFlag = {
  kindMask: 0b0000_0111,
  /** Set: an ask. */
  ask: 0b0000_1000,
  /** The last row of its venue message. */
  isLast: 0b0001_0000,
} as const;

export const orderRefusals = [
  /** No snapshot yet, or none since the last gap. */
  "bookNotValid",
  /** Id 0, which stands for none. */
  "badId",
  /** Not positive, or 2^53 and more. */
  "badSize",
  /** Not positive. */
  "badPrice",
  /** An add of an id that rests already. */
  "duplicateId",
  /** No order of this id rests. */
  "unknownId",
  /** More lots are to go than the order has left. */
  "tooManyLots",
  /** The book holds as many orders as it may. */
  "bookFull",
  /** A level would show 2^53 lots or more. */
  "levelFull",
] as const;
export type OrderRefusal = (typeof orderRefusals)[number];

/** Stands for no order: the id of `hiddenTrade`, `clear` and `gap`. */
export const noOrderId = 0n;

/**
 * A run of rows. Times are nanoseconds from the recording's own midnight; where the source has one time alone, both
 * columns hold it. Ids are unsigned 64-bit numbers from 1 on, unique among the orders that rest.
 */
export interface OrderEventColumns {
  readonly rowsCount: number;
  readonly receivedNs: BigInt64Array;
  readonly venueNs: BigInt64Array;
  readonly orderId: BigUint64Array;
  readonly sizeLots: BigInt64Array;
  readonly priceTicks: Int32Array;
  readonly flags: Uint8Array;
}
