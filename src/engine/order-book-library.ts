/** The part of the C++ library that keeps books of orders; `native-library.ts` has the rest, and says when there is none. */
import { dlopen } from "bun:ffi";
import { libraryFile } from "../../ffi/library-file.ts";
import { nativeLibrary } from "./native-library.ts";
import { orderBookLayoutText } from "./order-book-layout.ts";

export type OrderBookLibrary = ReturnType<typeof load>;

/** Undefined where no library was built. @throws Error when it was built from other sources than these. */
export function orderBookLibrary(): OrderBookLibrary | undefined {
  if (loaded === undefined && nativeLibrary() !== undefined) loaded = load();
  return loaded;
}

let loaded: OrderBookLibrary | undefined;

function load() {
  const { symbols } = dlopen(libraryFile, {
    order_book_layout: { args: [], returns: "cstring" },
    order_book_create: { args: ["f64", "ptr"], returns: "ptr" },
    order_book_destroy: { args: ["ptr"], returns: "void" },
    order_book_apply: { args: ["ptr", "ptr", "ptr", "ptr", "ptr", "i32"], returns: "i32" },
    order_book_levels: { args: ["ptr", "i32", "ptr", "ptr", "ptr", "i32"], returns: "i32" },
    order_book_queue: { args: ["ptr", "i32", "i32", "ptr", "ptr", "i32"], returns: "i32" },
    order_book_level_lots: { args: ["ptr", "i32", "i32"], returns: "f64" },
    order_book_order: { args: ["ptr", "ptr", "ptr"], returns: "i32" },
    order_book_hash: { args: ["ptr", "ptr"], returns: "void" },
  });
  const theirs = String(symbols.order_book_layout());
  if (theirs === orderBookLayoutText) return symbols;
  throw new Error(`${libraryFile} was built from other sources: run "bun ffi/build.ts" (their layout: ${theirs})`);
}
