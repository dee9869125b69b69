/**
 * What a live session counts as it goes, for metrics and the terminal. Plain numbers and histograms that the one who
 * does the work adds to, read when somebody looks: on the path of an order nothing is formatted, looked up by labels or
 * allocated. How things stand (position, P&L, open orders) is not counted here; `session-status.ts` has it.
 */
import type { LogHistogram } from "../base/log-histogram.ts";
import type { OrderAction } from "../domain/order-report.ts";
import type { FeedNote } from "./market-feed.ts";

export interface LiveMetrics {
  /** In the order of the configuration. */
  readonly markets: readonly MarketMetrics[];
  /** From a frame to its rows, ns. */
  readonly decode: LogHistogram;
  /** How much later than asked timers fire, ns. */
  readonly loopLag: LogHistogram;
  /** The venue's limits by name (`weight_1m`, `orders_10s` …): the share of each that is used, from 0 to 1. */
  readonly rateLimits: Map<string, number>;
  readonly journal: StoreMetrics;
  readonly outbox: OutboxMetrics;
}

export interface MarketMetrics {
  feedMessagesCount: number;
  readonly feedNotes: Map<FeedNote["event"], number>;
  /** From a stop at which a decision is due to what it leads to, ns. */
  readonly decision: LogHistogram;
  /** From a frame received to the bytes of an order that it led to written, ns. */
  readonly tickToOrder: LogHistogram;
  readonly ordersSent: Record<OrderAction, number>;
  /** Commands that the venue carried out. */
  readonly ordersAcknowledged: Record<OrderAction, number>;
  /** Orders that never lived, and commands refused, by reason: a small closed set. */
  readonly ordersRejected: Map<string, number>;
  /** From a command sent to its answer seen, ns. */
  readonly roundTrip: Record<OrderAction, LogHistogram>;
  /** By side, as the sides are numbered. */
  readonly fills: [FillMetrics, FillMetrics];
}

export interface FillMetrics {
  makerCount: number;
  takerCount: number;
  lots: number;
}

/** A log that is written at once and synced later. */
export interface StoreMetrics {
  recordsCount: number;
  bytesCount: number;
  /** Written and not yet known to be on the disk. */
  unsyncedBytesCount: number;
  /** For how long the oldest of them has waited, ns. */
  lagNs: number;
}

/** What the ledger has not taken yet. */
export interface OutboxMetrics {
  waitingCount: number;
  /** For how long the oldest of it has waited, ns. */
  lagNs: number;
}

/** One more of what a map counts. */
export function count<Name extends string>(counts: Map<Name, number>, name: Name, times = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + times);
}
