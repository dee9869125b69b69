/**
 * The hot state for other programs to look at: book, open orders, position, P&L, fills as a stream. In memory, or in
 * Redis by these keys. It is written after each change and never waited for: what has not been written yet is
 * replaced by what is newer, and only the streams are told whole.
 *
 *   lob:<symbol>  orders:<client order id>  orders:open:<symbol>  position:<symbol>  pnl:<symbol>
 *   streams  ticks:<symbol>  fills:<symbol>          on paper each begins with `paper:`
 */
import type { DurationNs } from "../domain/time.ts";

/** All values as text: what is shown there is read by programs of any language. */
export type StateFields = Readonly<Record<string, string>>;

export interface StateStore {
  /** The hash at a key is these fields, all of them. Newer ones replace older ones that were not yet written. */
  put(key: string, fields: StateFields): void;
  remove(key: string): void;
  /** The set at a key holds a member, or does not. */
  setMember(key: string, member: string, isIn: boolean): void;
  /**
   * What another left there: empties the set at a key, and removes what is at `prefix` followed by each of its members.
   * The first that is told of either.
   */
  removeMembers(key: string, prefix: string): void;
  /**
   * One entry of a stream, after the one before it, once, whatever happens between us and the store. @param sequence
   * rises by one in each stream of a session.
   */
  append(stream: string, sequence: number, fields: StateFields): void;
  readonly status: StoreStatus;
  /** What was given by now is there. Rejects when the store is away for good. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface StoreStatus {
  readonly isUp: boolean;
  /** Given and not yet known to be written. */
  readonly queuedCount: number;
  /** Entries of streams that were given up, since more than the named bound waited. */
  readonly droppedCount: number;
  /** For how long the oldest has waited. */
  readonly lagNs: DurationNs;
}
