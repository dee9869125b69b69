/**
 * From the feed to the disk without ever waiting for it: records go into the part's log at once where it has room, and
 * into a bounded queue where it has not (the next segment is not ready, a part is being begun, the disk is full or
 * slow). What does not fit the queue is refused, and whoever offered it says so in the data.
 *
 *   take ─▶ log of the part                     has room, and nobody waits
 *      └──▶ queue ── looked at again ─▶ log     bounded; order is kept
 *
 * A part whose log fails is left as it is, for what is whole of it, and a new one is begun.
 */
import { assert } from "../../base/assert.ts";
import { InputError } from "../../base/input-error.ts";
import { type DurationNs, nsPerMs, nsPerSecond } from "../../domain/time.ts";
import type { Clock, TimerId } from "../../ports/clock.ts";
import type { PartLog, PartStore } from "../../ports/part-store.ts";

export interface PartQueueParts {
  readonly clock: Clock;
  readonly store: PartStore;
  /** Of the part of that number, from 1. */
  readonly nameOf: (number: number) => string;
  /** The record that each part begins with. */
  readonly firstRecord: (name: string) => Uint8Array;
  /** Bytes that may wait for the disk. */
  readonly queueBytesMax: number;
  /** Synced so often, and whenever so much has been appended since. */
  readonly syncEveryNs: DurationNs;
  readonly syncBytes: number;
  /** A part is over: closed, or left by what is in `problem`. */
  readonly ended: (name: string, problem: string | undefined) => void;
  /** Why a part cannot be begun; told each time that it fails. */
  readonly troubled: (problem: string) => void;
}

/** Between two looks at what waits. */
const lookEveryNs: DurationNs = 20 * nsPerMs;
const beginAgainNs: DurationNs = nsPerSecond;

export class PartQueue {
  #log: PartLog | undefined;
  #name = "";
  #number = 0;
  #isBeginning = false;
  /** Records in order; undefined stands for the end of a part. */
  #waiting: (Uint8Array | undefined)[] = [];
  #waitingBytes = 0;
  /** What was appended up to each sync asked for, the oldest first. */
  #marks: { readonly bytesCount: number; readonly recordsCount: number }[] = [];
  #syncAskedBytes = 0;
  #appendedCount = 0;
  #endedCount = 0;
  #syncedCount = 0;
  #endings = new Set<Promise<void>>();
  #timer: TimerId | undefined;
  #syncTimer: TimerId | undefined;
  #isClosed = false;
  /** Nothing is waited for any more. */
  #isOver = false;

  constructor(private readonly parts: PartQueueParts) {
    this.#begin();
    this.#syncLater();
  }

  /** Records that are in a log: the death of the process does not touch them. */
  get appendedCount(): number {
    return this.#appendedCount;
  }
  /** Of those, on the disk. */
  get syncedCount(): number {
    this.#noteSynced();
    return this.#syncedCount;
  }
  get waitingBytes(): number {
    return this.#waitingBytes;
  }
  /** Of the part that is written. */
  get partBytes(): number {
    return this.#log?.bytesCount ?? 0;
  }
  get partName(): string {
    return this.#name;
  }

  /** @param share of the bound that may be used. */
  hasRoomFor(bytesCount: number, share = 1): boolean {
    return this.#waitingBytes + bytesCount <= this.parts.queueBytesMax * share;
  }

  /** Copies the record, for which there is room. */
  take(record: Uint8Array): void {
    assert(!this.#isClosed && this.hasRoomFor(record.length), "a record comes while there is room for it");
    if (this.#waiting.length === 0 && this.#append(record)) return;
    this.#waiting.push(record.slice());
    this.#waitingBytes += record.length;
    this.#lookLater();
  }

  /** What comes after this goes into another part. */
  turn(): void {
    this.#waiting.push(undefined);
    this.#look();
  }

  /** All that came is in closed parts, or stays behind as `problem` says. @param withinNs how long to wait for the disk. */
  async close(withinNs: DurationNs): Promise<{ readonly leftCount: number }> {
    const { clock } = this.parts;
    this.#waiting.push(undefined);
    this.#isClosed = true;
    const untilNs = clock.nowNs() + withinNs;
    this.#look();
    while (this.#waiting.length > 0 && clock.nowNs() < untilNs) await this.#pause();
    this.#isOver = true;
    for (const timer of [this.#timer, this.#syncTimer]) if (timer !== undefined) clock.cancel(timer);
    await Promise.all(this.#endings);
    const leftCount = this.#waiting.filter((record) => record !== undefined).length;
    return { leftCount };
  }

  #pause(): Promise<void> {
    const { clock } = this.parts;
    return new Promise((resolve) => void clock.schedule(clock.nowNs() + lookEveryNs, resolve));
  }

  /** False where it has to wait. */
  #append(record: Uint8Array): boolean {
    const log = this.#log;
    if (log === undefined || !log.makeRoom(record.length)) return false;
    try {
      log.append(record);
    } catch (error) {
      this.#abandon(wordsOf(error));
      return false;
    }
    this.#appendedCount++;
    if (log.bytesCount - this.#syncAskedBytes >= this.parts.syncBytes) this.#sync();
    return true;
  }

  readonly #look = (): void => {
    this.#timer = undefined;
    let done = 0;
    for (const record of this.#waiting) {
      if (record === undefined ? !this.#endPart() : !this.#append(record)) break;
      if (record !== undefined) this.#waitingBytes -= record.length;
      done++;
    }
    this.#waiting.splice(0, done);
    if (this.#waiting.length > 0 && !this.#isOver) this.#lookLater();
  };

  #lookLater(): void {
    const { clock } = this.parts;
    this.#timer ??= clock.schedule(clock.nowNs() + lookEveryNs, this.#look);
  }

  /** False while the part has not begun: then nothing is in it. */
  #endPart(): boolean {
    const log = this.#log;
    if (log === undefined) return !this.#isBeginning && this.#isClosed;
    this.#leave(log, undefined);
    if (!this.#isClosed) this.#begin();
    return true;
  }

  #abandon(problem: string): void {
    this.#leave(this.#log!, problem);
    this.#beginLater();
  }

  /** It is over for us; its end is written in the background. */
  #leave(log: PartLog, problem: string | undefined): void {
    const name = this.#name;
    const recordsCount = this.#appendedCount;
    this.#noteSynced();
    this.#log = undefined;
    this.#marks = [];
    const ending = log.finish().then(
      () => this.#over(name, problem, recordsCount),
      (error) => this.#over(name, problem ?? wordsOf(error), undefined),
    );
    this.#endings.add(ending);
    void ending.then(() => this.#endings.delete(ending));
  }

  #over(name: string, problem: string | undefined, syncedCount: number | undefined): void {
    if (syncedCount !== undefined) this.#endedCount = Math.max(this.#endedCount, syncedCount);
    this.parts.ended(name, problem);
  }

  #begin(): void {
    const name = this.parts.nameOf(++this.#number);
    this.#isBeginning = true;
    this.parts.store.begin(name).then(
      (log) => this.#begun(name, log),
      (error) => {
        this.#isBeginning = false;
        this.parts.troubled(wordsOf(error));
        this.#beginLater();
      },
    );
  }

  #beginLater(): void {
    const { clock } = this.parts;
    this.#isBeginning = true;
    clock.schedule(clock.nowNs() + beginAgainNs, () => {
      if (!this.#isOver) this.#begin();
    });
  }

  #begun(name: string, log: PartLog): void {
    this.#isBeginning = false;
    this.#log = log;
    this.#name = name;
    this.#syncAskedBytes = 0;
    log.append(this.parts.firstRecord(name));
    this.#look();
  }

  #syncLater(): void {
    const { clock, syncEveryNs } = this.parts;
    this.#syncTimer = clock.schedule(clock.nowNs() + syncEveryNs, () => {
      this.#sync();
      this.#syncLater();
    });
  }

  #sync(): void {
    const log = this.#log;
    if (log === undefined || log.bytesCount === this.#syncAskedBytes) return;
    this.#syncAskedBytes = log.bytesCount;
    this.#noteSynced();
    this.#marks.push({ bytesCount: log.bytesCount, recordsCount: this.#appendedCount });
    log.sync();
  }

  #noteSynced(): void {
    const { syncedBytesCount } = this.#log ?? { syncedBytesCount: 0 };
    const pending = this.#marks.findIndex(({ bytesCount }) => bytesCount > syncedBytesCount);
    const known = this.#marks.splice(0, pending < 0 ? this.#marks.length : pending).at(-1);
    // What was synced of this part counts once those before it are whole.
    if (known !== undefined && this.#endings.size === 0) this.#syncedCount = known.recordsCount;
    this.#syncedCount = Math.max(this.#syncedCount, this.#endedCount);
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof InputError) return error.message;
  throw error;
}
