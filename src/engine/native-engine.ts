/**
 * The C++ engine behind the Engine port: rows go in by address, one call runs to the next stop, and everything else is
 * read and written in the memory that both sides share.
 */
import { type Pointer, ptr } from "bun:ffi";
import { assert } from "../base/assert.ts";
import type { EventColumns } from "../domain/event.ts";
import type { DurationNs, TimeNs } from "../domain/time.ts";
import { type Engine, type EngineConfig, stop } from "../ports/engine.ts";
import { type EngineMemory, engineMemories } from "./memory.ts";
import { MemoryMarket } from "./memory-market.ts";
import { type NativeLibrary, nativeLibrary } from "./native-library.ts";
import { RowError, rowErrors } from "./replay-errors.ts";

export class NativeEngine implements Engine {
  readonly kind = "native";
  readonly markets: readonly NativeMarket[];
  stoppedAt = 0;
  readonly #handle: NativeHandle;

  constructor(configs: readonly EngineConfig[], library = nativeLibrary()) {
    assert(library !== undefined, "the native engine is built before one is opened");
    const memories = engineMemories(configs);
    this.#handle = new NativeHandle(library, memories);
    this.markets = memories.map((memory, index) => new NativeMarket(this.#handle, memory, index, configs[index]!));
  }

  run(horizonNs: TimeNs): number {
    const answer = this.#handle.library.engine_run(this.#handle.open(), horizonNs);
    const reasons = answer % answersOfMarket;
    this.stoppedAt = Math.abs((answer - reasons) / answersOfMarket);
    assert(reasons > -rowErrors.length, "the native engine's own rules hold");
    const market = this.markets[this.stoppedAt]!;
    if (reasons < 0) throw new RowError(-reasons, market.counts.rowsCount);
    if (reasons === stop.rowsUsed) market.borrowed = undefined;
    return reasons;
  }

  get nextNs(): TimeNs {
    return this.#handle.library.engine_next(this.#handle.open());
  }

  [Symbol.dispose](): void {
    this.#handle[Symbol.dispose]();
    for (const market of this.markets) market.borrowed = undefined;
  }
}

/** What `engine_run` returns is this many times the index of the market, and the stop's bits; negated for an error. */
const answersOfMarket = 256;

class NativeMarket extends MemoryMarket {
  /** Kept so that nothing frees them while C++ reads: it holds their addresses until they are used up. */
  borrowed: EventColumns | undefined;
  readonly #received = new ColumnAddress();
  readonly #venue = new ColumnAddress();
  readonly #size = new ColumnAddress();
  readonly #price = new ColumnAddress();
  readonly #flags = new ColumnAddress();
  readonly #orderId = new ColumnAddress();

  constructor(
    private readonly handle: NativeHandle,
    memory: EngineMemory,
    private readonly index: number,
    config: EngineConfig,
  ) {
    super(memory, config);
  }

  end(): void {
    const code = this.handle.library.engine_end(this.handle.open(), this.index);
    assert(code === 0, "a market ends once, with its rows used up and no message cut");
  }

  protected take(columns: EventColumns, offsetNs: DurationNs): void {
    const { rowsCount, receivedNs, venueNs, sizeLots, priceTicks, flags, orderId } = columns;
    const code = this.handle.library.engine_push(
      this.handle.open(),
      this.index,
      this.#received.of(receivedNs),
      this.#venue.of(venueNs),
      this.#size.of(sizeLots),
      this.#price.of(priceTicks),
      this.#flags.of(flags),
      this.needsOrderIds ? this.#orderId.of(orderId!) : null,
      rowsCount,
      offsetNs,
    );
    assert(code === 0, "a market takes rows when it has used up the last ones and has not ended");
    this.borrowed = columns;
  }
}

/** The engine on the other side, until it is let go. */
class NativeHandle implements Disposable {
  #handle: Pointer | null;
  /** C++ holds its address. */
  readonly #buffer: ArrayBuffer;

  constructor(
    readonly library: NativeLibrary,
    memories: readonly EngineMemory[],
  ) {
    this.#buffer = memories[0]!.buffer;
    this.#handle = library.engine_create(ptr(this.#buffer), memories.length) as Pointer | null;
    assert(this.#handle !== null, "an engine's times are whole and not negative");
  }

  open(): Pointer {
    assert(this.#handle !== null, "an engine is not used after its end");
    return this.#handle;
  }

  [Symbol.dispose](): void {
    if (this.#handle !== null) this.library.engine_destroy(this.#handle);
    this.#handle = null;
  }
}

type Column = BigInt64Array | BigUint64Array | Int32Array | Uint8Array;

/** Asked for anew only where the column is another than before: live, the same ones come with each message. */
class ColumnAddress {
  #column: Column | undefined;
  #address: Pointer | undefined;

  of(column: Column): Pointer {
    if (column !== this.#column || this.#address === undefined) this.#address = addressOf(column);
    this.#column = column;
    assert(column.length > 0, "a column is not detached");
    return this.#address;
  }
}

/**
 * The address of a column that stays true while C++ keeps it. A small typed array lives where the collector may move it
 * until its `buffer` is asked for; from then on its bytes stay put.
 */
function addressOf(column: Column): Pointer {
  assert(column.buffer.byteLength >= column.byteLength, "a column is not detached");
  return ptr(column);
}
