/**
 * What a venue tells us of our own orders: each once, its answer first and nothing after its end. Kinds are numbered as
 * in the engine's shared memory; what only happens at a real venue comes after those.
 */
import type { VenueFee } from "./fees.ts";
import type { Side } from "./side.ts";
import type { TimeNs } from "./time.ts";

export const ownEventKind = {
  /** The order reached the venue; what comes of it follows. */
  accepted: 0,
  /** The order never lived; `reason` says why. */
  rejected: 1,
  filled: 2,
  cancelled: 3,
  /**
   * The cancel found no such order: it was filled, cancelled, or never arrived. With `remainingLots` above 0 the order
   * lives, and the cancel has not happened (real venues alone).
   */
  cancelRejected: 4,
  /** After a gap the new book crosses the order: nobody can say whether it filled. It counts as closed. */
  unknown: 5,
  /**
   * The rest of an order that may not rest, or would have met one of ours, ended with its arrival; `lots` is that rest.
   */
  expired: 6,
  /**
   * The order has a new size, or a new price: `remainingLots`, `priceTicks` and `queueAheadLots` are those from now on.
   */
  amended: 7,
  /** Nothing has changed; `reason` says why. */
  amendRejected: 8,
  /** Sent, and nobody knows whether the venue has it; what follows says (real venues alone). */
  inDoubt: 9,
  /**
   * An order that counted as done turns up: `lots` are filled already, `remainingLots` may still fill, or are about to
   * (real venues alone).
   */
  adopted: 10,
} as const;
export type OwnEventKind = (typeof ownEventKind)[keyof typeof ownEventKind];

/** Why a fill happened. All but `taker` are maker fills. */
export const fillCauses = ["print", "print_through", "quote_through", "taker"] as const;
export type FillCause = (typeof fillCauses)[number];

/**
 * Why the venue refused, or let the rest of an order expire. Position is the number in shared memory; 0 is no reason.
 */
export const rejectReasons = [
  "",
  "would_cross",
  "duplicate_order_id",
  "orders_max_reached",
  "unknown_order",
  "size_already_filled",
  "no_change",
  "self_trade",
] as const;
export type RejectReason = (typeof rejectReasons)[number];

/** One own-order event. The engine lends one instance and refills it: copy what is to be kept. */
export interface OwnEvent {
  readonly kind: OwnEventKind;
  /** When we see it. */
  readonly seenNs: TimeNs;
  /** When it happened at the venue: the order's or cancel's arrival, or the corrected time of what filled it. */
  readonly venueNs: TimeNs;
  readonly orderId: number;
  readonly side: Side;
  /** Price of the fill, else of the order. */
  readonly priceTicks: number;
  /** Lots of the fill, those that expired, or those of an adopted order that are filled; else 0. */
  readonly lots: number;
  /** Lots still working after this event. */
  readonly remainingLots: number;
  /**
   * Lots of others ahead: just before the print that filled it, or at the start for `accepted` and `amended`. With
   * exact queues, which only depth rows move, just before the sweep that filled it: those ahead whom its earlier prints
   * hit still count.
   */
  readonly queueAheadLots: number;
  /**
   * Best bid and ask (the touch) as known at its venue time, 0 when there was none: what the event itself did to the
   * touch is not in them. Of a real venue's events, as known when told.
   */
  readonly bidTicks: number;
  readonly askTicks: number;
  /** Real venues say of a maker fill only that it was one: a `print`. */
  readonly cause: FillCause;
  /** One of `RejectReason` in replay; snake_case of a small set at real venues. */
  readonly reason: string;
  /** Of a fill at a real venue, decimal; else empty. */
  readonly tradeId: string;
  /** What the venue took for the fill; undefined where it does not say, and the fee is to be computed. */
  readonly fee: VenueFee | undefined;
}
