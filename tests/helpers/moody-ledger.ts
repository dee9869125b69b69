/**
 * A ledger in memory with moods: it answers at once, late, never, refuses, or writes and then says that it failed. What
 * it holds is what a ledger would hold: each record of an outbox once, in order.
 */
import type { LedgerRecord } from "../../src/domain/ledger-record.ts";
import { type DurationNs, nsPerMs } from "../../src/domain/time.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Ledger, LedgerBatch } from "../../src/ports/ledger.ts";

export type Mood = "well" | "late" | "silent" | "refusing" | "lying";
export const moods = ["well", "late", "silent", "refusing", "lying"] as const satisfies readonly Mood[];

export class MoodyLedger implements Pick<Ledger, "write"> {
  mood: Mood = "well";
  readonly records: LedgerRecord[] = [];
  batchesCount = 0;

  constructor(
    private readonly clock: Clock,
    private readonly lateNs: DurationNs = 300 * nsPerMs,
  ) {}

  async write(batch: LedgerBatch): Promise<void> {
    this.batchesCount++;
    const { mood } = this;
    if (mood === "refusing") throw new Error("refused");
    if (mood === "silent") await new Promise<void>(() => {});
    if (mood === "late") await this.#wait();
    this.#take(batch);
    if (mood === "lying") throw new Error("the connection ended");
  }

  #take({ fromCount, records }: LedgerBatch): void {
    if (fromCount > this.records.length) throw new Error("a batch that leaves records out");
    this.records.push(...records.slice(this.records.length - fromCount));
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => this.clock.schedule(this.clock.nowNs() + this.lateNs, resolve));
  }
}
