/**
 * What each report of a venue means for the order it speaks of, and which own events follow: its answer first, each
 * trade once, then the end, and nothing after it.
 *
 * A report never says more than it proves. A trade proves that the order was accepted. An end proves itself, but is
 * passed on only with the last of its trades. A refused cancel or amend proves nothing of the order: it may have ended
 * just before, or not be there yet. An order that the venue does not have may still arrive.
 */
import { assert } from "../../base/assert.ts";
import type { EndedReport, OrderAction, OrderReport, TradeReport } from "../../domain/order-report.ts";
import { ownEventKind } from "../../domain/own-event.ts";
import type { TimeNs } from "../../domain/time.ts";
import type { TrackedEvents } from "./tracked-events.ts";
import { isClosed, mayTurnUp, restLots, type TrackedOrder } from "./tracked-order.ts";
import type { TrackedOrders } from "./tracked-orders.ts";
import type { TrackingCounts } from "./tracking-counts.ts";

/** Of an order that the venue never had. */
const neverArrived = "never_arrived";

export class OrderTracker {
  constructor(
    private readonly orders: TrackedOrders,
    private readonly events: TrackedEvents,
    private readonly counts: TrackingCounts,
  ) {}

  /** All but the answers that the venue has no such order, or no answer. */
  apply(order: TrackedOrder, report: OrderReport): void {
    switch (report.kind) {
      case "accepted":
        this.#accept(order, report.venueNs);
        break;
      case "rejected":
        this.#reject(order, report.reason, report.venueNs);
        break;
      case "trade":
        this.#trade(order, report);
        break;
      case "ended":
        this.#end(order, report);
        break;
      case "amended":
        if (this.#isAlive(order, report.venueNs)) this.#resize(order, report.sizeLots, report.venueNs);
        break;
      case "refused":
      case "in_doubt":
        if (!isClosed(order)) this.doubt(order, report.action);
        break;
      case "open":
        this.stand(order, report.sizeLots, report.executedLots, order.askedNs);
        break;
      case "absent":
      case "unanswered":
        order.isAsked = false;
    }
  }

  /** Nobody can say whether that command was executed. What the command has led to already is no doubt. */
  doubt(order: TrackedOrder, action: OrderAction): void {
    if (action === "cancel" && order.cancel !== undefined) order.cancel.isInDoubt = true;
    if (action === "amend" && order.amend !== undefined) order.amend.isInDoubt = true;
    if (action === "place" && order.stage === "sent" && !order.isPlaceInDoubt) {
      order.isPlaceInDoubt = true;
      this.events.add(order, ownEventKind.inDoubt, Number.NaN);
    }
  }

  /** It is open, so the commands in doubt that were sent by `askedNs` have not happened. */
  stand(order: TrackedOrder, sizeLots: number, executedLots: number, askedNs: TimeNs): void {
    if (!this.#isAlive(order, Number.NaN) || order.stage === "ending") return;
    order.executedLots = Math.max(order.executedLots, executedLots);
    order.isStateInDoubt = false;
    order.isAsked = false;
    this.#resize(order, sizeLots, Number.NaN);
    const { amend, cancel } = order;
    if (amend?.isInDoubt && amend.sentNs <= askedNs) {
      order.amend = undefined;
      this.events.add(order, ownEventKind.amendRejected, Number.NaN);
    }
    if (cancel?.isInDoubt && cancel.sentNs <= askedNs) {
      order.cancel = undefined;
      this.events.add(order, ownEventKind.cancelRejected, Number.NaN);
    }
  }

  /** The venue has had time enough and does not have it. */
  giveUp(order: TrackedOrder): void {
    assert(order.stage === "sent" || order.stage === "open", "what the venue has ended was there");
    if (order.stage === "sent") this.counts.neverArrivedCount++;
    else this.counts.vanishedCount++;
    if (order.stage === "sent") this.events.add(order, ownEventKind.rejected, Number.NaN, { reason: neverArrived });
    else this.events.add(order, ownEventKind.unknown, Number.NaN);
    order.asksCount = 0;
    this.#close(order, "lost");
  }

  #accept(order: TrackedOrder, venueNs: TimeNs): void {
    if (mayTurnUp(order)) this.#adopt(order, venueNs);
    else if (order.stage === "sent") {
      order.stage = "open";
      order.isPlaceInDoubt = false;
      this.events.add(order, ownEventKind.accepted, venueNs);
    }
  }

  /** Whether it lives, which is so if the venue now says something that presumes it. */
  #isAlive(order: TrackedOrder, venueNs: TimeNs): boolean {
    this.#accept(order, venueNs);
    return !isClosed(order);
  }

  #adopt(order: TrackedOrder, venueNs: TimeNs): void {
    this.counts.adoptedCount++;
    order.stage = "open";
    this.orders.move(order);
    this.events.add(order, ownEventKind.adopted, venueNs, { lots: order.filledLots });
  }

  #reject(order: TrackedOrder, reason: string, venueNs: TimeNs): void {
    if (order.stage === "open") order.isStateInDoubt = true;
    if (order.stage !== "sent") return;
    this.events.add(order, ownEventKind.rejected, venueNs, { reason });
    this.#close(order, "rejected");
  }

  #trade(order: TrackedOrder, report: TradeReport): void {
    if (order.tradeIds.includes(report.tradeId)) {
      this.counts.tradesRepeatedCount++;
      return;
    }
    order.tradeIds.push(report.tradeId);
    this.#accept(order, report.venueNs);
    if (report.lots > restLots(order) || order.stage === "done") this.#fillBeyondEnd(order, report);
    else this.#fill(order, report);
  }

  #fill(order: TrackedOrder, { venueNs, priceTicks, lots, maker, tradeId, fee }: TradeReport): void {
    order.filledLots += lots;
    const cause = maker ? "print" : "taker";
    this.events.add(order, ownEventKind.filled, venueNs, { priceTicks, lots, cause, tradeId, fee });
    if (restLots(order) === 0) this.#close(order, "done");
    else this.#endIfComplete(order);
  }

  /** More than the venue said there was: what it told before was wrong, but the fill is ours. */
  #fillBeyondEnd(order: TrackedOrder, report: TradeReport): void {
    this.counts.fillsBeyondEndCount++;
    if (order.stage !== "done") this.events.add(order, ownEventKind.cancelled, report.venueNs);
    order.sizeLots = order.filledLots + report.lots;
    this.events.add(order, ownEventKind.adopted, report.venueNs, { lots: order.filledLots });
    this.#fill(order, report);
  }

  #end(order: TrackedOrder, report: EndedReport): void {
    if (order.stage === "done") return;
    if (mayTurnUp(order) && report.executedLots <= order.filledLots) {
      this.#close(order, "done");
      return;
    }
    this.#accept(order, report.venueNs);
    order.stage = "ending";
    order.isAsked = false;
    if (order.end === undefined || order.end.executedLots < report.executedLots) order.end = report;
    this.#endIfComplete(order);
  }

  #endIfComplete(order: TrackedOrder): void {
    const { end } = order;
    if (order.stage !== "ending" || end === undefined || order.filledLots < end.executedLots) return;
    const { venueNs, reason } = end;
    if (end.how === "expired") this.events.add(order, ownEventKind.expired, venueNs, { lots: restLots(order), reason });
    else this.events.add(order, ownEventKind.cancelled, venueNs, { reason }); // Filled: an amend unheard of took the rest.
    this.#close(order, "done");
  }

  /** The venue only makes orders smaller, so a larger size is old news. */
  #resize(order: TrackedOrder, sizeLots: number, venueNs: TimeNs): void {
    if (order.stage === "ending") return;
    if (sizeLots <= order.filledLots)
      order.isStateInDoubt = true; // Filled by now: its end says so.
    else if (sizeLots < order.sizeLots) {
      order.sizeLots = sizeLots;
      this.events.add(order, ownEventKind.amended, venueNs);
    }
    if (order.amend !== undefined && order.sizeLots <= order.amend.sizeLots) order.amend = undefined;
  }

  #close(order: TrackedOrder, stage: "done" | "rejected" | "lost"): void {
    order.stage = stage;
    order.cancel = undefined;
    order.amend = undefined;
    order.isPlaceInDoubt = false;
    order.isStateInDoubt = false;
    this.orders.move(order);
  }
}
