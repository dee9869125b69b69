/**
 * Where fills and what belongs to them are kept for good: an embedded SQLite file, or Postgres. What is written twice is
 * there once, by the keys of `ledger-record.ts`.
 */
import type {
  ConfigRecord,
  FillRecord,
  LedgerRecord,
  ModelRecord,
  OrderRecord,
  PnlRecord,
  SessionEndRecord,
  SessionRecord,
} from "../domain/ledger-record.ts";

/** Records of one outbox, in order, from the n-th of it on. */
export interface LedgerBatch {
  readonly outboxId: string;
  /** How many records of that outbox come before these. */
  readonly fromCount: number;
  readonly records: readonly LedgerRecord[];
}

export interface Ledger {
  /** Brings the tables to what this version expects, once, under a lock. Rejects with InputError for tables of a later one. */
  open(): Promise<void>;
  /**
   * Writes all of them or none, and how far the outbox has come, as one. Records that were delivered before change
   * nothing. Rejects when the store is away, or does not answer within 10 s: nothing was written, or nobody knows; the
   * same batch may come again. Its words name the store and never a password.
   */
  write(batch: LedgerBatch): Promise<void>;
  /** How many records of an outbox are here. */
  deliveredCount(outboxId: string): Promise<number>;
  /** By the time of their records (of a fill the venue's, of an order when it was sent), oldest first; then by key. */
  sessions(): Promise<readonly SessionRecord[]>;
  sessionEnds(): Promise<readonly SessionEndRecord[]>;
  configs(): Promise<readonly ConfigRecord[]>;
  models(): Promise<readonly ModelRecord[]>;
  orders(sessionId: string): Promise<readonly OrderRecord[]>;
  fills(filter: LedgerFilter): Promise<readonly FillRecord[]>;
  pnl(sessionId: string): Promise<readonly PnlRecord[]>;
  close(): Promise<void>;
}

/** Each part that is given has to hold; `fromUnixNs` <= the venue's time < `toUnixNs`. */
export interface LedgerFilter {
  readonly sessionId?: string;
  readonly account?: string;
  readonly symbol?: string;
  readonly fromUnixNs?: bigint;
  readonly toUnixNs?: bigint;
}
