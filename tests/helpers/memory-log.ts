/** A log in memory: what is appended, without a disk. Tests take records away and say how it ends. */
import type { ByteLog, LogEnd, RecordedLog } from "../../src/ports/byte-log.ts";

export class MemoryLog implements ByteLog, RecordedLog {
  readonly place = "memory";
  end: LogEnd = { kind: "open" };
  readonly kept: Uint8Array[] = [];

  append(record: Uint8Array): void {
    this.kept.push(record.slice());
  }

  sync(): void {}

  close(): void {
    this.end = { kind: "closed" };
  }

  records(): Iterable<Uint8Array> {
    return this.kept;
  }
}
