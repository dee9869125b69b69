/**
 * What a real venue tells of our own orders: answers, events of the user stream, and queries. They come in any order,
 * twice, late or never; `src/core/orders` makes of them what happened, once and in order (own-event.ts).
 */
import type { VenueFee } from "./fees.ts";
import type { Side } from "./side.ts";
import type { TimeNs } from "./time.ts";

/** The commands that have an answer of their own. */
export type OrderAction = "place" | "amend" | "cancel";

/** The part that all have. `orderId` is ours. */
interface OfOrder {
  readonly orderId: number;
  /** When the venue did it, in our time; NaN where it does not say. */
  readonly venueNs: TimeNs;
}

/** It is in the book, or was executed at once: trades tell. */
export interface AcceptedReport extends OfOrder {
  readonly kind: "accepted";
}

/** It never lived. */
export interface RejectedReport extends OfOrder {
  readonly kind: "rejected";
  /** snake_case, of a small closed set: it is a label of metrics. */
  readonly reason: string;
}

/** One of its trades. Known by the trade id: of an order it counts once. */
export interface TradeReport extends OfOrder {
  readonly kind: "trade";
  /** Decimal: ids pass 2^53. */
  readonly tradeId: string;
  readonly priceTicks: number;
  readonly lots: number;
  readonly maker: boolean;
  readonly fee: VenueFee;
}

/** It is closed with so many of its lots executed, all told. */
export interface EndedReport extends OfOrder {
  readonly kind: "ended";
  readonly how: "cancelled" | "expired" | "filled";
  readonly executedLots: number;
  /** Of an expiry, snake_case; empty for none. */
  readonly reason: string;
}

export interface AmendedReport extends OfOrder {
  readonly kind: "amended";
  /** From now on, what is executed included. */
  readonly sizeLots: number;
}

/** The venue refused to cancel or amend it: it may be closed, or not there yet. */
export interface RefusedReport extends OfOrder {
  readonly kind: "refused";
  readonly action: "amend" | "cancel";
  readonly reason: string;
}

/** Sent, and nobody knows whether it was executed. */
export interface InDoubtReport extends OfOrder {
  readonly kind: "in_doubt";
  readonly action: OrderAction;
}

/** The answer of a query: it is open, with so many of its lots executed. A closed one is `ended`. */
export interface OpenReport extends OfOrder {
  readonly kind: "open";
  readonly sizeLots: number;
  readonly executedLots: number;
}

/** The answer of a query: no such order. Not yet proof that none will be. */
export interface AbsentReport extends OfOrder {
  readonly kind: "absent";
}

/** The query itself failed: nothing is known. */
export interface UnansweredReport extends OfOrder {
  readonly kind: "unanswered";
}

export type OrderReport =
  | AcceptedReport
  | RejectedReport
  | TradeReport
  | EndedReport
  | AmendedReport
  | RefusedReport
  | InDoubtReport
  | OpenReport
  | AbsentReport
  | UnansweredReport;

/** An order of the account that is not one of this session's. */
export interface ForeignOrder {
  readonly clientOrderId: string;
  readonly side: Side;
  readonly priceTicks: number;
  readonly remainingLots: number;
}
