/** The books of orders to put to the test. */

import { nativeLibrary } from "../../src/engine/native-library.ts";
import { openOrderBook } from "../../src/engine/open-order-book.ts";
import type { OrderBook, OrderBookOptions } from "../../src/ports/order-book.ts";
import { needs } from "./needs.ts";

export interface OrderBookUnderTest {
  readonly kind: OrderBook["kind"];
  readonly isMissing: boolean;
  readonly open: (options?: OrderBookOptions) => OrderBook;
}

const remedy = 'build it with "bun ffi/build.ts"';
export const isNativeBookMissing = needs("the native order book", nativeLibrary() !== undefined, remedy);

export const orderBooksUnderTest: readonly OrderBookUnderTest[] = [
  { kind: "reference", isMissing: false, open: (options) => openOrderBook(options, "reference") },
  { kind: "native", isMissing: isNativeBookMissing, open: (options) => openOrderBook(options, "native") },
];
