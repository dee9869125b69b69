/** The books of orders to put to the test. */
import { ReferenceOrderBook } from "../../src/engine/reference-order-book.ts";
import type { OrderBook, OrderBookOptions } from "../../src/ports/order-book.ts";

export interface OrderBookUnderTest {
  readonly kind: OrderBook["kind"];
  readonly isMissing: boolean;
  readonly open: (options?: OrderBookOptions) => OrderBook;
}

export const orderBooksUnderTest: readonly OrderBookUnderTest[] = [
  { kind: "reference", isMissing: false, open: (options) => new ReferenceOrderBook(options) },
];
