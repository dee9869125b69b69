/**
 * The identity of a tape's content: one hash over each column in row order, then one over those. How the rows were
 * batched does not show.
 */
import { createHash, type Hash } from "node:crypto";

const columnNames = ["received", "venue", "size", "price", "flags", "orderId"] as const;
type ColumnName = (typeof columnNames)[number];

export class ColumnHashes {
  readonly #hashes = new Map<ColumnName, Hash>();

  add(column: ColumnName, values: ArrayBufferView): void {
    const hash = this.#hashes.get(column) ?? createHash("sha256");
    this.#hashes.set(column, hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));
  }

  /** A column that was never added leaves no trace. */
  digest(): string {
    const whole = createHash("sha256");
    for (const column of columnNames) whole.update(this.#hashes.get(column)?.digest() ?? "");
    return whole.digest("hex");
  }
}
