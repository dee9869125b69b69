/**
 * One own order, from our side of the wire.
 *
 *   pending ── accepted ──▶ live ◀─ amended or refused ─┐
 *                            │ └── amend sent ──▶ pendingAmend
 *                            ▼                          │
 *                      pendingCancel ◀── cancel sent ───┘ ── cancelled ──▶ done
 *
 * From each of them it is done when nothing remains of it, when it is rejected or expires, or when it is closed as
 * unknown. A refused cancel or amend changes nothing: what ended the order is on its way to us, or has filled what
 * should have been taken off. Both are sent only for an order that the venue has confirmed; overtaking its own place on
 * the way, a command would find nothing and leave the order working.
 */
import type { Whole } from "../../base/whole.ts";
import type { Side } from "../../domain/side.ts";
import type { TimeNs } from "../../domain/time.ts";

export type OrderState = "pending" | "live" | "pendingAmend" | "pendingCancel";

export interface OwnOrder {
  readonly orderId: number;
  readonly side: Side;
  readonly priceTicks: number;
  readonly sentNs: TimeNs;
  state: OrderState;
  /** The whole order, what is filled included; an amend makes it smaller. */
  sizeLots: number;
  remainingLots: number;
  amendSentNs: TimeNs;
  cancelSentNs: TimeNs;
  /** What it may still cost of the balance that pays for it, in that asset's smallest unit. */
  lockedUnits: Whole;
}
