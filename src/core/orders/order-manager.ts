/**
 * The order manager turns wants into the fewest commands, and keeps queue position where nothing material changed.
 *
 * An order at a wanted price with no more than the wanted size stays, however much of it is filled: its place in the
 * queue is worth more than the difference. One with more is amended down, which keeps its place too. What is not wanted
 * is cancelled; what is wanted and not working is placed, as far as risk, filters and funds allow with everything
 * counted that might still fill. A want is spent by its fill or its refusal: only the next decision renews it, so that
 * a sweep does not meet a quote that comes back by itself. A side that the venue's filters refuse again and again waits
 * (`filter-backoff.ts`).
 *
 * It is told each thing once and in order: by the replay venue, or by a `TrackedVenue`, which makes that of what a real
 * one tells.
 */
import { assert } from "../../base/assert.ts";
import type { Instrument } from "../../domain/instrument.ts";
import { mayRest, type OrderType, orderType } from "../../domain/order-type.ts";
import { type OwnEvent, ownEventKind } from "../../domain/own-event.ts";
import { type Side, sides } from "../../domain/side.ts";
import type { TimeNs } from "../../domain/time.ts";
import type { Venue } from "../../ports/venue.ts";
import type { KernelListener } from "../kernel-listener.ts";
import type { Portfolio } from "../portfolio/portfolio.ts";
import type { Risk } from "../risk/risk.ts";
import { levelsMax, WantedQuotes } from "../strategy/wanted-quotes.ts";
import { FilterBackoff } from "./filter-backoff.ts";
import { OpenOrders } from "./open-orders.ts";
import { OrderReview } from "./order-review.ts";
import { isConfirmed, type OwnOrder } from "./own-order.ts";
import { OwnQuotes } from "./own-quotes.ts";
import type { QueueEstimate } from "./queue-estimate.ts";
import { commandAnswered, roundTripNs } from "./round-trip.ts";

export class OrderManager {
  /** What the last decision wanted and is neither filled nor refused since. */
  readonly wanted = new WantedQuotes();
  readonly #open: OpenOrders;
  readonly #review: OrderReview;
  readonly #backoff = new FilterBackoff();
  readonly #own = [new OwnQuotes(), new OwnQuotes()] as const;
  readonly #isWorking = new Uint8Array(levelsMax); // Levels of the ladder at hand that an order works for.

  constructor(
    instrument: Instrument,
    private readonly venue: Venue,
    risk: Risk,
    portfolio: Portfolio,
    private readonly listener: KernelListener,
    /** Where a strategy asks how many are ahead of its quotes. */
    private readonly queues?: QueueEstimate,
  ) {
    this.#open = new OpenOrders(portfolio);
    this.#review = new OrderReview(instrument, risk, portfolio, this.#open);
  }

  /** Not done, oldest first. */
  get open(): readonly OwnOrder[] {
    return this.#open.list;
  }

  /** Best price of the orders working on a side, or NaN. */
  bestLiveTicks(side: Side): number {
    return this.#open.bestLiveTicks(side);
  }

  /** What works on a side and is to stay, or is on its way there. Lent until the next call for that side. */
  own(side: Side): OwnQuotes {
    this.queues?.follow(this.#open.list);
    const quotes = this.#own[side];
    this.#open.read(side, quotes);
    return quotes;
  }

  /** Brings orders towards `wanted`. Called at every stop. */
  reconcile(nowNs: TimeNs): void {
    for (const side of sides) {
      this.#trim(side, nowNs);
      this.#placeMissing(side, nowNs);
    }
    this.queues?.endStop(this.#open.list);
  }

  /**
   * Wants nothing more, and cancels at once whatever the venue has; what it has not confirmed yet follows when it does.
   */
  cancelAll(nowNs: TimeNs): void {
    this.wanted.clear();
    if (this.#open.list.length === 0) return;
    for (const order of this.#open.list) if (mayCancel(order)) noteCancel(order, nowNs);
    this.venue.cancelAll();
  }

  /**
   * Sends one order that trades at its price or better at once, and expires with the rest. The position bound does not
   * hold it: it is for leaving a position.
   * @returns why it was not sent, or undefined.
   */
  take(side: Side, priceTicks: number, sizeLots: number, nowNs: TimeNs): string | undefined {
    const reason = this.#review.refusalOfTake(side, priceTicks, sizeLots);
    if (reason === undefined) this.#send(orderType.ioc, side, priceTicks, sizeLots, nowNs, Number.NaN);
    else this.listener.vetoed(reason);
    return reason;
  }

  /**
   * As `take`, for a position that a strategy wants: what limits of positions, sizes and messages leave of it is sent.
   */
  takeWanted(side: Side, priceTicks: number, wantedLots: number, nowNs: TimeNs): void {
    const verdict = this.#review.of(orderType.ioc, side, priceTicks, wantedLots);
    if (verdict.reason !== undefined) this.listener.vetoed(verdict.reason);
    if (verdict.kind === "place") this.#send(orderType.ioc, side, priceTicks, verdict.sizeLots, nowNs, Number.NaN);
  }

  /** Takes in what the venue says of an order; gives the order, or undefined when it is done already. */
  apply(event: OwnEvent): OwnOrder | undefined {
    const order = this.#open.find(event.orderId);
    if (order === undefined) return this.#applyToDone(event);
    this.#tellAnswer(order, event);
    switch (event.kind) {
      case ownEventKind.accepted:
        assert(!isConfirmed(order), "an order is accepted once");
        this.#backoff.accepted(order.side);
        this.#confirm(order, event);
        break;
      case ownEventKind.inDoubt:
        assert(order.state === "pending", "only an order without an answer is in doubt");
        order.state = "unknown";
        break;
      case ownEventKind.rejected:
        this.listener.rejected(order, event.reason);
        this.#backoff.rejected(order.side, event.reason, event.seenNs);
        this.#spendWant(order, order.remainingLots);
        this.#open.close(order);
        break;
      case ownEventKind.filled:
        this.#spendWant(order, event.lots);
        this.#open.fill(order, event.lots);
        break;
      case ownEventKind.amended:
        this.#open.shrink(order, event.remainingLots);
        endAmend(order);
        break;
      case ownEventKind.amendRejected:
        endAmend(order);
        break;
      case ownEventKind.expired:
        this.#spendWant(order, order.remainingLots);
        this.#open.close(order);
        break;
      case ownEventKind.cancelled:
        this.#open.close(order);
        break;
      case ownEventKind.cancelRejected:
        if (event.remainingLots > 0 && order.state === "pendingCancel") order.state = "live";
        break;
      case ownEventKind.unknown:
        this.listener.closedUnknown(order);
        this.#open.close(order);
        break;
      case ownEventKind.adopted:
        assert(false, "an order that turns up was done");
    }
    return order;
  }

  /** One that may not rest ends by itself: nothing is to be done to it. */
  #confirm(order: OwnOrder, { remainingLots, queueAheadLots }: OwnEvent): void {
    order.state = mayRest(order.type) ? "live" : "pending";
    if (order.state !== "live" || remainingLots === 0) return;
    this.queues?.rest(order);
    this.listener.rested(order, queueAheadLots);
  }

  #applyToDone(event: OwnEvent): OwnOrder | undefined {
    if (event.kind === ownEventKind.adopted) {
      const order = this.#open.adopt(event);
      this.#cancel(order, event.seenNs);
      return order;
    }
    const isLate = event.kind === ownEventKind.cancelRejected || event.kind === ownEventKind.amendRejected;
    assert(isLate, "only a late cancel or amend speaks of an order that is done");
    return undefined;
  }

  #tellAnswer(order: OwnOrder, event: OwnEvent): void {
    const command = commandAnswered(event.kind);
    const tookNs = roundTripNs(order, event);
    if (command !== undefined && !Number.isNaN(tookNs)) this.listener.answered(command, tookNs);
  }

  /** Cancels what is at no wanted price, and takes off what is more than wanted. */
  #trim(side: Side, nowNs: TimeNs): void {
    const ladder = this.wanted.side(side);
    for (let level = 0; level < ladder.count; level++) this.#isWorking[level] = 0;
    for (const order of this.#open.list) {
      if (order.side !== side || order.state === "pendingCancel") continue;
      const level = ladder.indexOf(order.priceTicks);
      const isWanted = level >= 0 && this.#isWorking[level] === 0;
      if (isWanted) {
        this.#isWorking[level] = 1;
        if (order.remainingLots > ladder.sizeLots[level]!) this.#shrink(order, ladder.sizeLots[level]!, nowNs);
      } else if (isConfirmed(order)) this.#cancel(order, nowNs);
    }
  }

  /** An order not yet confirmed, or with an amend under way, waits for its answer. */
  #shrink(order: OwnOrder, wantedLots: number, nowNs: TimeNs): void {
    if (order.state !== "live") return;
    order.state = "pendingAmend";
    order.amendSentNs = nowNs;
    this.venue.amend(order.orderId, order.priceTicks, order.sizeLots - order.remainingLots + wantedLots);
  }

  #cancel(order: OwnOrder, nowNs: TimeNs): void {
    noteCancel(order, nowNs);
    this.venue.cancel(order.orderId);
  }

  #placeMissing(side: Side, nowNs: TimeNs): void {
    const ladder = this.wanted.side(side);
    let level = 0;
    while (level < ladder.count) {
      if (this.#isWorking[level] === 1 || this.#placeOrWait(side, level, nowNs)) level++;
      else {
        ladder.remove(level);
        this.#isWorking.copyWithin(level, level + 1);
      }
    }
  }

  /** False when the want is refused for good. */
  #placeOrWait(side: Side, level: number, nowNs: TimeNs): boolean {
    const ladder = this.wanted.side(side);
    const priceTicks = ladder.priceTicks[level]!;
    const verdict = this.#review.of(orderType.postOnly, side, priceTicks, ladder.sizeLots[level]!);
    if (verdict.reason !== undefined) this.listener.vetoed(verdict.reason);
    if (verdict.kind === "place") {
      if (this.#backoff.isWaiting(side, nowNs)) {
        this.listener.vetoed("filter_backoff");
        return false;
      }
      ladder.sizeLots[level] = verdict.sizeLots;
      this.#send(orderType.postOnly, side, priceTicks, verdict.sizeLots, nowNs, ladder.edgeTicks[level]!);
    }
    return verdict.kind !== "refuse";
  }

  #send(type: OrderType, side: Side, priceTicks: number, sizeLots: number, nowNs: TimeNs, edgeTicks: number): void {
    const { orderId } = this.#open.add(type, side, priceTicks, sizeLots, nowNs, edgeTicks);
    this.venue.place(type, side, orderId, priceTicks, sizeLots, 0);
  }

  #spendWant(order: OwnOrder, lots: number): void {
    const ladder = this.wanted.side(order.side);
    const level = ladder.indexOf(order.priceTicks);
    if (level === -1) return;
    if (ladder.sizeLots[level]! <= lots) ladder.remove(level);
    else ladder.sizeLots[level]! -= lots;
  }
}

/** Whether a cancel would find it, and is not on its way already. */
function mayCancel(order: OwnOrder): boolean {
  return isConfirmed(order) && order.state !== "pendingCancel";
}

function noteCancel(order: OwnOrder, nowNs: TimeNs): void {
  order.state = "pendingCancel";
  order.cancelSentNs = nowNs;
}

/** A cancel that was sent after the amend is still on its way. */
function endAmend(order: OwnOrder): void {
  if (order.state === "pendingAmend") order.state = "live";
}
