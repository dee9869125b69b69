/** Market data as it comes in: whole messages as rows, in the order received, each book kept in step with the venue's. */
import type { MarketRows } from "../domain/market-rows.ts";
import type { DurationNs } from "../domain/time.ts";

export interface MarketFeed {
  /** Connects, and keeps connected until `stop`. */
  start(listener: FeedListener): void;
  stop(): void;
}

export interface FeedListener {
  /**
   * Whole messages of one instrument, all received at the same time: one, or a snapshot with the events that waited for
   * it. Raw times; lent. @param marketIndex as the feed was told.
   */
  rows(marketIndex: number, rows: MarketRows): void;
  /** What is to be added to the venue's times so that they are ours: measured again from time to time. */
  clockOffset(offsetNs: DurationNs): void;
  /** For logs and metrics; what it means for quotes is in the rows (a `gap`). */
  noted(marketIndex: number | undefined, note: FeedNote): void;
}

/** What happened on the way, by name; `detail` is for people. */
export interface FeedNote {
  readonly event:
    | "connected"
    | "disconnected"
    | "reconnecting"
    | "synced"
    | "gap"
    | "resync"
    | "stale"
    | "silent"
    | "bad_frame"
    | "overlap"
    | "ticker_mismatch"
    | "snapshot_refused";
  readonly detail: string;
  /** How many of them this speaks of: a burst is told once. */
  readonly count: number;
}
