/**
 * The C++ matcher behind the Matcher port: a batch is written into shared memory, one call executes it, and the answers
 * are read where they lie. It is that memory rather than has it: an operation is then written one call away from who
 * asks.
 */
import { type Pointer, ptr } from "bun:ffi";
import { assert } from "../base/assert.ts";
import type { Side } from "../domain/side.ts";
import { type Matcher, matcherLimits } from "../ports/matcher.ts";
import { operationLayout } from "./matcher-layout.ts";
import { MatcherMemory } from "./matcher-memory.ts";
import { type NativeLibrary, nativeLibrary } from "./native-library.ts";

export class NativeMatcher extends MatcherMemory implements Matcher {
  readonly kind = "native";
  readonly #library: NativeLibrary;
  #handle: Pointer | null;

  /** @param ordersMax how many orders may live; all memory for them is set aside here. */
  constructor(ordersMax: number, library = nativeLibrary()) {
    super();
    assert(library !== undefined, "the native matcher is built before one is opened");
    assert(
      Number.isInteger(ordersMax) && ordersMax > 0 && ordersMax <= matcherLimits.ordersMax,
      "a matcher's orders are of 1 to ordersMax",
    );
    this.#library = library;
    this.#handle = library.matcher_create(ptr(this.buffer), ordersMax) as Pointer | null;
    assert(this.#handle !== null, "there is room for a matcher");
  }

  run(): boolean {
    this.willRun();
    const code = this.#library.matcher_run(this.#open());
    assert(code >= 0, "the native matcher's own rules hold");
    return this.hasRun(code === 1);
  }

  /**
   * Executes `operationsCount` operations laid out as in shared memory, for the book that they leave; what they answer
   * is not kept. Returns how many reports there were.
   */
  runThrough(operations: Uint8Array, operationsCount: number): number {
    assert(operations.byteLength >= operationsCount * operationLayout.bytes, "the operations counted are all there");
    const reportsCount = this.#library.matcher_run_through(this.#open(), ptr(operations), operationsCount);
    assert(reportsCount >= 0, "the native matcher's own rules hold");
    return reportsCount;
  }

  readLevels(side: Side, levelsCountMax: number): number {
    assert(Number.isInteger(levelsCountMax) && levelsCountMax >= 0, "levels are counted");
    const countMax = Math.min(levelsCountMax, matcherLimits.levelsMax);
    return this.hasRead(this.#library.matcher_read_levels(this.#open(), side, countMax));
  }
  leftLots(orderId: number): number {
    return this.#library.matcher_left_lots(this.#open(), orderId);
  }

  stateHash(): number {
    return this.#library.matcher_state_hash(this.#open());
  }

  [Symbol.dispose](): void {
    if (this.#handle !== null) this.#library.matcher_destroy(this.#handle);
    this.#handle = null;
  }

  #open(): Pointer {
    assert(this.#handle !== null, "a matcher is not used after its end");
    return this.#handle;
  }
}
