/**
 * Stands between the order manager and a venue whose answers come in any order, twice, late or never.
 *
 *   order manager ── place, amend, cancel ──▶ TrackedVenue ── the same, and questions ──▶ venue
 *   kernel ◀────────── own events ─────────── TrackedVenue ◀────────── reports ────────── gateway
 *
 * What goes out is noted with its time; what comes back becomes own events, each thing once and in order
 * (`order-tracker.ts`); what does not come back is asked for (`order-doubts.ts`). Nothing is ever sent again blindly: a
 * place in doubt holds its risk until the venue says what became of it, and a cancel or amend is sent again by the order
 * manager, once it is told that the first has not happened.
 */
import { assert } from "../../base/assert.ts";
import type { OrderReport } from "../../domain/order-report.ts";
import type { OrderType } from "../../domain/order-type.ts";
import type { OwnEvent } from "../../domain/own-event.ts";
import type { Side } from "../../domain/side.ts";
import type { TimeNs } from "../../domain/time.ts";
import type { MarketView } from "../../ports/engine.ts";
import type { OpenOrdersList } from "../../ports/gateway.ts";
import type { QueriedVenue, Venue } from "../../ports/venue.ts";
import type { OwnEvents } from "../kernel.ts";
import {
  dueNs,
  isInDoubt,
  isPastArrival,
  noteAsked,
  reviewDoubt,
  type TrackingTimeouts,
  trackingTimeouts,
} from "./order-doubts.ts";
import { OrderTracker } from "./order-tracker.ts";
import { TrackedEvents } from "./tracked-events.ts";
import { isClosed, isUnsettled, mayTurnUp, type TrackedOrder, trackedOrder } from "./tracked-order.ts";
import { TrackedOrders } from "./tracked-orders.ts";
import { type Reconciliation, TrackingCounts } from "./tracking-counts.ts";

export interface TrackedVenueParts {
  readonly venue: QueriedVenue;
  /** Read for the time and the touch of the moment. */
  readonly market: MarketView;
  /** Those that are not as in `trackingTimeouts`. */
  readonly timeouts?: Partial<TrackingTimeouts>;
}

/** Told at the stop at the time of the report; the kernel takes the events at the same stop. */
export class TrackedVenue implements Venue, OwnEvents {
  readonly counts = new TrackingCounts();
  readonly #venue: QueriedVenue;
  readonly #market: MarketView;
  readonly #timeouts: TrackingTimeouts;
  readonly #orders = new TrackedOrders();
  readonly #events: TrackedEvents;
  readonly #tracker: OrderTracker;

  constructor({ venue, market, timeouts }: TrackedVenueParts) {
    this.#venue = venue;
    this.#market = market;
    this.#timeouts = { ...trackingTimeouts, ...timeouts };
    this.#events = new TrackedEvents(market);
    this.#tracker = new OrderTracker(this.#orders, this.#events, this.counts);
  }

  place(type: OrderType, side: Side, orderId: number, priceTicks: number, sizeLots: number, shownLots: number): void {
    this.#orders.add(trackedOrder(type, side, orderId, priceTicks, sizeLots, this.#market.nowNs));
    this.#venue.place(type, side, orderId, priceTicks, sizeLots, shownLots);
  }

  /** Only a smaller size at the same price. Of an order that has ended, which the next events say: nothing. */
  amend(orderId: number, priceTicks: number, sizeLots: number): void {
    const order = this.#orders.findOpen(orderId);
    if (order?.stage !== "open") return;
    assert(priceTicks === order.priceTicks && sizeLots < order.sizeLots, "an amend takes lots off, no more");
    order.amend = { sentNs: this.#market.nowNs, isInDoubt: false, sizeLots };
    this.#venue.amend(orderId, priceTicks, sizeLots);
  }

  /** Of an order that has ended, which the next events say: nothing. */
  cancel(orderId: number): void {
    const order = this.#orders.findOpen(orderId);
    if (order?.stage !== "open") return;
    this.#noteCancel(order);
    this.#venue.cancel(orderId);
  }

  cancelAll(): void {
    for (const order of this.#orders.open) if (order.stage === "open") this.#noteCancel(order);
    this.#venue.cancelAll();
  }

  report(report: OrderReport): void {
    const order = this.#orders.find(report.orderId);
    if (order === undefined) {
      this.counts.strayReportsCount++;
      return;
    }
    if (isProof(report)) order.heardNs = this.#market.nowNs;
    this.#tracker.apply(order, report);
    if (report.kind === "absent") this.#absent(order);
    this.#review(order);
  }

  /** After each connect: what the venue has open settles doubts, what it has not is asked for. */
  openOrders({ askedNs, ours, foreign }: OpenOrdersList): Reconciliation {
    const found: number[] = [];
    const behind: number[] = [];
    for (const { orderId, sizeLots, executedLots } of ours) {
      const order = this.#orders.find(orderId);
      if (order === undefined) {
        this.counts.strayReportsCount++;
        continue;
      }
      if (mayTurnUp(order) || order.isPlaceInDoubt) found.push(orderId);
      if (!isClosed(order) && executedLots > Math.max(order.executedLots, order.filledLots)) behind.push(orderId);
      order.heardNs = this.#market.nowNs;
      this.#tracker.stand(order, sizeLots, executedLots, askedNs);
      this.#review(order);
    }
    return {
      missing: this.#doubtMissing(new Set(ours.map(({ orderId }) => orderId)), askedNs),
      found,
      behind,
      foreign,
    };
  }

  /** Asks for what is due to be asked for. Called at each stop, before the kernel takes the events. */
  advance(): void {
    const { nowNs } = this.#market;
    for (const order of this.#orders.open) {
      if (dueNs(order, this.#timeouts) > nowNs) continue;
      if (isInDoubt(order)) this.#ask(order);
      else this.#stopWaiting(order);
    }
    for (const order of this.#orders.lost) if (dueNs(order, this.#timeouts) <= nowNs) this.#ask(order);
  }

  /** When to stop next, if nothing happens before; Infinity for never. */
  get nextDueNs(): TimeNs {
    let nextNs = this.ownEventsCount > 0 ? this.#market.nowNs : Infinity;
    for (const orders of [this.#orders.open, this.#orders.lost])
      for (const order of orders) nextNs = Math.min(nextNs, dueNs(order, this.#timeouts));
    return nextNs;
  }

  get ownEventsCount(): number {
    return this.#events.ownEventsCount;
  }

  ownEvent(index: number): OwnEvent {
    return this.#events.ownEvent(index);
  }

  /** Drops the events that the kernel has taken. */
  clear(): void {
    this.#events.clear();
  }

  /** Orders that are not closed. */
  get openCount(): number {
    return this.#orders.openCount;
  }

  /** Those of them that the venue is being asked for, by id. */
  get inDoubt(): readonly number[] {
    return [...this.#orders.open].filter(isInDoubt).map(({ orderId }) => orderId);
  }

  #noteCancel(order: TrackedOrder): void {
    order.cancel = { sentNs: this.#market.nowNs, isInDoubt: false };
  }

  #review(order: TrackedOrder): void {
    reviewDoubt(order, this.#market.nowNs, this.#timeouts);
  }

  #ask(order: TrackedOrder): void {
    this.counts.queriesCount++;
    noteAsked(order, this.#market.nowNs);
    this.#venue.query(order.orderId);
  }

  /** An answer, or any word at all, is overdue. */
  #stopWaiting(order: TrackedOrder): void {
    const lateNs = this.#market.nowNs - this.#timeouts.ackNs;
    this.#doubtState(order);
    if (order.cancel !== undefined && order.cancel.sentNs <= lateNs) this.#tracker.doubt(order, "cancel");
    if (order.amend !== undefined && order.amend.sentNs <= lateNs) this.#tracker.doubt(order, "amend");
    this.#review(order);
  }

  /** One that is ending was there, whatever the venue can find of it now. */
  #absent(order: TrackedOrder): void {
    if (isClosed(order) || order.stage === "ending") return;
    this.#doubtState(order);
    if (isPastArrival(order, this.#timeouts)) this.#tracker.giveUp(order);
  }

  #doubtMissing(listed: ReadonlySet<number>, askedNs: TimeNs): number[] {
    const missing: number[] = [];
    for (const order of this.#orders.open) {
      if (listed.has(order.orderId) || order.sentNs > askedNs || isUnsettled(order)) continue;
      missing.push(order.orderId);
      this.#doubtState(order);
      this.#review(order);
    }
    return missing;
  }

  #doubtState(order: TrackedOrder): void {
    if (order.stage === "sent") this.#tracker.doubt(order, "place");
    else order.isStateInDoubt = true;
  }
}

function isProof({ kind }: OrderReport): boolean {
  return kind === "accepted" || kind === "trade" || kind === "open" || kind === "amended" || kind === "ended";
}
