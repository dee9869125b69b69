/**
 * A recorder's disk with moods, in memory: it takes records, has no room for the moment, fails at the next record, or
 * cannot begin a part. What it took is there to be read, part by part.
 */
import { MemoryLog } from "../../sim/world/memory-log.ts";
import { InputError } from "../../src/base/input-error.ts";
import type { PartLog, PartStore } from "../../src/ports/part-store.ts";

export type PartMood = "well" | "full" | "failing";

export class MoodyParts implements PartStore {
  mood: PartMood = "well";
  readonly logs = new Map<string, MemoryLog>();

  async begin(name: string): Promise<PartLog> {
    if (this.mood !== "well") throw new InputError(name, "no room");
    const log = new MemoryLog(name);
    this.logs.set(name, log);
    return new MoodyLog(log, this);
  }

  /** Of those that hold anything. */
  get partsRead(): MemoryLog[] {
    return [...this.logs.values()];
  }
}

class MoodyLog implements PartLog {
  bytesCount = 0;

  constructor(
    private readonly log: MemoryLog,
    private readonly parts: MoodyParts,
  ) {}

  get syncedBytesCount(): number {
    return this.bytesCount;
  }

  makeRoom(): boolean {
    return this.parts.mood !== "full";
  }

  append(record: Uint8Array): void {
    if (this.parts.mood === "failing") throw new InputError(this.log.place, "the disk is gone");
    this.log.append(record);
    this.bytesCount += record.length;
  }

  sync(): void {}

  close(): void {
    this.log.close();
  }

  async finish(): Promise<void> {
    this.close();
  }
}
