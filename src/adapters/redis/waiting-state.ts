/**
 * What was given to a store and is not written yet: of each key the newest, of each stream all entries in order, up to a
 * bound. It is handed out in batches, one at a time; a batch that was not written comes back, and what is newer wins.
 */
import { assert } from "../../base/assert.ts";
import type { DurationNs, TimeNs } from "../../domain/time.ts";
import type { StateFields } from "../../ports/state-store.ts";

export interface WaitingEntry {
  readonly stream: string;
  readonly sequence: number;
  readonly fields: StateFields;
  readonly sinceNs: TimeNs;
  /** How often it was sent. */
  attemptsCount: number;
}

/** What a key is to hold: the fields of a hash, members in and out of a set, nothing. */
export type WaitingKey = { readonly sinceNs: TimeNs } & (
  | { readonly kind: "hash"; readonly fields: StateFields }
  | WaitingSet
  | { readonly kind: "none" }
);

interface WaitingSet {
  readonly kind: "set";
  readonly members: ReadonlyMap<string, boolean>;
  /** There are no others. */
  readonly isAnew: boolean;
  /** What is at this followed by each member that is there now goes first; undefined for nothing. */
  readonly removedAt: string | undefined;
}

export interface WaitingBatch {
  readonly keys: ReadonlyMap<string, WaitingKey>;
  readonly entries: readonly WaitingEntry[];
  /** When the oldest of it was given. */
  readonly sinceNs: TimeNs;
}

const batchEntriesMax = 2000;

export class WaitingState {
  droppedCount = 0;
  #keys = new Map<string, WaitingKey>();
  /** Given up to the end, handed out up to `#entriesFrom`. */
  #entries: WaitingEntry[] = [];
  #entriesFrom = 0;
  readonly #entriesOfStream = new Map<string, number>();
  #batch: WaitingBatch | undefined;

  /** @param entriesMax of each stream; those beyond are dropped. */
  constructor(private readonly entriesMax: number) {}

  get count(): number {
    const batch = this.#batch;
    const batchCount = batch === undefined ? 0 : batch.keys.size + batch.entries.length;
    return batchCount + this.#keys.size + this.#entries.length - this.#entriesFrom;
  }

  lagNs(nowNs: TimeNs): DurationNs {
    const sinceNs = Math.min(this.#batch?.sinceNs ?? Number.POSITIVE_INFINITY, this.#oldestNs());
    return Math.max(0, nowNs - sinceNs);
  }

  put(key: string, fields: StateFields, nowNs: TimeNs): void {
    this.#replace(key, { kind: "hash", fields, sinceNs: nowNs });
  }

  remove(key: string, nowNs: TimeNs): void {
    this.#replace(key, { kind: "none", sinceNs: nowNs });
  }

  setMember(key: string, member: string, isIn: boolean, nowNs: TimeNs): void {
    const members = new Map([[member, isIn]]);
    this.#replace(key, { kind: "set", members, isAnew: false, removedAt: undefined, sinceNs: nowNs });
  }

  removeMembers(key: string, prefix: string, nowNs: TimeNs): void {
    assert(!this.#keys.has(key), "what another left goes before anything is told");
    const members = new Map<string, boolean>();
    this.#keys.set(key, { kind: "set", members, isAnew: true, removedAt: prefix, sinceNs: nowNs });
  }

  /** False where it was dropped. */
  append(stream: string, sequence: number, fields: StateFields, nowNs: TimeNs): boolean {
    const waitingCount = this.#entriesOfStream.get(stream) ?? 0;
    if (waitingCount >= this.entriesMax) {
      this.droppedCount++;
      return false;
    }
    this.#entriesOfStream.set(stream, waitingCount + 1);
    this.#entries.push({ stream, sequence, fields, sinceNs: nowNs, attemptsCount: 0 });
    return true;
  }

  /** All keys and the oldest entries; undefined when nothing waits. It has to be `written` or `returned` before the next. */
  take(): WaitingBatch | undefined {
    assert(this.#batch === undefined, "one batch is under way at a time");
    if (this.count === 0) return undefined;
    const sinceNs = this.#oldestNs();
    const entries = this.#entries.slice(this.#entriesFrom, this.#entriesFrom + batchEntriesMax);
    this.#batch = { keys: this.#keys, entries, sinceNs };
    this.#keys = new Map();
    this.#entriesFrom += entries.length;
    return this.#batch;
  }

  written(): void {
    const { entries } = this.#taken();
    for (const { stream } of entries) this.#entriesOfStream.set(stream, this.#entriesOfStream.get(stream)! - 1);
    // Many at a time, since what remains has to move.
    if (this.#entriesFrom * 2 < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#entriesFrom);
    this.#entriesFrom = 0;
  }

  returned(): void {
    const { keys, entries } = this.#taken();
    this.#entriesFrom -= entries.length;
    const newer = this.#keys;
    this.#keys = new Map(keys);
    for (const [key, value] of newer) this.#replace(key, value);
  }

  #replace(key: string, newer: WaitingKey): void {
    this.#keys.set(key, merged(this.#keys.get(key), newer));
  }

  #taken(): WaitingBatch {
    const batch = this.#batch;
    assert(batch !== undefined, "a batch was taken");
    this.#batch = undefined;
    return batch;
  }

  /** Of what is not handed out: a key keeps its place when it is replaced, so the first is the oldest. */
  #oldestNs(): TimeNs {
    const [key] = this.#keys.values();
    const entry = this.#entries[this.#entriesFrom];
    return Math.min(key?.sinceNs ?? Number.POSITIVE_INFINITY, entry?.sinceNs ?? Number.POSITIVE_INFINITY);
  }
}

function merged(older: WaitingKey | undefined, newer: WaitingKey): WaitingKey {
  const sinceNs = older?.sinceNs ?? newer.sinceNs;
  if (older === undefined) return newer;
  if (older.kind !== "set") return newer.kind === "set" ? { ...newer, isAnew: true, sinceNs } : { ...newer, sinceNs };
  const { removedAt } = older;
  const removesMembers = newer.kind === "none" && removedAt !== undefined;
  if (removesMembers) return { kind: "set", members: new Map(), isAnew: true, removedAt, sinceNs };
  if (newer.kind !== "set") return { ...newer, sinceNs };
  const members = newer.isAnew ? newer.members : new Map([...older.members, ...newer.members]);
  return { ...newer, members, isAnew: older.isAnew || newer.isAnew, removedAt, sinceNs };
}
