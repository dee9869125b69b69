/**
 * The order manager turns wants into the fewest commands, and keeps queue position where nothing material changed.
 *
 * An order at a wanted price with no more than the wanted size stays, however much of it is filled: its place in the queue is
 * worth more than the difference. What is not wanted is cancelled; what is wanted and not working is placed, as far as risk,
 * filters and funds allow with everything counted that might still fill. A want is spent by its fill or its refusal: only the
 * next decision renews it, so that a sweep does not meet a quote that comes back by itself.
 */
import { assert } from "../../base/assert.ts";
import { checkFilters } from "../../domain/filters.ts";
import type { Instrument } from "../../domain/instrument.ts";
import { orderType } from "../../domain/order-type.ts";
import { type OwnEvent, ownEventKind } from "../../domain/own-event.ts";
import { bid, type Side, sides } from "../../domain/side.ts";
import type { TimeNs } from "../../domain/time.ts";
import type { Venue } from "../../ports/venue.ts";
import type { KernelListener } from "../kernel-listener.ts";
import type { Portfolio } from "../portfolio/portfolio.ts";
import type { Risk } from "../risk/risk.ts";
import { levelsMax, WantedQuotes } from "../strategy/wanted-quotes.ts";
import type { OwnOrder } from "./own-order.ts";

/** Orders not yet done; with that many, nothing more is placed. */
export const ordersOpenMax = 128;

export class OrderManager {
  /** What the last decision wanted and is neither filled nor refused since. */
  readonly wanted = new WantedQuotes();
  readonly #open: OwnOrder[] = []; // By id, oldest first.
  readonly #openLots: [number, number] = [0, 0];
  readonly #lockedUnits: [bigint, bigint] = [0n, 0n];
  readonly #isWorking = new Uint8Array(levelsMax); // Levels of the ladder at hand that an order works for.
  #lastOrderId = 0;

  constructor(
    private readonly instrument: Instrument,
    private readonly venue: Venue,
    private readonly risk: Risk,
    private readonly portfolio: Portfolio,
    private readonly listener: KernelListener,
  ) {}

  get open(): readonly OwnOrder[] {
    return this.#open;
  }

  /** Best price of the orders working on a side, or NaN. */
  bestLiveTicks(side: Side): number {
    let bestTicks = Number.NaN;
    for (const order of this.#open) {
      if (order.side !== side || order.state === "pending") continue;
      const isBetter = side === bid ? order.priceTicks > bestTicks : order.priceTicks < bestTicks;
      if (Number.isNaN(bestTicks) || isBetter) bestTicks = order.priceTicks;
    }
    return bestTicks;
  }

  /** Brings orders towards `wanted`. Called at every stop. */
  reconcile(nowNs: TimeNs): void {
    for (const side of sides) {
      this.#cancelUnwanted(side, nowNs);
      this.#placeMissing(side, nowNs);
    }
  }

  /** Takes in what the venue says of an order; gives the order, or undefined when it is done already. */
  apply(event: OwnEvent): OwnOrder | undefined {
    const order = this.#find(event.orderId);
    if (order === undefined) {
      assert(event.kind === ownEventKind.cancelRejected, "only a late cancel speaks of an order that is done");
      return undefined;
    }
    switch (event.kind) {
      case ownEventKind.accepted:
        assert(order.state === "pending", "an order is accepted once");
        order.state = "live";
        if (event.remainingLots > 0) this.listener.rested(order, event.queueAheadLots);
        this.listener.answered("place", event.seenNs - order.sentNs);
        break;
      case ownEventKind.rejected:
        this.listener.answered("place", event.seenNs - order.sentNs);
        this.listener.rejected(order, event.reason);
        this.#spendWant(order, order.remainingLots);
        this.#close(order);
        break;
      case ownEventKind.filled:
        this.#fill(order, event.lots);
        break;
      case ownEventKind.cancelled:
        this.listener.answered("cancel", event.seenNs - order.cancelSentNs);
        this.#close(order);
        break;
      case ownEventKind.cancelRejected:
        this.listener.answered("cancel", event.seenNs - order.cancelSentNs);
        break;
      case ownEventKind.unknown:
        this.listener.closedUnknown(order);
        this.#close(order);
        break;
    }
    return order;
  }

  #cancelUnwanted(side: Side, nowNs: TimeNs): void {
    const ladder = this.wanted.side(side);
    this.#isWorking.fill(0, 0, ladder.count);
    for (const order of this.#open) {
      if (order.side !== side || order.state === "pendingCancel") continue;
      const level = ladder.indexOf(order.priceTicks);
      const isWanted = level >= 0 && this.#isWorking[level] === 0 && order.remainingLots <= ladder.sizeLots[level]!;
      if (isWanted) this.#isWorking[level] = 1;
      else if (order.state === "live") this.#cancel(order, nowNs);
    }
  }

  #cancel(order: OwnOrder, nowNs: TimeNs): void {
    order.state = "pendingCancel";
    order.cancelSentNs = nowNs;
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
    const verdict = this.#review(side, priceTicks, ladder.sizeLots[level]!);
    if (verdict.reason !== undefined) this.listener.vetoed(verdict.reason);
    if (verdict.kind === "place") {
      ladder.sizeLots[level] = verdict.sizeLots;
      this.#place(side, priceTicks, verdict.sizeLots, nowNs);
    }
    return verdict.kind !== "refuse";
  }

  /** Whether a want may be ordered now, later (something of ours is in the way and leaving), or not at all. */
  #review(side: Side, priceTicks: number, wantedLots: number): Verdict {
    if (this.#open.length >= ordersOpenMax) return waitForRoom;
    if (this.#wouldCrossOwn(side, priceTicks)) return waitForRoom;

    const isLeaving = this.#isSettling(side);
    const sizeLots = this.risk.allowedLots(side, wantedLots, this.portfolio.positionLots, this.#openLots[side]);
    if (sizeLots < wantedLots && isLeaving) return waitForRoom;
    if (sizeLots === 0) return { kind: "refuse", reason: "position_bound" };

    const filterReason = checkFilters(this.instrument, this.portfolio.valuation, priceTicks, sizeLots);
    if (filterReason !== undefined) return { kind: "refuse", reason: filterReason };
    if (!this.#isFunded(side, priceTicks, sizeLots))
      return isLeaving ? waitForRoom : { kind: "refuse", reason: "insufficient_funds" };
    return { kind: "place", sizeLots, reason: sizeLots < wantedLots ? "position_bound" : undefined };
  }

  #isFunded(side: Side, priceTicks: number, sizeLots: number): boolean {
    const freeUnits = this.portfolio.freeUnits(side);
    if (freeUnits === undefined) return true;
    return this.#lockedUnits[side] + this.portfolio.costUnits(side, priceTicks, sizeLots) <= freeUnits;
  }

  // Loops instead of closures: these run at most decisions.
  #find(orderId: number): OwnOrder | undefined {
    for (const order of this.#open) if (order.orderId === orderId) return order;
    return undefined;
  }

  /** Whether an order of that side may still go, or has not been confirmed. */
  #isSettling(side: Side): boolean {
    for (const order of this.#open) if (order.side === side && order.state !== "live") return true;
    return false;
  }

  #wouldCrossOwn(side: Side, priceTicks: number): boolean {
    for (const order of this.#open) {
      if (order.side === side) continue;
      if (side === bid ? order.priceTicks <= priceTicks : order.priceTicks >= priceTicks) return true;
    }
    return false;
  }

  #place(side: Side, priceTicks: number, sizeLots: number, nowNs: TimeNs): void {
    const lockedUnits = this.portfolio.costUnits(side, priceTicks, sizeLots);
    const order: OwnOrder = {
      orderId: ++this.#lastOrderId,
      side,
      priceTicks,
      sizeLots,
      sentNs: nowNs,
      state: "pending",
      remainingLots: sizeLots,
      cancelSentNs: Number.NaN,
      lockedUnits,
    };
    this.#open.push(order);
    this.#openLots[side] += sizeLots;
    this.#lockedUnits[side] += lockedUnits;
    this.venue.place(orderType.postOnly, side, order.orderId, priceTicks, sizeLots, 0);
  }

  #fill(order: OwnOrder, lots: number): void {
    assert(lots > 0 && lots <= order.remainingLots, "a fill is part of what remains");
    order.remainingLots -= lots;
    this.#openLots[order.side] -= lots;
    this.#spendWant(order, lots);
    this.#lock(order, this.portfolio.costUnits(order.side, order.priceTicks, order.remainingLots));
    if (order.remainingLots === 0) this.#close(order);
  }

  #close(order: OwnOrder): void {
    const at = this.#open.indexOf(order);
    assert(at >= 0, "an order is closed once");
    this.#open.splice(at, 1);
    this.#openLots[order.side] -= order.remainingLots;
    this.#lock(order, 0n);
    assert(this.#openLots[order.side] >= 0, "open lots add up");
  }

  #lock(order: OwnOrder, units: bigint): void {
    this.#lockedUnits[order.side] += units - order.lockedUnits;
    order.lockedUnits = units;
  }

  #spendWant(order: OwnOrder, lots: number): void {
    const ladder = this.wanted.side(order.side);
    const level = ladder.indexOf(order.priceTicks);
    if (level === -1) return;
    if (ladder.sizeLots[level]! <= lots) ladder.remove(level);
    else ladder.sizeLots[level]! -= lots;
  }
}

type Verdict =
  | { readonly kind: "place"; readonly sizeLots: number; readonly reason: string | undefined }
  | { readonly kind: "refuse"; readonly reason: string }
  | { readonly kind: "wait"; readonly reason: undefined };

const waitForRoom: Verdict = { kind: "wait", reason: undefined };
