/**
 * When to stop waiting for an answer, and when to ask what became of an order.
 *
 * A command without an answer for `ackNs` counts as lost. Most doubts settle by themselves, since what ended the order
 * is already on its way; so the first question waits too, and each further one twice as long. An order of which nothing
 * was heard for very long is asked for as well: an event lost on a connection that stands leaves no other trace. So is,
 * ever more rarely, an order that counts as lost.
 */
import { mayRest } from "../../domain/order-type.ts";
import type { DurationNs, TimeNs } from "../../domain/time.ts";
import { nsPerMs, nsPerSecond } from "../../domain/time.ts";
import { isUnsettled, type TrackedOrder } from "./tracked-order.ts";

export interface TrackingTimeouts {
  /** Without an answer for so long a command is in doubt, whether the gateway still waits for it or not. */
  readonly ackNs: DurationNs;
  /** Without an answer for so long a question is asked again. */
  readonly queryNs: DurationNs;
  /** From a doubt to the first question; doubled with each, up to the most. */
  readonly backoffNs: DurationNs;
  readonly backoffNsMax: DurationNs;
  /**
   * An order that the venue does not have so long after the doubt began never arrived, or has vanished. Source: Binance
   * Spot API, -2013: an order that was just sent may not be found for more than 10 s, and the venue's lag.
   */
  readonly arrivalNs: DurationNs;
  /** Without any word for so long an open order is asked for. */
  readonly quietNs: DurationNs;
}

export const trackingTimeouts: TrackingTimeouts = {
  ackNs: 10 * nsPerSecond,
  queryNs: 10 * nsPerSecond,
  backoffNs: 250 * nsPerMs,
  backoffNsMax: 5 * nsPerSecond,
  arrivalNs: 15 * nsPerSecond,
  quietNs: 300 * nsPerSecond,
};

export function isInDoubt({ doubtNs }: TrackedOrder): boolean {
  return !Number.isNaN(doubtNs);
}

/** Begins or ends the doubt of an order, as what is known of it says. */
export function reviewDoubt(order: TrackedOrder, nowNs: TimeNs, { backoffNsMax }: TrackingTimeouts): void {
  if (!isUnsettled(order)) {
    order.doubtNs = Number.NaN;
    order.isAsked = false;
  } else if (!isInDoubt(order)) {
    order.doubtNs = nowNs;
    if (nowNs - order.askedNs > backoffNsMax) order.asksCount = 0;
  }
}

/** When the order is next to be looked at, if nothing is heard of it. */
export function dueNs(order: TrackedOrder, timeouts: TrackingTimeouts): TimeNs {
  if (order.stage === "lost") return order.askedNs + doubled(timeouts.backoffNsMax, order.asksCount);
  if (isInDoubt(order)) return nextAskNs(order, timeouts);
  const { ackNs, quietNs } = timeouts;
  if (order.stage === "sent") return order.sentNs + ackNs;
  const answerNs = Math.min(order.cancel?.sentNs ?? Infinity, order.amend?.sentNs ?? Infinity) + ackNs;
  return Math.min(answerNs, order.heardNs + (mayRest(order.type) ? quietNs : ackNs));
}

/** Whether it was asked for late enough that the venue, not having it, never will. */
export function isPastArrival({ askedNs, doubtNs, heardNs }: TrackedOrder, { arrivalNs }: TrackingTimeouts): boolean {
  return askedNs >= Math.max(doubtNs, heardNs) + arrivalNs;
}

export function noteAsked(order: TrackedOrder, nowNs: TimeNs): void {
  order.askedNs = nowNs;
  order.asksCount++;
  order.isAsked = true;
}

function nextAskNs(order: TrackedOrder, { queryNs, backoffNs, backoffNsMax }: TrackingTimeouts): TimeNs {
  const { askedNs, doubtNs, asksCount, isAsked } = order;
  if (isAsked) return askedNs + queryNs;
  return Math.max(askedNs, doubtNs) + Math.min(doubled(backoffNs, asksCount), backoffNsMax);
}

function doubled(durationNs: DurationNs, times: number): DurationNs {
  return durationNs * (1 << Math.min(times, 16));
}
