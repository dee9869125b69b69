/**
 * The places of own orders in the queues of a market (rules, section 6): by a model, or exactly where rows name orders.
 */
import { assert } from "../base/assert.ts";
import { type Side, sides } from "../domain/side.ts";
import type { TimeNs } from "../domain/time.ts";
import type { QueueRule } from "./queue-model.ts";
import type { ReferenceMarket } from "./reference-market.ts";
import type { OwnOrder, OwnOrders } from "./reference-orders.ts";
import { aheadLotsOf, moveByDepth, newPosition, type QueuePosition, readAgain } from "./reference-queue.ts";
import type { VenueOrder } from "./reference-venue-orders.ts";

export class ReferenceQueues {
  constructor(
    private readonly market: ReferenceMarket,
    private readonly orders: OwnOrders,
    private readonly rule: QueueRule,
  ) {}

  get isExact(): boolean {
    return this.rule.family === "exact";
  }

  /** The place of an order that takes one now. */
  startPosition(side: Side, priceTicks: number): QueuePosition {
    const { book, prints, depthNs, state } = this.market;
    if (state !== "valid") return newPosition(0, depthNs);
    const pendingLots = prints.lotsAfter(side, priceTicks, Number.NEGATIVE_INFINITY);
    const orderBefore = this.orders.at(side, priceTicks).at(-1);
    const aheadLots = aheadLotsOf(book.shownLots(side, priceTicks), pendingLots, orderBefore?.queue.aheadLots ?? 0);
    return newPosition(aheadLots, depthNs);
  }

  /** One level of a depth event, already shown by the book. */
  depthRow(side: Side, priceTicks: number, oldLots: number, newLots: number, venueNs: TimeNs): void {
    const orders = this.orders.at(side, priceTicks);
    if (orders.length === 0) return;
    const { prints, depthNs } = this.market;
    const printedLots = prints.lotsUntil(side, priceTicks, venueNs);
    const printedLaterLots = prints.lotsAfter(side, priceTicks, venueNs);
    const change = { oldLots, newLots, venueNs, depthNsBefore: depthNs, printedLots, printedLaterLots };
    moveByDepth(orders, change, this.rule);
    this.check(side, priceTicks);
  }

  /** An order of the venue brought lots to a level, or (less than 0) lost them: those behind it move with it. */
  venueOrderRow({ side, priceTicks, joinedNs }: VenueOrder, lots: number): void {
    for (const order of this.orders.at(side, priceTicks))
      if (joinedNs <= order.arrivalNs) order.queue.aheadLots += lots;
    this.check(side, priceTicks);
  }

  /** After the last row of a depth event: orders that it is the first to be newer than take note. */
  depthSeen(venueNs: TimeNs): void {
    if (this.isExact) return;
    for (const side of sides) {
      const orders = this.orders.ofSide(side);
      for (const order of orders) this.#depthSeenBy(order, venueNs);
      for (const { priceTicks } of orders) this.check(side, priceTicks);
    }
  }

  /** After a snapshot: who is left in the level is ahead. */
  snapshotSeen(order: OwnOrder): void {
    readAgain(order.queue, this.market.book.shownLots(order.side, order.priceTicks), this.market.depthNs);
    order.queue.hasSeenNewerDepth = true;
  }

  forgetMoves(): void {
    for (const side of sides) for (const { queue } of this.orders.ofSide(side)) queue.moves.length = 0;
  }

  /** An order does not get in front of the own order before it at its price. */
  keepBehind(order: OwnOrder): void {
    const orders = this.orders.at(order.side, order.priceTicks);
    const before = orders[orders.indexOf(order) - 1];
    if (before !== undefined) order.queue.aheadLots = Math.max(order.queue.aheadLots, before.queue.aheadLots);
  }

  /** The laws of a queue, while the book says what is shown. */
  check(side: Side, priceTicks: number): void {
    if (this.market.state !== "valid") return;
    const shownLots = this.market.book.shownLots(side, priceTicks);
    let aheadOfOrderBeforeLots = 0;
    for (const { queue } of this.orders.at(side, priceTicks)) {
      assert(queue.aheadLots <= shownLots, "no more lots are ahead than the level shows");
      assert(queue.aheadLots >= aheadOfOrderBeforeLots, "own orders at a price share one queue");
      aheadOfOrderBeforeLots = queue.aheadLots;
    }
  }

  #depthSeenBy(order: OwnOrder, venueNs: TimeNs): void {
    const { queue, side, priceTicks, arrivalNs } = order;
    if (arrivalNs < venueNs && !queue.hasSeenNewerDepth) {
      queue.hasSeenNewerDepth = true;
      if (this.rule.family === "conservative" && !queue.hasFilled)
        readAgain(queue, Math.max(queue.aheadLots, this.market.book.shownLots(side, priceTicks)), venueNs);
    }
    this.keepBehind(order);
  }
}
