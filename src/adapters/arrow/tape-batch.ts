/**
 * The batch of a tape that is being filled: rows as the engine reads them, with raw venue times until the clock offset
 * is known.
 */
import { makeData, RecordBatch, type Schema, Struct } from "apache-arrow";
import { wordsOf, writeInt64 } from "../../base/int64.ts";
import { EventFlags, isForEngine } from "../../domain/event-flags.ts";
import type { MarketRows } from "../../domain/market-rows.ts";
import { batchRowsMax } from "./tape-format.ts";

export class TapeBatch {
  readonly received = new BigInt64Array(batchRowsMax);
  readonly venue = new BigInt64Array(batchRowsMax);
  readonly size = new BigInt64Array(batchRowsMax);
  readonly price = new Int32Array(batchRowsMax);
  readonly flags = new Uint8Array(batchRowsMax);
  readonly orderId: BigUint64Array | undefined;
  count = 0;
  readonly #receivedWords = wordsOf(this.received);
  readonly #venueWords = wordsOf(this.venue);
  readonly #sizeWords = wordsOf(this.size);
  readonly #flags = new EventFlags();

  constructor(hasOrderIds: boolean) {
    this.orderId = hasOrderIds ? new BigUint64Array(batchRowsMax) : undefined;
  }

  get isFull(): boolean {
    return this.count === batchRowsMax;
  }

  /** Copies one row, which has an order id if the batch does. */
  append(rows: MarketRows, at: number): void {
    if (!isForEngine(rows, at)) return;
    const to = this.count++;
    const venueNs = rows.venueNs[at]!;
    writeInt64(this.#receivedWords, to, rows.receivedNs[at]!);
    writeInt64(this.#venueWords, to, Number.isNaN(venueNs) ? 0 : venueNs);
    writeInt64(this.#sizeWords, to, rows.sizeLots[at]!);
    this.price[to] = rows.priceTicks[at]!;
    this.flags[to] = this.#flags.of(rows, at);
    if (this.orderId !== undefined) this.orderId[to] = rows.orderId![at]!;
  }

  /** The rows as an Arrow record batch over the same memory. */
  recordBatch(schema: Schema): RecordBatch {
    const columns = [this.received, this.venue, this.size, this.price, this.flags, this.orderId];
    const children = schema.fields.map((field, at) =>
      makeData({ type: field.type, length: this.count, nullCount: 0, data: columns[at]!.subarray(0, this.count) }),
    );
    return new RecordBatch(
      schema,
      makeData({ type: new Struct(schema.fields), length: this.count, nullCount: 0, children }),
    );
  }
}
