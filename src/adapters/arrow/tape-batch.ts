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

  /** Copies rows from `from` on, which have order ids if the batch does, until it is full; tells where it stopped. */
  append(rows: MarketRows, from: number): number {
    const { price, flags, orderId } = this;
    const [receivedWords, venueWords, sizeWords] = [this.#receivedWords, this.#venueWords, this.#sizeWords];
    const { receivedNs, venueNs, sizeLots, priceTicks, count: rowsCount } = rows;
    let to = this.count;
    let at = from;
    for (; at < rowsCount && to < batchRowsMax; at++) {
      if (!isForEngine(rows, at)) continue;
      const venue = venueNs[at]!;
      writeInt64(receivedWords, to, receivedNs[at]!);
      writeInt64(venueWords, to, Number.isNaN(venue) ? 0 : venue);
      writeInt64(sizeWords, to, sizeLots[at]!);
      price[to] = priceTicks[at]!;
      flags[to] = this.#flags.of(rows, at);
      if (orderId !== undefined) orderId[to] = rows.orderId![at]!;
      to++;
    }
    this.count = to;
    return at;
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
