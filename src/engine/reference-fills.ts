/** What the recorded market does to own orders that rest (rules, section 7; closing as unknown, section 3). */
import { assert } from "../base/assert.ts";
import { type FillCause, ownEventKind } from "../domain/own-event.ts";
import { type Side, sides } from "../domain/side.ts";
import type { TimeNs } from "../domain/time.ts";
import { isBetter, take } from "./reference-book.ts";
import type { ReferenceMarket } from "./reference-market.ts";
import { type OwnOrder, type OwnOrders, remainingLots } from "./reference-orders.ts";
import { takeMovedLots } from "./reference-queue.ts";
import type { ReferenceQueues } from "./reference-queues.ts";
import type { ReferenceReports } from "./reference-reports.ts";

/** Times of the message at hand. */
export interface MessageTimes {
  readonly venueNs: TimeNs;
  readonly receivedNs: TimeNs;
}

/** A print, as the queue that it met sees it. */
export interface Print {
  readonly side: Side;
  readonly priceTicks: number;
  readonly lots: number;
  /** The order that was hit, where the rows name orders; 0 for a hidden one. */
  readonly orderId: bigint;
}

export class ReferenceFills {
  unknownLots = 0;

  constructor(
    private readonly market: ReferenceMarket,
    private readonly orders: OwnOrders,
    private readonly queues: ReferenceQueues,
    private readonly reports: ReferenceReports,
  ) {}

  /**
   * A print first fills own orders that are better than it, then what is left moves and fills the queue at its price.
   */
  print(print: Print, times: MessageTimes): void {
    const { side, priceTicks, lots: printedLots } = print;
    let leftLots = printedLots;
    for (const order of this.orders.ofSide(side)) {
      if (!isBetter(side, order.priceTicks, priceTicks) || order.enteredNs >= times.venueNs) continue;
      const lots = Math.min(leftLots, remainingLots(order));
      if (lots > 0) this.#fillResting(order, lots, "print_through", order.queue.aheadLots, times);
      leftLots -= lots;
    }
    assert(leftLots >= 0, "own fills of a print are at most the print");
    if (this.queues.isExact) this.#printExactly(print, leftLots, times);
    else this.#printAtPrice(this.orders.at(side, priceTicks), leftLots, times);
    this.queues.check(side, priceTicks);
  }

  /** Opposite levels shown at or through own prices fill them, each shown lot once. */
  quotesThrough(times: MessageTimes): void {
    for (const side of sides)
      for (const order of this.orders.ofSide(side)) {
        if (order.enteredNs >= times.venueNs) continue;
        take(this.market.book.offers(side, order.priceTicks), remainingLots(order), (_levelTicks, lots) =>
          this.#fillResting(order, lots, "quote_through", order.queue.aheadLots, times),
        );
      }
  }

  /** Orders that show nothing any more show the next slice, at the end of their queue. */
  showNextSlices(): void {
    for (const side of sides)
      for (const order of this.orders.ofSide(side)) {
        if (order.sliceLots > 0) continue;
        this.orders.remove(order);
        const before = this.orders.at(side, order.priceTicks).at(-1);
        order.arrivalNs = Math.max(this.market.raisedNs, before?.arrivalNs ?? this.market.raisedNs);
        order.queue = this.queues.startPosition(side, order.priceTicks);
        this.orders.add(order);
      }
  }

  /**
   * After a snapshot nobody knows what happened since the last book: what it crosses is closed, the rest queues anew.
   */
  snapshotSeen(times: MessageTimes): void {
    for (const side of sides)
      for (const order of this.orders.ofSide(side)) {
        if (this.market.book.crosses(side, order.priceTicks)) this.#closeUnknown(order, times);
        else this.queues.snapshotSeen(order);
      }
  }

  #printAtPrice(orders: readonly OwnOrder[], printLots: number, times: MessageTimes): void {
    let ownFilledLots = 0;
    let isFirstInLine = true;
    for (const order of orders) {
      const { queue } = order;
      const movedLots = takeMovedLots(queue, printLots, times.venueNs);
      const passLots = Math.max(printLots - ownFilledLots - movedLots, 0);
      const aheadLots = queue.aheadLots;
      const reachLots = passLots - Math.min(aheadLots, passLots);
      queue.aheadLots -= passLots - reachLots;
      this.queues.keepBehind(order);
      const lots = isFirstInLine && order.arrivalNs < times.venueNs ? Math.min(reachLots, order.sliceLots) : 0;
      if (lots > 0) this.#fillResting(order, lots, "print", aheadLots, times);
      ownFilledLots += lots;
      isFirstInLine &&= order.sliceLots === 0;
    }
    assert(ownFilledLots <= printLots, "own fills of a print are at most the print");
  }

  /**
   * The order that was hit stood at the head of its queue: whoever of ours stands before it would have been hit
   * instead.
   */
  #printExactly({ side, priceTicks, orderId }: Print, printLots: number, times: MessageTimes): void {
    const hit = this.market.venueOrders.find(orderId);
    let leftLots = printLots;
    for (const order of this.orders.at(side, priceTicks)) {
      const { aheadLots } = order.queue;
      const standsBefore = hit === undefined ? aheadLots === 0 : hit.joinedNs > order.arrivalNs;
      if (!standsBefore || order.arrivalNs >= times.venueNs) continue;
      const lots = Math.min(leftLots, order.sliceLots);
      if (lots > 0) this.#fillResting(order, lots, "print", aheadLots, times);
      leftLots -= lots;
    }
  }

  #fillResting(order: OwnOrder, lots: number, cause: FillCause, queueAheadLots: number, times: MessageTimes): void {
    this.#checkTurn(order, times.venueNs);
    const { venueNs } = times;
    this.reports.fill(order, { cause, lots, queueAheadLots, venueNs, seenNs: seenNsOf(order, times) });
    if (remainingLots(order) === 0) this.orders.remove(order);
  }

  #checkTurn(order: OwnOrder, venueNs: TimeNs): void {
    const orders = this.orders.at(order.side, order.priceTicks);
    const before = orders.slice(0, orders.indexOf(order));
    assert(
      before.every(({ sliceLots, arrivalNs }) => sliceLots === 0 || arrivalNs >= venueNs),
      "own orders at a price are filled in the order of arrival",
    );
  }

  #closeUnknown(order: OwnOrder, times: MessageTimes): void {
    this.unknownLots += remainingLots(order);
    this.orders.remove(order);
    this.reports.report(order, {
      kind: ownEventKind.unknown,
      venueNs: times.venueNs,
      seenNs: seenNsOf(order, times),
    });
  }
}

function seenNsOf({ responseNs }: OwnOrder, { venueNs, receivedNs }: MessageTimes): TimeNs {
  return Math.max(receivedNs, venueNs + responseNs);
}
