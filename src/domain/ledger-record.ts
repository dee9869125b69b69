/**
 * What the ledger keeps for good: sessions, configurations, orders, fills, P&L, models. Plain values, decimals as text
 * in the venue's places, times as Unix nanoseconds: the ledger belongs to whoever asks it, and knows no ticks.
 *
 * A record may be told again, after a crash or an outage: it is then the one that is there already.
 */
import type { Market, Venue } from "./instrument.ts";

export const ledgerModes = ["paper", "real"] as const;
export type LedgerMode = (typeof ledgerModes)[number];

/** Whose trade, where: the part of a fill's and an order's key that a session shares. */
export interface LedgerPlace {
  /** As the user names it: one account of one venue. */
  readonly account: string;
  readonly mode: LedgerMode;
  readonly venue: Venue;
  readonly market: Market;
  readonly symbol: string;
}

/** Key: `sessionId`. */
export interface SessionRecord {
  readonly kind: "session";
  readonly sessionId: string;
  readonly account: string;
  readonly mode: LedgerMode;
  readonly version: string;
  readonly configHash: string;
  readonly startedUnixNs: bigint;
}

export interface SessionEndRecord {
  readonly kind: "session_end";
  readonly sessionId: string;
  readonly endedUnixNs: bigint;
  /** `clean`, `orders_open`. */
  readonly ending: string;
  readonly runHash: string;
}

/** Key: `hash`. Every version that ever traded. */
export interface ConfigRecord {
  readonly kind: "config";
  readonly hash: string;
  /** As YAML, without a secret. */
  readonly text: string;
  readonly who: string;
  readonly atUnixNs: bigint;
}

/** Key: place and `clientOrderId`. Told at each change; the one updated last is the one that counts. */
export interface OrderRecord extends LedgerPlace {
  readonly kind: "order";
  readonly sessionId: string;
  readonly clientOrderId: string;
  readonly side: "buy" | "sell";
  readonly type: string;
  readonly price: string;
  readonly size: string;
  readonly filled: string;
  readonly state: string;
  readonly sentUnixNs: bigint;
  readonly updatedUnixNs: bigint;
}

/** Key: place, `tradeId` and `clientOrderId`: a self-trade has one id for two orders. */
export interface FillRecord extends LedgerPlace {
  readonly kind: "fill";
  readonly sessionId: string;
  /** The venue's; on paper one of our own. */
  readonly tradeId: string;
  readonly clientOrderId: string;
  readonly side: "buy" | "sell";
  readonly price: string;
  readonly size: string;
  readonly fee: string;
  readonly feeAsset: string;
  readonly maker: boolean;
  readonly cause: string;
  readonly venueUnixNs: bigint;
  readonly receivedUnixNs: bigint;
}

/** Key: session, place and time. A point of a time series. */
export interface PnlRecord extends LedgerPlace {
  readonly kind: "pnl";
  readonly sessionId: string;
  readonly atUnixNs: bigint;
  readonly position: string;
  readonly mid: string;
  /** In `unit`: net = gross - fees, gross = spread capture + inventory. */
  readonly unit: string;
  readonly net: string;
  readonly gross: string;
  readonly fees: string;
  readonly spreadCapture: string;
  readonly inventory: string;
}

/** Key: `name` and `hash`. */
export interface ModelRecord {
  readonly kind: "model";
  readonly name: string;
  readonly hash: string;
  /** As JSON. */
  readonly manifest: string;
  readonly atUnixNs: bigint;
}

export type LedgerRecord =
  | SessionRecord
  | SessionEndRecord
  | ConfigRecord
  | OrderRecord
  | FillRecord
  | PnlRecord
  | ModelRecord;
