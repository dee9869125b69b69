/** Numbers of one column and one row group as float64; NaN is null, so that an average over a column is one. */
import { assert } from "../../base/assert.ts";
import type { PlainPage } from "./plain-page.ts";

export class DoublePage implements PlainPage {
  rowsCount = 0;
  readonly range = undefined;
  #valuesCount = 0;
  readonly #values: Float64Array;
  readonly #levels: Uint8Array;

  constructor(rowsMax: number) {
    this.#values = new Float64Array(rowsMax);
    this.#levels = new Uint8Array(rowsMax);
  }

  /** Appends `values[from, to)`. */
  add(values: Float64Array, from: number, to: number): void {
    assert(this.rowsCount + to - from <= this.#values.length, "a page has room for what is added");
    for (let at = from; at < to; at++) {
      const value = values[at]!;
      const isThere = !Number.isNaN(value);
      this.#levels[this.rowsCount++] = isThere ? 1 : 0;
      if (isThere) this.#values[this.#valuesCount++] = value;
    }
  }

  get nullsCount(): number {
    return this.rowsCount - this.#valuesCount;
  }

  get bytes(): Uint8Array {
    return new Uint8Array(this.#values.buffer, 0, 8 * this.#valuesCount);
  }

  get levels(): Uint8Array {
    return this.#levels.subarray(0, this.rowsCount);
  }

  clear(): void {
    this.rowsCount = 0;
    this.#valuesCount = 0;
  }
}
