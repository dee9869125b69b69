/**
 * From which connection a symbol's depth events are read: from one at a time. Another takes over when its events join the
 * book as they would join a snapshot at the book's id, so that nothing is lost or told twice at the seam.
 *
 *   old   ── 7 ── 8 ── 9 ─────── 10 ── …    the new one is ahead: its 10 is held until the old one has told 9
 *   new                   10 ── 11 ── …    or behind: its 8 is old, so it has 9 and all that follow, and may take over
 */
import { type DurationNs, nsPerSecond, type TimeNs } from "../../../domain/time.ts";
import type { BookSync } from "../book-sync.ts";
import type { BinanceMessage } from "../message.ts";

const noConnection = -1;
/** After so long the new connection takes over with a gap: the old one does not come closer. */
const heldMaxNs: DurationNs = 2 * nsPerSecond;

export class DepthSource {
  #from = noConnection;
  #candidate = noConnection;
  #held: BinanceMessage[] = [];
  /** The connection read from has not gone beyond the book that it took over. */
  #isBehind = false;

  constructor(private readonly sync: BookSync) {}

  isFrom(connectionId: number): boolean {
    return this.#from === connectionId;
  }

  /** Whether the event is to be applied at once. If not it was told before, or is held: `release` follows either way. */
  admits(connectionId: number, event: BinanceMessage): boolean {
    if (connectionId > this.#from) this.#hold(connectionId, event);
    if (connectionId !== this.#from) return false;
    if (this.#isBehind && this.sync.isValid && event.updateId <= this.sync.updateId) return false;
    this.#isBehind = false;
    return true;
  }

  /** Events held that can be applied now, in their order. Their connection is then the one read from. */
  release(nowNs: TimeNs): BinanceMessage[] {
    const [first] = this.#held;
    if (first === undefined) return [];
    if (this.sync.isValid && this.#joins(first)) return this.#takeOverAtSeam();
    const isWorthWaiting = this.sync.isValid && this.#from !== noConnection && nowNs - first.receivedNs < heldMaxNs;
    return isWorthWaiting ? [] : this.#takeOver();
  }

  /** A connection is no more. Returns whether the book was read from it; what is held of a later one is released next. */
  lost(connectionId: number): boolean {
    if (connectionId === this.#candidate) {
      this.#held = [];
      this.#candidate = noConnection;
    }
    if (connectionId !== this.#from) return false;
    this.#from = noConnection;
    return true;
  }

  /** Whether the held events leave nothing out between the book and them. */
  #joins(first: BinanceMessage): boolean {
    const { updateId } = this.sync;
    return first.updateId <= updateId || this.sync.joinsSnapshot(first, updateId) !== "gap";
  }

  #takeOverAtSeam(): BinanceMessage[] {
    const { updateId } = this.sync;
    this.sync.reset(updateId);
    this.#isBehind = true;
    return this.#takeOver().filter((event) => event.updateId > updateId);
  }

  #hold(connectionId: number, event: BinanceMessage): void {
    if (connectionId < this.#candidate) return;
    if (connectionId > this.#candidate) this.#held = [];
    this.#candidate = connectionId;
    this.#held.push(event.copy());
  }

  #takeOver(): BinanceMessage[] {
    const events = this.#held;
    this.#held = [];
    this.#from = this.#candidate;
    return events;
  }
}
