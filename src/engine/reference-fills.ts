/**
 * What the recorded market does to own orders that rest (rules, section 7; closing as unknown, section 3).
 *
 * Every event of an own order goes through `report`, so that what we see of one order never runs backwards.
 */
import { assert } from "../base/assert.ts";
import { type FillCause, type OwnEvent, ownEventKind } from "../domain/own-event.ts";
import { ask, bid, opposite, type Side, sides } from "../domain/side.ts";
import type { TimeNs } from "../domain/time.ts";
import type { QueueRule } from "./queue-model.ts";
import { isBetter } from "./reference-book.ts";
import type { ReferenceMarket } from "./reference-market.ts";
import { type OwnOrder, OwnOrders, remainingLots } from "./reference-orders.ts";
import { blankOwnEvent, OwnEventQueue } from "./reference-own-events.ts";
import { aheadLotsOf, moveByDepth, newPosition, readAgain, takeMovedLots } from "./reference-queue.ts";

/** Times of the message at hand. */
export interface MessageTimes {
  readonly venueNs: TimeNs;
  readonly receivedNs: TimeNs;
}

export class ReferenceFills {
  readonly orders = new OwnOrders();
  readonly events = new OwnEventQueue();
  unknownLots = 0;

  constructor(
    private readonly market: ReferenceMarket,
    private readonly queueRule: QueueRule,
  ) {}

  /** One level of a depth event, already shown by the book. */
  depthRow(side: Side, priceTicks: number, oldLots: number, newLots: number, venueNs: TimeNs): void {
    const orders = this.orders.at(side, priceTicks);
    if (orders.length === 0) return;
    const { prints, depthNs } = this.market;
    const printedLots = prints.lotsUntil(side, priceTicks, venueNs);
    const printedLaterLots = prints.lotsAfter(side, priceTicks, venueNs);
    const change = { oldLots, newLots, venueNs, depthNsBefore: depthNs, printedLots, printedLaterLots };
    moveByDepth(orders, change, this.queueRule);
  }

  /** After the last row of a depth event: orders that it is the first to be newer than take note. */
  depthSeen(venueNs: TimeNs): void {
    for (const side of sides)
      for (const order of this.orders.ofSide(side)) {
        const { queue, filledLots, priceTicks } = order;
        if (order.arrivalNs >= venueNs || queue.hasSeenNewerDepth) continue;
        queue.hasSeenNewerDepth = true;
        if (this.queueRule.family !== "conservative" || filledLots > 0) continue;
        readAgain(queue, Math.max(queue.aheadLots, this.market.book.shownLots(side, priceTicks)), venueNs);
      }
  }

  /** Opposite levels shown at or through own prices fill them, each shown lot once. */
  quotesThrough(times: MessageTimes): void {
    for (const side of sides)
      for (const order of this.orders.ofSide(side)) {
        if (order.arrivalNs >= times.venueNs) continue;
        this.market.book.take(side, order.priceTicks, remainingLots(order), (_levelTicks, lots) =>
          this.#fillResting(order, lots, "quote_through", order.queue.aheadLots, times),
        );
      }
  }

  /** A print first fills own orders that are better than it, then what is left moves and fills the queue at its price. */
  print(aggressor: Side, priceTicks: number, printedLots: number, times: MessageTimes): void {
    const side = opposite(aggressor);
    let leftLots = printedLots;
    for (const order of this.orders.ofSide(side)) {
      if (!isBetter(side, order.priceTicks, priceTicks) || order.arrivalNs >= times.venueNs) continue;
      const lots = Math.min(leftLots, remainingLots(order));
      if (lots > 0) this.#fillResting(order, lots, "print_through", order.queue.aheadLots, times);
      leftLots -= lots;
    }
    this.#printAtPrice(this.orders.at(side, priceTicks), leftLots, times);
  }

  /** After a snapshot nobody knows what happened since the last book: what it crosses is closed, the rest queues anew. */
  snapshotSeen(times: MessageTimes): void {
    const { book, depthNs } = this.market;
    for (const side of [bid, ask] as const)
      for (const order of this.orders.ofSide(side)) {
        if (book.crosses(side, order.priceTicks)) {
          this.#closeUnknown(order, times);
        } else {
          readAgain(order.queue, book.shownLots(side, order.priceTicks), depthNs);
          order.queue.hasSeenNewerDepth = true;
        }
      }
  }

  forgetMoves(): void {
    for (const side of sides) for (const { queue } of this.orders.ofSide(side)) queue.moves.length = 0;
  }

  /** The position of an order that comes to rest now. */
  startPosition(side: Side, priceTicks: number): OwnOrder["queue"] {
    const { book, prints, depthNs, state } = this.market;
    if (state !== "valid") return newPosition(0, depthNs);
    const pendingLots = prints.lotsAfter(side, priceTicks, Number.NEGATIVE_INFINITY);
    const orderBefore = this.orders.at(side, priceTicks).at(-1);
    const aheadLots = aheadLotsOf(book.shownLots(side, priceTicks), pendingLots, orderBefore?.queue.aheadLots ?? 0);
    return newPosition(aheadLots, depthNs);
  }

  /** Takes lots off what an order has left, and reports it. */
  fill(order: OwnOrder, lots: number, details: Partial<OwnEvent> & { cause: FillCause; seenNs: TimeNs }): void {
    order.filledLots += lots;
    assert(lots > 0 && remainingLots(order) >= 0, "a fill has lots, and no more than the order");
    this.report(order, { kind: ownEventKind.filled, lots, remainingLots: remainingLots(order), ...details });
  }

  /** Tells us of an order, at `seenNs` but never before what was told of it earlier. */
  report(order: OwnOrder, details: Partial<OwnEvent> & { seenNs: TimeNs }): void {
    order.seenNs = Math.max(order.seenNs, details.seenNs);
    const { orderId, side, priceTicks, seenNs } = order;
    const [bidTicks, askTicks] = this.market.touch.ticks;
    this.events.add({ ...blankOwnEvent, orderId, side, priceTicks, bidTicks, askTicks, ...details, seenNs });
  }

  #printAtPrice(orders: readonly OwnOrder[], printLots: number, times: MessageTimes): void {
    let ownFilledLots = 0;
    let isFirstInLine = true;
    for (const order of orders) {
      const movedLots = takeMovedLots(order.queue, printLots, times.venueNs);
      const passLots = Math.max(printLots - ownFilledLots - movedLots, 0);
      const aheadLots = order.queue.aheadLots;
      const reachLots = passLots - Math.min(aheadLots, passLots);
      order.queue.aheadLots -= passLots - reachLots;
      const lots = isFirstInLine && order.arrivalNs < times.venueNs ? Math.min(reachLots, remainingLots(order)) : 0;
      if (lots > 0) this.#fillResting(order, lots, "print", aheadLots, times);
      ownFilledLots += lots;
      isFirstInLine &&= remainingLots(order) === 0;
    }
  }

  #fillResting(order: OwnOrder, lots: number, cause: FillCause, queueAheadLots: number, times: MessageTimes): void {
    const { venueNs } = times;
    this.fill(order, lots, { cause, queueAheadLots, venueNs, seenNs: seenNsOf(order, times) });
    if (remainingLots(order) === 0) this.orders.remove(order);
  }

  #closeUnknown(order: OwnOrder, times: MessageTimes): void {
    this.unknownLots += remainingLots(order);
    this.orders.remove(order);
    this.report(order, { kind: ownEventKind.unknown, venueNs: times.venueNs, seenNs: seenNsOf(order, times) });
  }
}

function seenNsOf({ responseLatencyNs }: OwnOrder, { venueNs, receivedNs }: MessageTimes): TimeNs {
  return Math.max(receivedNs, venueNs + responseLatencyNs);
}
