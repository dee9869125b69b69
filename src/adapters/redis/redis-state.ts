/**
 * Hot state in Redis. What is given waits in memory and leaves in batches, one at a time, each a transaction: who reads
 * a book, its orders and the position sees them of one moment.
 *
 * A batch whose answer never came is sent again, and may then be executed twice. Keys do not mind. Entries of a stream
 * have ids of their own, `<milliseconds at which this writer began>-<sequence>`, which Redis accepts once and in order.
 */
import type { Redis } from "ioredis";
import { assert } from "../../base/assert.ts";
import { nsPerMs, nsPerSecond } from "../../domain/time.ts";
import type { Clock, TimerId } from "../../ports/clock.ts";
import type { StateFields, StateStore, StoreStatus } from "../../ports/state-store.ts";
import { connectRedis } from "./redis-connection.ts";
import { streamTopMs } from "./stream-id.ts";
import { type WaitingBatch, type WaitingEntry, WaitingState } from "./waiting-state.ts";

export interface RedisStateParts {
  readonly url: string;
  readonly clock: Clock;
  /** Of each stream about so many entries are kept there, the newest. */
  readonly streamEntriesMax?: number;
  /** Of each stream so many may wait for Redis; those beyond are dropped. */
  readonly waitingEntriesMax?: number;
  /** Told once each time the store goes away, comes back, or refuses something. */
  readonly noted: (event: StateEvent, detail: string) => void;
}

export type StateEvent = "state_up" | "state_down" | "state_refused";

const retryNs = 100 * nsPerMs;
const closeWithinNs = 2 * nsPerSecond;
/** Errors of the server that pass; any other is of what was asked. */
const passing = /^(?:EXECABORT|OOM|MISCONF|READONLY|LOADING|BUSY|NOREPLICAS|MASTERDOWN|CLUSTERDOWN|TRYAGAIN)\b/;
const isThereAlready = /equal or smaller than the target stream top item/;

interface Flusher {
  readonly batchesCount: number;
  readonly entriesCount: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class RedisState implements StateStore {
  readonly #redis: Redis;
  readonly #waiting: WaitingState;
  readonly #startedMs: number;
  /** The first part of the ids of each stream. */
  readonly #idMs = new Map<string, number>();
  readonly #sequences = new Map<string, number>();
  #flushers: Flusher[] = [];
  /** Attempts begun, and entries given and done with. */
  #batchesCount = 0;
  #givenCount = 0;
  #doneCount = 0;
  #droppedCount = 0;
  #isWriting = false;
  #isUp = false;
  #retryTimer: TimerId | undefined;
  #isClosed = false;

  /** Begins to connect. @throws InputError for an address that is none. */
  constructor(private readonly parts: RedisStateParts) {
    const { url, clock, waitingEntriesMax = 50_000 } = parts;
    this.#waiting = new WaitingState(waitingEntriesMax);
    this.#startedMs = Number(clock.epochUnixNs / BigInt(nsPerMs)) + Math.floor(clock.nowNs() / nsPerMs);
    this.#redis = connectRedis({ url, name: "halfspread-state" });
    this.#redis.on("ready", () => this.#write());
    this.#redis.on("close", () => this.#down("the connection was closed"));
  }

  get status(): StoreStatus {
    return {
      isUp: this.#isUp,
      queuedCount: this.#waiting.count,
      droppedCount: this.#waiting.droppedCount + this.#droppedCount,
      lagNs: this.#waiting.lagNs(this.parts.clock.nowNs()),
    };
  }

  put(key: string, fields: StateFields): void {
    assert(Object.keys(fields).length > 0, "a hash has fields");
    this.#waiting.put(key, fields, this.parts.clock.nowNs());
    this.#writeSoon();
  }

  remove(key: string): void {
    this.#waiting.remove(key, this.parts.clock.nowNs());
    this.#writeSoon();
  }

  setMember(key: string, member: string, isIn: boolean): void {
    this.#waiting.setMember(key, member, isIn, this.parts.clock.nowNs());
    this.#writeSoon();
  }

  removeMembers(key: string, prefix: string): void {
    this.#waiting.removeMembers(key, prefix, this.parts.clock.nowNs());
    this.#writeSoon();
  }

  append(stream: string, sequence: number, fields: StateFields): void {
    const before = this.#sequences.get(stream);
    assert(before === undefined || sequence === before + 1, "a stream's sequence rises by one");
    this.#sequences.set(stream, sequence);
    if (this.#waiting.append(stream, sequence, fields, this.parts.clock.nowNs())) this.#givenCount++;
    this.#writeSoon();
  }

  flush(): Promise<void> {
    if (this.#waiting.count === 0) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#flushers.push({ batchesCount: this.#batchesCount + 1, entriesCount: this.#givenCount, resolve, reject });
    return promise;
  }

  /** Writes what can be written in a short while. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    const { clock } = this.parts;
    const { promise: tooLong, resolve } = Promise.withResolvers<void>();
    const timer = clock.schedule(clock.nowNs() + closeWithinNs, resolve);
    await Promise.race([this.flush(), tooLong]);
    clock.cancel(timer);
    this.#isClosed = true;
    if (this.#retryTimer !== undefined) clock.cancel(this.#retryTimer);
    this.#redis.disconnect();
    for (const { reject } of this.#flushers) reject(new Error("the store was closed before it was written"));
  }

  /** After what is being done now, so that all of one change leaves together. */
  #writeSoon(): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    setImmediate(() => this.#writeAll());
  }

  #write(): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    void this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    let goesOn = true;
    while (goesOn && !this.#isClosed && this.#redis.status === "ready") {
      const batch = this.#waiting.take();
      if (batch === undefined) break;
      goesOn = await this.#writeBatch(batch);
    }
    this.#isWriting = false;
    if (!goesOn && !this.#isClosed) this.#retry();
  }

  #retry(): void {
    const { clock } = this.parts;
    if (this.#retryTimer !== undefined) clock.cancel(this.#retryTimer);
    this.#retryTimer = clock.schedule(clock.nowNs() + retryNs, () => this.#write());
  }

  /** False where it has to be sent again. */
  async #writeBatch(batch: WaitingBatch): Promise<boolean> {
    const batchesCount = ++this.#batchesCount;
    try {
      await this.#learnIds(batch);
      const answers = await this.#send(batch, await this.#keysOfMembers(batch));
      this.#judge(batch, answers);
    } catch (error) {
      this.#waiting.returned();
      this.#down((error as Error).message);
      return false;
    }
    this.#waiting.written();
    this.#doneCount += batch.entries.length;
    this.#up();
    this.#tellFlushed(batchesCount);
    return true;
  }

  /** Ids go on behind what is there, whoever wrote it and whatever his clock said. */
  async #learnIds({ entries }: WaitingBatch): Promise<void> {
    for (const { stream } of entries) {
      if (this.#idMs.has(stream)) continue;
      const topMs = await streamTopMs(this.#redis, stream);
      this.#idMs.set(stream, Math.max(this.#startedMs, topMs + 1));
    }
  }

  /** Of sets whose members go with what is at their names: those keys. */
  async #keysOfMembers({ keys }: WaitingBatch): Promise<string[]> {
    const found: string[] = [];
    for (const [key, value] of keys) {
      if (value.kind !== "set" || value.removedAt === undefined) continue;
      for (const member of await this.#redis.smembers(key)) found.push(`${value.removedAt}${member}`);
    }
    return found;
  }

  /**
   * @param removed keys that go before all else.
   * @returns an answer or an error for each command. @throws what speaks of the batch as a whole.
   */
  async #send({ keys, entries }: WaitingBatch, removed: readonly string[]): Promise<unknown[]> {
    const commands = this.#redis.multi();
    if (removed.length > 0) commands.del(...removed);
    for (const [key, value] of keys) {
      if (value.kind !== "set" || value.isAnew) commands.del(key);
      if (value.kind === "hash") commands.hset(key, value.fields);
      if (value.kind === "set")
        for (const [member, isIn] of value.members) isIn ? commands.sadd(key, member) : commands.srem(key, member);
    }
    for (const entry of entries) {
      entry.attemptsCount++;
      commands.xadd(entry.stream, "MAXLEN", "~", this.#entriesMax, this.#idOf(entry), ...flat(entry.fields));
    }
    const answers = await commands.exec();
    assert(answers !== null, "a transaction that watches nothing is executed");
    return answers.map(([error, answer]) => error ?? answer);
  }

  get #entriesMax(): number {
    return this.parts.streamEntriesMax ?? 100_000;
  }

  #idOf({ stream, sequence }: WaitingEntry): string {
    return `${this.#idMs.get(stream)}-${sequence}`;
  }

  #judge({ entries }: WaitingBatch, answers: readonly unknown[]): void {
    const errors = answers.filter((answer): answer is Error => answer instanceof Error);
    const passed = errors.find(({ message }) => passing.test(message));
    if (passed !== undefined) throw passed;
    const firstEntry = answers.length - entries.length;
    for (const [index, answer] of answers.entries())
      if (answer instanceof Error) this.#refused(entries[index - firstEntry], answer);
  }

  /** An entry sent before may be there already; else it is not to be had there at all, and trying again is no use. */
  #refused(entry: WaitingEntry | undefined, { message }: Error): void {
    if (entry !== undefined && entry.attemptsCount > 1 && isThereAlready.test(message)) return;
    if (entry !== undefined) this.#droppedCount++;
    const why = isThereAlready.test(message) ? "somebody else writes there" : message;
    this.parts.noted("state_refused", entry === undefined ? why : `${entry.stream}: ${why}`);
  }

  #tellFlushed(batchesCount: number): void {
    const isFlushed = (flusher: Flusher) =>
      this.#waiting.count === 0 || (batchesCount >= flusher.batchesCount && this.#doneCount >= flusher.entriesCount);
    const flushed = this.#flushers.filter(isFlushed);
    this.#flushers = this.#flushers.filter((flusher) => !isFlushed(flusher));
    for (const { resolve } of flushed) resolve();
  }

  #up(): void {
    if (this.#isUp) return;
    this.#isUp = true;
    this.parts.noted("state_up", "");
  }

  #down(why: string): void {
    if (!this.#isUp || this.#isClosed) return;
    this.#isUp = false;
    this.parts.noted("state_down", why);
  }
}

function flat(fields: StateFields): string[] {
  return Object.entries(fields).flat();
}
