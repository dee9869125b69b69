/** A log on the disk of the simulated world: it outlives the process that wrote it, and can be read again. */
import { assert } from "../../src/base/assert.ts";
import type { ByteLog, LogEnd, SalvageableLog } from "../../src/ports/byte-log.ts";

export class MemoryLog implements ByteLog, SalvageableLog {
  readonly partsCount = 1;
  /** Nothing damages it. */
  readonly damages = [];
  readonly #records: Uint8Array[] = [];
  #isClosed = false;
  #isAbandoned = false;

  constructor(readonly place: string) {}

  get end(): LogEnd {
    return { kind: this.#isClosed ? "closed" : "open" };
  }

  append(record: Uint8Array): void {
    assert(!this.#isClosed, "nothing is appended to what is closed");
    if (!this.#isAbandoned) this.#records.push(record.slice());
  }
  /** What is in memory cannot be lost by a loss of power. */
  sync(): void {}
  close(): void {
    this.#isClosed = true;
  }

  /** Its writer is dead: what it still believes to write is nowhere. */
  abandon(): void {
    this.#isAbandoned = true;
  }

  records(): Iterable<Uint8Array> {
    return this.#records;
  }
  salvaged(): Iterable<Uint8Array> {
    return this.#records;
  }
}
