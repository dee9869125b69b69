/**
 * One own order, from our side of the wire.
 *
 *   pending ── accepted ──▶ live ── cancel sent ──▶ pendingCancel ── cancelled ──▶ done
 *
 * From each of them it is done when nothing remains of it, when it is rejected, or when it is closed as unknown. A refused
 * cancel changes nothing: what ended the order is on its way to us. A cancel is sent only for an order that the venue has
 * confirmed; overtaking its own place on the way, it would find nothing and leave the order working.
 */
import type { Side } from "../../domain/side.ts";
import type { TimeNs } from "../../domain/time.ts";

export type OrderState = "pending" | "live" | "pendingCancel";

export interface OwnOrder {
  readonly orderId: number;
  readonly side: Side;
  readonly priceTicks: number;
  readonly sizeLots: number;
  readonly sentNs: TimeNs;
  state: OrderState;
  remainingLots: number;
  cancelSentNs: TimeNs;
  /** What it may still cost of the balance that pays for it, in that asset's smallest unit. */
  lockedUnits: bigint;
}
