/** What the venue does with a command, against the book as it is when the command is settled (rules, section 4). */
import { mayRest, orderType } from "../domain/order-type.ts";
import { ownEventKind, type RejectReason } from "../domain/own-event.ts";
import { type Side, sides } from "../domain/side.ts";
import type { TimeNs } from "../domain/time.ts";
import { engineLimits } from "../ports/engine.ts";
import { commandKind } from "./layout.ts";
import { take } from "./reference-book.ts";
import type { Command } from "./reference-command.ts";
import { type ReferenceMarket, type Ticker, topCrosses } from "./reference-market.ts";
import { limitTicksOf, type OwnOrder, type OwnOrders, remainingLots } from "./reference-orders.ts";
import { newPosition } from "./reference-queue.ts";
import type { ReferenceQueues } from "./reference-queues.ts";
import type { ReferenceReports } from "./reference-reports.ts";
import { offersToTaker } from "./reference-taking.ts";

/** How a command met the venue. */
export interface Arrival {
  readonly arrivalNs: TimeNs;
  /** When its answer is seen. */
  readonly seenNs: TimeNs;
  /** The newest that was received by the arrival. */
  readonly ticker: Ticker;
}

export class ReferenceAnswers {
  constructor(
    private readonly market: ReferenceMarket,
    private readonly orders: OwnOrders,
    private readonly queues: ReferenceQueues,
    private readonly reports: ReferenceReports,
  ) {}

  answer(command: Command, arrival: Arrival): void {
    switch (command.kind) {
      case commandKind.place:
        this.#place(command, arrival);
        break;
      case commandKind.amend:
        this.#amend(command, arrival);
        break;
      case commandKind.cancel:
        this.#cancel(command, arrival);
        break;
      case commandKind.cancelAll:
        this.#cancelAll(arrival);
        break;
    }
  }

  #place(command: Command, arrival: Arrival): void {
    const order = newOrder(command, arrival);
    const reason = this.#refusalOfPlace(order, arrival.ticker);
    if (reason === "") this.#enter(order, ownEventKind.accepted, arrival);
    else this.reports.report(order, { kind: ownEventKind.rejected, reason, ...timesOf(arrival) });
  }

  #refusalOfPlace({ orderId, type, side, priceTicks }: OwnOrder, ticker: Ticker): RejectReason {
    if (this.orders.find(orderId) !== undefined) return "duplicate_order_id";
    if (mayRest(type) && this.orders.count >= engineLimits.ordersMax) return "orders_max_reached";
    return type === orderType.postOnly && this.#wouldCross(side, priceTicks, ticker) ? "would_cross" : "";
  }

  #wouldCross(side: Side, priceTicks: number, ticker: Ticker): boolean {
    if (this.orders.crosses(side, priceTicks)) return true;
    if (this.market.state !== "valid") return false;
    return this.market.book.crosses(side, priceTicks) || topCrosses(ticker, side, priceTicks);
  }

  #amend({ orderId, priceTicks, sizeLots }: Command, arrival: Arrival): void {
    const order = this.orders.find(orderId);
    if (order === undefined) {
      this.reports.refuseUnknown(ownEventKind.amendRejected, orderId, arrival.arrivalNs, arrival.seenNs);
      return;
    }
    const isDown = priceTicks === order.priceTicks && sizeLots < order.sizeLots;
    const reason = this.#refusalOfAmend(order, priceTicks, sizeLots, arrival.ticker);
    if (reason !== "") {
      const rest = { remainingLots: remainingLots(order) };
      this.reports.report(order, { kind: ownEventKind.amendRejected, reason, ...rest, ...timesOf(arrival) });
    } else if (isDown) this.#amendDown(order, sizeLots, arrival);
    else this.#enterAfresh(order, priceTicks, sizeLots, arrival);
  }

  #refusalOfAmend(order: OwnOrder, priceTicks: number, sizeLots: number, ticker: Ticker): RejectReason {
    if (sizeLots <= order.filledLots) return "size_already_filled";
    const isSamePrice = priceTicks === order.priceTicks;
    if (isSamePrice && sizeLots === order.sizeLots) return "no_change";
    const entersAfresh = !isSamePrice || sizeLots > order.sizeLots;
    const mustNotCross = order.type === orderType.postOnly && entersAfresh;
    return mustNotCross && this.#wouldCross(order.side, priceTicks, ticker) ? "would_cross" : "";
  }

  /** It keeps its place, and what it shows as far as it can. */
  #amendDown(order: OwnOrder, sizeLots: number, arrival: Arrival): void {
    order.sizeLots = sizeLots;
    order.sliceLots = Math.min(order.sliceLots, remainingLots(order));
    this.#tellOf(order, ownEventKind.amended, arrival);
  }

  #enterAfresh(order: OwnOrder, priceTicks: number, sizeLots: number, arrival: Arrival): void {
    this.orders.remove(order);
    order.priceTicks = priceTicks;
    order.sizeLots = sizeLots;
    order.enteredNs = arrival.arrivalNs;
    order.arrivalNs = arrival.arrivalNs;
    this.#enter(order, ownEventKind.amended, arrival);
  }

  /** An order comes to its queue: it takes what it may, then rests or expires. */
  #enter(order: OwnOrder, kind: typeof ownEventKind.accepted | typeof ownEventKind.amended, arrival: Arrival): void {
    const { type, side, priceTicks } = order;
    order.queue = mayRest(type) ? this.queues.startPosition(side, priceTicks) : newPosition(0, this.market.depthNs);
    this.#tellOf(order, kind, arrival);
    if (this.market.state === "valid" && type !== orderType.postOnly) this.#take(order, arrival);
    const lots = remainingLots(order);
    if (lots === 0) return;
    const meetsOwn = this.orders.crosses(side, limitTicksOf(order));
    if (mayRest(type) && !meetsOwn) {
      this.orders.add(order);
      this.queues.check(side, priceTicks);
      return;
    }
    const reason = meetsOwn ? "self_trade" : "";
    this.reports.report(order, { kind: ownEventKind.expired, reason, lots, ...timesOf(arrival) });
  }

  #take(order: OwnOrder, { arrivalNs, seenNs, ticker }: Arrival): void {
    const offers = offersToTaker(order, this.market, this.orders, ticker);
    const withinReachLots = offers.reduce((sum, { lots }) => sum + lots, 0);
    if (order.type === orderType.fok && withinReachLots < order.sizeLots) return;
    take(offers, remainingLots(order), (priceTicks, lots) =>
      this.reports.fill(order, { cause: "taker", lots, priceTicks, venueNs: arrivalNs, seenNs }),
    );
  }

  #tellOf(order: OwnOrder, kind: typeof ownEventKind.accepted | typeof ownEventKind.amended, arrival: Arrival): void {
    const state = { remainingLots: remainingLots(order), queueAheadLots: order.queue.aheadLots };
    this.reports.report(order, { kind, ...state, ...timesOf(arrival) });
  }

  #cancel({ orderId }: Command, arrival: Arrival): void {
    const order = this.orders.find(orderId);
    if (order !== undefined) this.#close(order, arrival);
    else this.reports.refuseUnknown(ownEventKind.cancelRejected, orderId, arrival.arrivalNs, arrival.seenNs);
  }

  #cancelAll(arrival: Arrival): void {
    if (this.orders.count === 0)
      this.reports.refuseUnknown(ownEventKind.cancelRejected, 0, arrival.arrivalNs, arrival.seenNs);
    for (const side of sides) for (const order of this.orders.ofSide(side)) this.#close(order, arrival);
  }

  #close(order: OwnOrder, arrival: Arrival): void {
    this.orders.remove(order);
    this.reports.report(order, { kind: ownEventKind.cancelled, ...timesOf(arrival) });
  }
}

function newOrder(command: Command, { arrivalNs, seenNs }: Arrival): OwnOrder {
  const { orderId, type, side, priceTicks, sizeLots, shownLots, latency } = command;
  return {
    orderId,
    type,
    side,
    priceTicks,
    sizeLots,
    peakLots: shownLots === 0 ? Number.POSITIVE_INFINITY : shownLots,
    enteredNs: arrivalNs,
    arrivalNs,
    responseNs: latency.responseNs,
    filledLots: 0,
    sliceLots: 0,
    queue: newPosition(0, arrivalNs),
    seenNs,
    isAnswered: false,
    hasEnded: false,
  };
}

function timesOf({ arrivalNs, seenNs }: Arrival): { venueNs: TimeNs; seenNs: TimeNs } {
  return { venueNs: arrivalNs, seenNs };
}
