/** What the kernel tells whoever keeps statistics: a backtest's result, metrics, the ledger. It never answers back. */
import type { Fill } from "../domain/fill.ts";
import type { OwnEvent } from "../domain/own-event.ts";
import type { DurationNs, TimeNs } from "../domain/time.ts";
import type { MarketView } from "../ports/engine.ts";
import type { OwnOrder } from "./orders/own-order.ts";
import type { Command } from "./orders/round-trip.ts";
import type { HoldReason } from "./risk/holds.ts";
import type { WantedQuotes } from "./strategy/wanted-quotes.ts";

export interface KernelListener {
  /** The venue said something of an order, and it is now as this left it. The event is lent. */
  ordered(order: OwnOrder, event: OwnEvent): void;
  /** @param order as the fill left it. */
  filled(fill: Fill, order: OwnOrder): void;
  /** So long after a fill that was told (the same object) the mid stood there. */
  marked(fill: Fill, horizonNs: DurationNs, midHalfTicks: number): void;
  /** The venue took an order into its queue, behind so many lots of others. */
  rested(order: OwnOrder, queueAheadLots: number): void;
  /** The venue answered a command. */
  answered(command: Command, roundTripNs: DurationNs): void;
  /** The venue refused an order. */
  rejected(order: OwnOrder, reason: string): void;
  /** After a gap nobody can say whether the rest of this order filled. */
  closedUnknown(order: OwnOrder): void;
  /** Risk, filters or funds trimmed or refused a want. */
  vetoed(reason: string): void;
  /** From now on nothing may be placed for this reason, or may again as far as it goes. */
  held(reason: HoldReason, isOn: boolean): void;
  /** The strategy has decided, and risk has had its say. Lent: copied by whoever keeps it. */
  decided(decision: Decision): void;
  /** A point of the sampling grid: time to read position and P&L. */
  sampled(sample: Sample): void;
}

/** What was decided, and why, read when it is asked; the same object each time. */
export interface Decision {
  readonly nowNs: TimeNs;
  readonly market: MarketView;
  readonly positionLots: number;
  /** After risk: what is to work. */
  readonly wanted: WantedQuotes;
  /** Why risk let nothing, or less, through; undefined where it changed nothing. The gravest of several. */
  readonly veto: string | undefined;
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
