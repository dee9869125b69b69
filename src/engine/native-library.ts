/**
 * The C++ library behind `bun:ffi`: found, loaded once, and refused when its idea of the shared memory is not ours.
 *
 * Only numbers and addresses cross: an int64 would be a bigint on this side, and cost ten times the call.
 */
import { dlopen, ptr } from "bun:ffi";
import { existsSync } from "node:fs";
import { libraryFile } from "../../ffi/library-file.ts";
import { layoutText } from "./layout.ts";
import { matcherLayoutText } from "./matcher-layout.ts";
import { orderBookLayoutText } from "./order-book-layout.ts";

export type NativeLibrary = ReturnType<typeof load>;

/** The library, or undefined where none was built. @throws Error when it was built from other sources than these. */
export function nativeLibrary(): NativeLibrary | undefined {
  if (loaded === undefined && existsSync(libraryFile)) loaded = load(libraryFile);
  return loaded;
}

/** Lets go of the whole pages inside a mapped view: what lies behind a reader need not stay in memory. */
export function dropPages(view: Uint8Array): void {
  if (view.byteLength > 0) nativeLibrary()?.engine_drop_pages(ptr(view), view.byteLength);
}

/** Exported for its test: refuses a library of another layout. */
export function checkLayout(theirs: string, ours = layoutText): void {
  if (theirs === ours) return;
  throw new Error(`${libraryFile} was built from other sources: run "bun ffi/build.ts" (their layout: ${theirs})`);
}

let loaded: NativeLibrary | undefined;

function load(file: string) {
  const { symbols } = dlopen(file, {
    engine_layout: { args: [], returns: "cstring" },
    engine_create: { args: ["ptr", "i32"], returns: "ptr" },
    engine_destroy: { args: ["ptr"], returns: "void" },
    engine_push: { args: ["ptr", "i32", "ptr", "ptr", "ptr", "ptr", "ptr", "ptr", "i32", "f64"], returns: "i32" },
    engine_end: { args: ["ptr", "i32"], returns: "i32" },
    engine_run: { args: ["ptr", "f64"], returns: "i32" },
    engine_next: { args: ["ptr"], returns: "f64" },
    engine_exp: { args: ["f64"], returns: "f64" },
    engine_ln: { args: ["f64"], returns: "f64" },
    engine_power: { args: ["f64", "f64"], returns: "f64" },
    engine_drop_pages: { args: ["ptr", "f64"], returns: "i32" },
    matcher_layout: { args: [], returns: "cstring" },
    matcher_create: { args: ["ptr", "i32"], returns: "ptr" },
    matcher_destroy: { args: ["ptr"], returns: "void" },
    matcher_run: { args: ["ptr"], returns: "i32" },
    matcher_run_through: { args: ["ptr", "ptr", "u32"], returns: "f64" },
    matcher_read_levels: { args: ["ptr", "i32", "i32"], returns: "i32" },
    matcher_left_lots: { args: ["ptr", "f64"], returns: "f64" },
    matcher_state_hash: { args: ["ptr"], returns: "u32" },
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
  checkLayout(String(symbols.engine_layout()));
  checkLayout(String(symbols.matcher_layout()), matcherLayoutText);
  checkLayout(String(symbols.order_book_layout()), orderBookLayoutText);
  return symbols;
}
