/** A book of orders: the native one where it was built, else the reference book, which is the same and slower. */
import { InputError } from "../base/input-error.ts";
import { type OrderBook, type OrderBookOptions, orderBookDefaults } from "../ports/order-book.ts";
import { nativeLibrary } from "./native-library.ts";
import { NativeOrderBook } from "./native-order-book.ts";
import { ReferenceOrderBook } from "./reference-order-book.ts";

/** @throws InputError when the native book is asked for by name and there is none. */
export function openOrderBook(options: OrderBookOptions = orderBookDefaults, kind?: OrderBook["kind"]): OrderBook {
  if (kind === "reference") return new ReferenceOrderBook(options);
  const library = nativeLibrary();
  if (library !== undefined) return new NativeOrderBook(options, library);
  if (kind === "native")
    throw new InputError("order book", 'the native book is not built; expected a C++ compiler and "bun ffi/build.ts"');
  return new ReferenceOrderBook(options);
}
