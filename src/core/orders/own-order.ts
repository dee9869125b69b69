/**
 * One own order, from our side of the wire.
 *
 *   pending ── accepted ──▶ live ◀─ amended or refused ─┐
 *      │                     │ └── amend sent ──▶ pendingAmend
 *   in doubt    ┌─ accepted ─┘◀───────────────────┐     │
 *      ▼        │            ▼           cancel had not happened
 *   unknown ────┘      pendingCancel ◀── cancel sent ───┘
 *                            └── cancelled ──▶ done
 *
 * From each of them it is done when nothing remains of it, when it is rejected or expires, or when it is closed as
 * unknown. In `unknown` nobody can say whether the venue has it: what it may cost stays locked, and nothing is sent in
 * its place. A refused cancel or amend changes nothing, unless the venue says that the order lives: else what ended it
 * is on its way to us, or has filled what should have been taken off. Both are sent only for an order that the venue
 * has confirmed; overtaking its own place on the way, a command would find nothing and leave the order working. An
 * order that may not rest is pending until its end: it ends by itself. One that turns up after it was done, at a real
 * venue, is taken in as live and cancelled.
 */
import type { Whole } from "../../base/whole.ts";
import type { OrderType } from "../../domain/order-type.ts";
import type { Side } from "../../domain/side.ts";
import type { TimeNs } from "../../domain/time.ts";

/** Orders not yet done; with that many, nothing more is placed. One that was done and turns up again is beyond it. */
export const ordersOpenMax = 128;

export type OrderState = "pending" | "unknown" | "live" | "pendingAmend" | "pendingCancel";

/** Whether the venue is known to have it. */
export function isConfirmed({ state }: OwnOrder): boolean {
  return state !== "pending" && state !== "unknown";
}

export interface OwnOrder {
  readonly orderId: number;
  readonly type: OrderType;
  readonly side: Side;
  readonly priceTicks: number;
  readonly sentNs: TimeNs;
  state: OrderState;
  /** The whole order, what is filled included; an amend makes it smaller. */
  sizeLots: number;
  remainingLots: number;
  amendSentNs: TimeNs;
  cancelSentNs: TimeNs;
  /** Of others in front of it (`queue-estimate.ts`); NaN until it rests, where that is not known, or nobody asks. */
  aheadLots: number;
  /** When that was last read off what is shown at its price; NaN for not yet. */
  queueReadNs: TimeNs;
  /** What its fill is expected to earn a lot, as the strategy saw it when it was placed; NaN where it does not say. */
  readonly edgeTicks: number;
  /** What it may still cost of the balance that pays for it, in that asset's smallest unit. */
  lockedUnits: Whole;
}
