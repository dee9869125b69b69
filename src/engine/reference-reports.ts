/**
 * What we are told of own orders, and their fills: the one place where an own event is made, so that what we see of one
 * order never runs backwards, begins with its answer and stops at its end (rules, sections 7 and 9).
 */
import { assert } from "../base/assert.ts";
import { orderType } from "../domain/order-type.ts";
import { type FillCause, type OwnEvent, ownEventKind } from "../domain/own-event.ts";
import type { TimeNs } from "../domain/time.ts";
import type { ReferenceMarket } from "./reference-market.ts";
import { type OwnOrder, remainingLots } from "./reference-orders.ts";
import { blankOwnEvent, OwnEventQueue } from "./reference-own-events.ts";

/** What an own event says beyond what its order tells. */
export type Details = Partial<OwnEvent> & Pick<OwnEvent, "kind" | "venueNs" | "seenNs">;

type Fill = Omit<Details, "kind"> & { readonly cause: FillCause; readonly lots: number };

const answers: readonly number[] = [ownEventKind.accepted, ownEventKind.rejected];
const ends: readonly number[] = [
  ownEventKind.rejected,
  ownEventKind.cancelled,
  ownEventKind.unknown,
  ownEventKind.expired,
];

export class ReferenceReports {
  readonly events = new OwnEventQueue();

  constructor(private readonly market: ReferenceMarket) {}

  /** Tells of an order, at `seenNs` but never before what was told of it earlier. */
  report(order: OwnOrder, details: Details): void {
    const isAnswer = answers.includes(details.kind);
    assert(order.isAnswered !== isAnswer, "an order is answered once, before all else");
    assert(!order.hasEnded, "nothing comes after the end of an order");
    order.isAnswered = true;
    const isFilled = details.kind === ownEventKind.filled && remainingLots(order) === 0;
    order.hasEnded = isFilled || ends.includes(details.kind);
    order.seenNs = Math.max(order.seenNs, details.seenNs);
    const { orderId, side, priceTicks, seenNs } = order;
    this.#add({ orderId, side, priceTicks, ...details, seenNs });
  }

  /** Refuses to cancel or amend what does not rest: nothing is known of it but its id. */
  refuseUnknown(
    kind: typeof ownEventKind.cancelRejected | typeof ownEventKind.amendRejected,
    orderId: number,
    venueNs: TimeNs,
    seenNs: TimeNs,
  ): void {
    this.#add({ kind, reason: "unknown_order", orderId, venueNs, seenNs });
  }

  /** Takes lots off what an order has left, those that it shows first, and tells of it. */
  fill(order: OwnOrder, fill: Fill): void {
    const { lots, cause, venueNs } = fill;
    assert(this.market.state === "valid", "nothing fills without a valid book");
    assert(lots > 0 && lots <= remainingLots(order), "a fill has lots, and no more than the order has left");
    if (cause === "taker") assert(order.type !== orderType.postOnly, "a post-only order never takes");
    else assert(order.enteredNs < venueNs, "what fills a resting order was made after its arrival");
    order.filledLots += lots;
    if (cause !== "taker") order.queue.hasFilled = true;
    order.sliceLots = Math.max(order.sliceLots - lots, 0);
    this.report(order, { kind: ownEventKind.filled, remainingLots: remainingLots(order), ...fill });
  }

  #add(details: Details): void {
    const [bidTicks, askTicks] = this.market.touches.at(details.venueNs);
    this.events.add({ ...blankOwnEvent, bidTicks, askTicks, ...details });
  }
}
