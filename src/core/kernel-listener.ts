/** What the kernel tells whoever keeps statistics: a backtest's result, metrics, the ledger. It never answers back. */
import type { Fill } from "../domain/fill.ts";
import type { OwnEvent } from "../domain/own-event.ts";
import type { DurationNs, TimeNs } from "../domain/time.ts";
import type { OwnOrder } from "./orders/own-order.ts";
import type { HoldReason } from "./risk/holds.ts";

export interface KernelListener {
  /** The venue said something of an order, and it is now as this left it. The event is lent. */
  ordered(order: OwnOrder, event: OwnEvent): void;
  /** @param order as the fill left it. */
  filled(fill: Fill, order: OwnOrder): void;
  /** The venue took an order into its queue, behind so many lots of others. */
  rested(order: OwnOrder, queueAheadLots: number): void;
  /** The venue answered a command. */
  answered(action: "place" | "amend" | "cancel", roundTripNs: DurationNs): void;
  /** The venue refused an order. */
  rejected(order: OwnOrder, reason: string): void;
  /** After a gap nobody can say whether the rest of this order filled. */
  closedUnknown(order: OwnOrder): void;
  /** Risk, filters or funds trimmed or refused a want. */
  vetoed(reason: string): void;
  /** From now on nothing may be placed for this reason, or may again as far as it goes. */
  held(reason: HoldReason, isOn: boolean): void;
  /** A point of the sampling grid: time to read position and P&L. */
  sampled(sample: Sample): void;
}

/** The state at a point of the sampling grid. Lent: copied by whoever keeps it. */
export interface Sample {
  readonly nowNs: TimeNs;
  /** The last mid, in half ticks; NaN before there was one. */
  readonly midHalfTicks: number;
  /** Best of the own live orders; NaN for none. */
  readonly ownBidTicks: number;
  readonly ownAskTicks: number;
  /** The touch; NaN for a side that is empty or not known. */
  readonly touchBidTicks: number;
  readonly touchAskTicks: number;
}
