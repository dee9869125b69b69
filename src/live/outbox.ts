/**
 * What a session has to tell the ledger, on disk before anything else is made of it, and delivered in order, whatever
 * becomes of the ledger in the meantime. Delivery never holds up the session; only when more waits than the bound allows
 * does it ask for quoting to stop.
 *
 *   records ─▶ log (on disk) ─▶ waiting (in memory) ── batches ──▶ ledger     again after every failure, later each time
 */
import type { LedgerRecord } from "../domain/ledger-record.ts";
import { type DurationNs, nsPerMs, nsPerSecond, type TimeNs } from "../domain/time.ts";
import type { ByteLog } from "../ports/byte-log.ts";
import type { Clock, TimerId } from "../ports/clock.ts";
import type { Ledger } from "../ports/ledger.ts";
import { exactJson } from "./journal/exact-json.ts";

export interface OutboxParts {
  readonly clock: Clock;
  readonly log: ByteLog;
  readonly ledger: Ledger;
  /** Names this outbox in the ledger; never used for another. */
  readonly outboxId: string;
  /** Beyond this the session is to stop quoting. */
  readonly behindMaxNs: DurationNs;
  /** Told when that begins and ends. */
  readonly behind: (isBehind: boolean, why: string) => void;
}

interface Waiting {
  readonly record: LedgerRecord;
  readonly sinceNs: TimeNs;
}

const batchRecordsMax = 1000;
const tickNs: DurationNs = 100 * nsPerMs;
const retryNsMax: DurationNs = 5 * nsPerSecond;
const text = new TextEncoder();

export class Outbox {
  #waiting: Waiting[] = [];
  #deliveredCount = 0;
  #isDelivering = false;
  #isBehind = false;
  #retryNs = tickNs;
  #lastFailure = "";
  #timer: TimerId | undefined;
  #nextAttemptNs: TimeNs = 0;
  #isClosed = false;
  #delivered: () => void = () => {};

  constructor(private readonly parts: OutboxParts) {
    this.#tick();
  }

  /** On disk when this returns; delivered some time later. */
  add(record: LedgerRecord): void {
    this.parts.log.append(text.encode(exactJson(record)));
    this.#waiting.push({ record, sinceNs: this.parts.clock.nowNs() });
  }

  get waitingCount(): number {
    return this.#waiting.length;
  }

  /** For how long the oldest has waited. */
  get lagNs(): DurationNs {
    const [oldest] = this.#waiting;
    return oldest === undefined ? 0 : this.parts.clock.nowNs() - oldest.sinceNs;
  }

  sync(): void {
    this.parts.log.sync();
  }

  /** Delivers what can be delivered in that time, and closes the log. @returns how many are left for a later session. */
  async close(withinNs: DurationNs): Promise<number> {
    const { clock } = this.parts;
    if (this.#waiting.length > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#delivered = resolve;
      this.#nextAttemptNs = clock.nowNs();
      const timer = clock.schedule(clock.nowNs() + withinNs, resolve);
      this.#tick();
      await promise;
      clock.cancel(timer);
    }
    this.#isClosed = true;
    if (this.#timer !== undefined) clock.cancel(this.#timer);
    this.parts.log.close();
    return this.#waiting.length;
  }

  readonly #tick = (): void => {
    const { clock } = this.parts;
    if (this.#timer !== undefined) clock.cancel(this.#timer);
    this.#judge();
    if (!this.#isDelivering && this.#waiting.length > 0 && clock.nowNs() >= this.#nextAttemptNs) void this.#deliver();
    this.#timer = this.#isClosed ? undefined : clock.schedule(clock.nowNs() + tickNs, this.#tick);
  };

  async #deliver(): Promise<void> {
    this.#isDelivering = true;
    while (this.#waiting.length > 0 && !this.#isClosed && (await this.#deliverBatch()));
    this.#isDelivering = false;
    if (this.#isClosed) return;
    if (this.#waiting.length === 0) this.#delivered();
    this.#nextAttemptNs = this.parts.clock.nowNs() + this.#retryNs;
    this.#judge();
  }

  async #deliverBatch(): Promise<boolean> {
    const { ledger, outboxId } = this.parts;
    const batch = this.#waiting.slice(0, batchRecordsMax);
    try {
      const records = batch.map(({ record }) => record);
      await ledger.write({ outboxId, fromCount: this.#deliveredCount, records });
    } catch (error) {
      this.#retryNs = Math.min(retryNsMax, 2 * this.#retryNs);
      this.#lastFailure = (error as Error).message;
      return false;
    }
    if (this.#isClosed) return false;
    this.#waiting.splice(0, batch.length);
    this.#deliveredCount += batch.length;
    this.#retryNs = tickNs;
    return true;
  }

  #judge(): void {
    const isBehind = this.lagNs > this.parts.behindMaxNs;
    if (isBehind === this.#isBehind) return;
    this.#isBehind = isBehind;
    this.parts.behind(isBehind, isBehind ? this.#lastFailure : "");
  }
}
