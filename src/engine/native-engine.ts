/**
 * The C++ engine behind the Engine port: rows go in by address, one call runs to the next stop, and everything else is read
 * and written in the memory that both sides share.
 */
import { type Pointer, ptr } from "bun:ffi";
import { assert } from "../base/assert.ts";
import type { EventColumns } from "../domain/event.ts";
import type { OwnEvent } from "../domain/own-event.ts";
import type { Side } from "../domain/side.ts";
import type { DurationNs, TimeNs } from "../domain/time.ts";
import {
  type CommandLatency,
  type Engine,
  type EngineConfig,
  type EngineCounts,
  type MarketView,
  stop,
} from "../ports/engine.ts";
import { EngineMemory } from "./memory.ts";
import { type NativeLibrary, nativeLibrary } from "./native-library.ts";
import { RowError, rowErrors } from "./replay-errors.ts";

export class NativeEngine implements Engine {
  readonly kind = "native";
  readonly view: MarketView;
  readonly counts: EngineCounts;
  readonly #memory: EngineMemory;
  readonly #library: NativeLibrary;
  #handle: Pointer | null;
  /** Kept so that nothing frees them while C++ reads: it holds their addresses until they are used up. */
  #borrowed: EventColumns | undefined;

  constructor(config: EngineConfig, library = nativeLibrary()) {
    assert(library !== undefined, "the native engine is built before one is opened");
    this.#library = library;
    this.#memory = new EngineMemory(config);
    this.view = this.#memory;
    this.counts = this.#memory;
    this.#handle = library.engine_create(ptr(this.#memory.buffer)) as Pointer | null;
    assert(this.#handle !== null, "an engine's times are whole and not negative");
  }

  push(columns: EventColumns, offsetNs: DurationNs): void {
    assert(this.#borrowed === undefined, "rows are used up before more are pushed");
    assert(Number.isSafeInteger(offsetNs), "an offset is a whole number of nanoseconds");
    const { rowsCount, receivedNs, venueNs, sizeLots, priceTicks, flags } = columns;
    assert(Number.isInteger(rowsCount) && rowsCount >= 0 && rowsCount < 2 ** 31, "rows are counted in an int32");
    for (const column of [receivedNs, venueNs, sizeLots, priceTicks, flags])
      assert(column.length >= rowsCount, "a column has all rows");
    if (rowsCount === 0) return;
    const code = this.#library.engine_push(
      this.#open(),
      addressOf(receivedNs),
      addressOf(venueNs),
      addressOf(sizeLots),
      addressOf(priceTicks),
      addressOf(flags),
      rowsCount,
      offsetNs,
    );
    assert(code === 0, "the native engine takes rows when it has none");
    this.#borrowed = columns;
  }

  run(horizonNs: TimeNs): number {
    const reasons = this.#library.engine_run(this.#open(), horizonNs);
    assert(reasons > -rowErrors.length, "the native engine's own rules hold");
    if (reasons < 0) throw new RowError(-reasons, this.counts.rowsCount);
    if (reasons === stop.rowsUsed) this.#borrowed = undefined;
    return reasons;
  }

  get ownEventsCount(): number {
    return this.#memory.ownEventsCount;
  }

  ownEvent(index: number): OwnEvent {
    return this.#memory.ownEvent(index);
  }

  setDeadline(atNs: TimeNs): void {
    this.#memory.setDeadline(atNs);
  }

  place(
    orderId: number,
    side: Side,
    priceTicks: number,
    sizeLots: number,
    postOnly: boolean,
    latency: CommandLatency,
  ): void {
    this.#memory.place(orderId, side, priceTicks, sizeLots, postOnly, latency);
  }

  cancel(orderId: number, latency: CommandLatency): void {
    this.#memory.cancel(orderId, latency);
  }

  [Symbol.dispose](): void {
    if (this.#handle !== null) this.#library.engine_destroy(this.#handle);
    this.#handle = null;
    this.#borrowed = undefined;
  }

  #open(): Pointer {
    assert(this.#handle !== null, "an engine is not used after its end");
    return this.#handle;
  }
}

/**
 * The address of a column that stays true while C++ keeps it. A small typed array lives where the collector may move it
 * until its `buffer` is asked for; from then on its bytes stay put.
 */
function addressOf(column: BigInt64Array | Int32Array | Uint8Array): Pointer {
  assert(column.buffer.byteLength >= column.byteLength, "a column is not detached");
  return ptr(column);
}
