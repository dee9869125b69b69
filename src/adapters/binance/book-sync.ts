/**
 * Keeps a local book in step with Binance's depth stream: which events belong on top of which snapshot, and when the
 * book is no longer to be trusted. Ids only: levels and buffers are the caller's, so recordings and the live feed share
 * it.
 *
 *              snapshot                 event that joins           event that does not join
 *   waiting ──────────────▶ snapshot ──────────────────▶ synced ─────────────────────────────▶ gapped
 *                              ▲                                                                  │
 *                              └──────────────────────────── snapshot ────────────────────────────┘
 * `distrust` leads to gapped as well, from snapshot and synced.
 *
 * Spot: ids of a stream are contiguous. An event is old when u <= L (the id of the book), joins when U <= L + 1.
 *   The documentation's "L within [U, u]" would refuse a snapshot that ends exactly where an event begins; U = L + 1 is
 *   right. An event that overlaps the book (U <= L < u) is legal, since sizes are absolute.
 * Futures: ids have holes, and each event names the one before it (pu). After a snapshot an event is old when u < L,
 * and
 *   joins when U <= L; or when pu <= L, since nothing happened between pu and U. From then on pu must equal the last u.
 *
 * Source: Binance, "How to manage a local order book correctly", Spot and USD-M editions.
 */
import type { Market } from "../../domain/instrument.ts";
import { noId } from "../../domain/market-rows.ts";

export interface DepthIds {
  readonly firstUpdateId: number;
  readonly updateId: number;
  /** `noId` on Spot. */
  readonly previousUpdateId: number;
}

export type SyncState = "waiting" | "snapshot" | "synced" | "gapped";

/** `old` changes nothing; `overlaps` is applied like `joins`; after `gap` the book is wrong until the next snapshot. */
export type DepthVerdict = "joins" | "overlaps" | "old" | "gap";

export class BookSync {
  #state: SyncState = "waiting";
  #updateId = noId;
  readonly #isSpot: boolean;

  constructor(market: Market) {
    this.#isSpot = market === "spot";
  }

  get state(): SyncState {
    return this.#state;
  }

  /** The id that the book stands at; `noId` before the first snapshot. Kept through a gap. */
  get updateId(): number {
    return this.#updateId;
  }

  /** The book holds what the venue holds, as far as anybody can know. */
  get isValid(): boolean {
    return this.#state === "snapshot" || this.#state === "synced";
  }

  /** Judges the next event of the stream and moves on with it. Only for a valid book. */
  depth(ids: DepthIds): DepthVerdict {
    const verdict =
      this.#state === "synced" ? this.follows(ids, this.#updateId) : this.joinsSnapshot(ids, this.#updateId);
    if (verdict === "gap") this.#state = "gapped";
    else if (verdict !== "old") {
      this.#state = "synced";
      this.#updateId = ids.updateId;
    }
    return verdict;
  }

  /** The book is now this snapshot's. */
  reset(updateId: number): void {
    this.#state = "snapshot";
    this.#updateId = updateId;
  }

  /** The book is wrong for a reason that ids do not show: a lost connection, say. */
  distrust(): void {
    if (this.isValid) this.#state = "gapped";
  }

  /** How an event would stand to a snapshot at `updateId` that nothing has been applied to yet. */
  joinsSnapshot(ids: DepthIds, updateId: number): DepthVerdict {
    if (this.#isSpot) return spotVerdict(ids, updateId);
    if (ids.updateId < updateId) return "old";
    return ids.firstUpdateId <= updateId || ids.previousUpdateId <= updateId ? "joins" : "gap";
  }

  /** How an event stands to the one before it. */
  follows(ids: DepthIds, updateId: number): DepthVerdict {
    if (this.#isSpot) return spotVerdict(ids, updateId);
    if (ids.updateId <= updateId) return "old";
    return ids.previousUpdateId === updateId ? "joins" : "gap";
  }
}

function spotVerdict(ids: DepthIds, updateId: number): DepthVerdict {
  if (ids.updateId <= updateId) return "old";
  if (ids.firstUpdateId > updateId + 1) return "gap";
  return ids.firstUpdateId === updateId + 1 ? "joins" : "overlaps";
}
