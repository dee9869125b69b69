/**
 * Hot state in memory: for sessions that nobody looks into from outside. What is given is there at once; of each stream
 * the newest entries are kept.
 */
import { assert } from "../../base/assert.ts";
import type { StateFields, StateStore, StoreStatus } from "../../ports/state-store.ts";

export interface StateEntry {
  readonly sequence: number;
  readonly fields: StateFields;
}

/** Up to twice as many are kept, so that the oldest go many at a time. */
const entriesKept = 1000;

export class MemoryState implements StateStore {
  readonly status: StoreStatus = { isUp: true, queuedCount: 0, droppedCount: 0, lagNs: 0 };
  readonly #hashes = new Map<string, StateFields>();
  readonly #sets = new Map<string, Set<string>>();
  readonly #streams = new Map<string, StateEntry[]>();

  put(key: string, fields: StateFields): void {
    assert(Object.keys(fields).length > 0, "a hash has fields");
    this.#hashes.set(key, fields);
  }

  remove(key: string): void {
    this.#hashes.delete(key);
    this.#sets.delete(key);
  }

  setMember(key: string, member: string, isIn: boolean): void {
    const members = this.#sets.get(key) ?? new Set();
    this.#sets.set(key, members);
    if (isIn) members.add(member);
    else members.delete(member);
  }

  removeMembers(key: string, prefix: string): void {
    for (const member of this.members(key)) this.#hashes.delete(`${prefix}${member}`);
    this.#sets.delete(key);
  }

  append(stream: string, sequence: number, fields: StateFields): void {
    const entries = this.#streams.get(stream) ?? [];
    this.#streams.set(stream, entries);
    assert(entries.length === 0 || sequence === entries.at(-1)!.sequence + 1, "a stream's sequence rises by one");
    entries.push({ sequence, fields });
    if (entries.length === 2 * entriesKept) entries.splice(0, entriesKept);
  }

  hash(key: string): StateFields | undefined {
    return this.#hashes.get(key);
  }

  members(key: string): readonly string[] {
    return [...(this.#sets.get(key) ?? [])];
  }

  /** The newest, oldest first. */
  entries(stream: string): readonly StateEntry[] {
    return this.#streams.get(stream) ?? [];
  }

  async flush(): Promise<void> {}

  async close(): Promise<void> {}
}
