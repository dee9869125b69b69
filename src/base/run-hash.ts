/**
 * The hash of what a run did: SHA-256 over fixed-width records of numbers and texts, in the order they happened.
 *
 * Records are gathered in a block, because one update a record would cost more than a decision. A number enters as its
 * eight bytes, little-endian; -0 is made 0 and NaN is refused, so that equal values have equal bytes.
 */
import { createHash, type Hash } from "node:crypto";
import { assert } from "./assert.ts";
import type { Whole } from "./whole.ts";

const blockNumbers = 8192;
/** A whole number enters as two: its lower 48 bits, and what is above them. */
const wordSpan = 2 ** 48;

export class RunHash {
  readonly #hash: Hash = createHash("sha256");
  readonly #block = new Float64Array(blockNumbers);
  readonly #bytes = new Uint8Array(this.#block.buffer);
  #count = 0;

  number(value: number): void {
    assert(!Number.isNaN(value), "what is hashed is a number");
    if (this.#count === blockNumbers) this.#flush();
    this.#block[this.#count++] = value + 0;
  }

  /** A whole number below 2^100 of either sign: money. */
  integer(value: Whole): void {
    if (typeof value === "bigint") {
      this.number(Number(BigInt.asUintN(48, value)));
      this.number(Number(value >> 48n));
    } else {
      const high = Math.floor(value / wordSpan);
      this.number(value - high * wordSpan);
      this.number(high);
    }
  }

  text(value: string): void {
    this.number(value.length);
    this.#flush();
    this.#hash.update(value);
  }

  /** Ends it. */
  hex(): string {
    this.#flush();
    return this.#hash.digest("hex");
  }

  #flush(): void {
    this.#hash.update(this.#bytes.subarray(0, this.#count * 8));
    this.#count = 0;
  }
}
