/** What the two processes of a live benchmark are told, and what each tells at its end. */
import type { LogHistogram } from "../../src/base/log-histogram.ts";

export interface LivePlan {
  readonly symbols: readonly string[];
  /** Messages of all symbols together. */
  readonly ratePerSecond: number;
  /** Before anything counts, at the same rate. */
  readonly warmupSeconds: number;
  readonly seconds: number;
  /** Decisions lead to orders; else they want nothing. */
  readonly quotes: boolean;
}

export function messagesCountOf({ ratePerSecond, warmupSeconds, seconds }: LivePlan): number {
  return ratePerSecond * (warmupSeconds + seconds);
}

/** Of many durations, ns. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly worst: number;
}

export interface VenueReport {
  /** From when a message was due to the bytes of an order that it led to. */
  readonly fromDue: Latency;
  /** The same from when it was sent. */
  readonly fromSent: Latency;
  /** From when a message was due to when it was sent. */
  readonly lateness: Latency;
  /** Sent, and not yet taken by the socket, at most. */
  readonly backlogBytesMax: number;
  /** Requests by method. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface EngineReport {
  /** From the frame of a message to each order or cancel that it led to, handed to the system. */
  readonly frameToOrder: Latency;
  /** The session's own histogram: to the last of them; with the warm-up. */
  readonly tickToOrder: Latency;
  /** From the frame until all that it led to has been done, of every message. */
  readonly frame: Latency;
  readonly messagesCount: number;
  readonly cpuShare: number;
  /** Resident, once a second. */
  readonly rssBytes: readonly number[];
  readonly journalBytes: number;
  readonly journalRecords: number;
  readonly notes: Readonly<Record<string, number>>;
  /** Over the books as they stand at the end. */
  readonly bookHash: string;
}

export function latencyOf(histogram: LogHistogram): Latency {
  const at = (share: number) => histogram.quantile(share);
  return { count: histogram.count, p50: at(0.5), p99: at(0.99), p999: at(0.999), worst: histogram.max };
}
