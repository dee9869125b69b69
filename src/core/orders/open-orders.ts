/**
 * The orders that are not done, with what a fill of all of them would come to: lots by side, and the balance that they
 * lock.
 */
import { assert } from "../../base/assert.ts";
import { subtract } from "../../base/whole.ts";
import { type OrderType, orderType } from "../../domain/order-type.ts";
import type { OwnEvent } from "../../domain/own-event.ts";
import { bid, type Side } from "../../domain/side.ts";
import type { TimeNs } from "../../domain/time.ts";
import type { Portfolio } from "../portfolio/portfolio.ts";
import { isConfirmed, type OwnOrder } from "./own-order.ts";
import type { OwnQuotes } from "./own-quotes.ts";

// Loops instead of closures: these run at most decisions.
export class OpenOrders {
  /** In the order placed; one that turned up again stands last. */
  readonly list: OwnOrder[] = [];
  readonly #lots: [number, number] = [0, 0];
  #lastOrderId = 0;

  constructor(private readonly portfolio: Portfolio) {}

  /** Of a side, all that is not filled of the orders there. */
  lots(side: Side): number {
    return this.#lots[side];
  }

  find(orderId: number): OwnOrder | undefined {
    for (const order of this.list) if (order.orderId === orderId) return order;
    return undefined;
  }

  /** A new order, on its way from now on. */
  add(type: OrderType, side: Side, priceTicks: number, sizeLots: number, nowNs: TimeNs, edgeTicks: number): OwnOrder {
    return this.#insert(++this.#lastOrderId, type, side, priceTicks, sizeLots, nowNs, edgeTicks);
  }

  /** An order that was closed turns up, with `remainingLots` of it to go. */
  adopt({ orderId, side, priceTicks, lots, remainingLots, seenNs }: OwnEvent): OwnOrder {
    assert(orderId <= this.#lastOrderId, "an order that turns up was placed here");
    const order = this.#insert(orderId, orderType.limit, side, priceTicks, remainingLots, seenNs, Number.NaN);
    order.state = "live";
    order.sizeLots += lots;
    return order;
  }

  fill(order: OwnOrder, lots: number): void {
    assert(lots > 0 && lots <= order.remainingLots, "a fill is part of what remains");
    this.#setRemaining(order, order.remainingLots - lots);
    order.aheadLots = 0; // Whoever is filled is the first.
    if (order.remainingLots === 0) this.close(order);
  }

  /** An amend took the difference off the size. */
  shrink(order: OwnOrder, remainingLots: number): void {
    assert(remainingLots > 0 && remainingLots <= order.remainingLots, "an amend leaves part of what remained");
    order.sizeLots -= order.remainingLots - remainingLots;
    this.#setRemaining(order, remainingLots);
  }

  /** What remains of it will never fill. `remainingLots` still tells how much that was. */
  close(order: OwnOrder): void {
    const at = this.list.indexOf(order);
    assert(at >= 0, "an order is closed once");
    this.list.splice(at, 1);
    const { remainingLots } = order;
    this.#setRemaining(order, 0);
    order.remainingLots = remainingLots;
  }

  /** Those of a side that are not told to go, in the order of the list. */
  read(side: Side, quotes: OwnQuotes): void {
    quotes.clear();
    for (const order of this.list)
      if (order.side === side && order.state !== "pendingCancel")
        quotes.add(order.priceTicks, order.remainingLots, order.aheadLots);
  }

  /** Best price of the orders working on a side, or NaN. */
  bestLiveTicks(side: Side): number {
    let bestTicks = Number.NaN;
    for (const order of this.list) {
      if (order.side !== side || !isConfirmed(order)) continue;
      const isBetter = side === bid ? order.priceTicks > bestTicks : order.priceTicks < bestTicks;
      if (Number.isNaN(bestTicks) || isBetter) bestTicks = order.priceTicks;
    }
    return bestTicks;
  }

  /** Whether an order of that side may still go or shrink, or has not been confirmed. */
  isSettling(side: Side): boolean {
    for (const order of this.list) if (order.side === side && order.state !== "live") return true;
    return false;
  }

  /** Whether an order of the other side stands at or through that price. */
  wouldCross(side: Side, priceTicks: number): boolean {
    for (const order of this.list) {
      if (order.side === side) continue;
      if (side === bid ? order.priceTicks <= priceTicks : order.priceTicks >= priceTicks) return true;
    }
    return false;
  }

  #insert(
    orderId: number,
    type: OrderType,
    side: Side,
    priceTicks: number,
    sizeLots: number,
    sentNs: TimeNs,
    edgeTicks: number,
  ): OwnOrder {
    const order: OwnOrder = {
      orderId,
      type,
      side,
      priceTicks,
      sentNs,
      state: "pending",
      sizeLots,
      remainingLots: 0,
      amendSentNs: Number.NaN,
      cancelSentNs: Number.NaN,
      aheadLots: Number.NaN,
      queueReadNs: Number.NaN,
      edgeTicks,
      lockedUnits: 0,
    };
    this.list.push(order);
    this.#setRemaining(order, sizeLots);
    return order;
  }

  #setRemaining(order: OwnOrder, remainingLots: number): void {
    this.#lots[order.side] += remainingLots - order.remainingLots;
    assert(this.#lots[order.side] >= 0, "open lots add up");
    order.remainingLots = remainingLots;
    const payer = this.portfolio.payer(order.side);
    if (payer === undefined) return;
    const lockedUnits = remainingLots === 0 ? 0 : this.portfolio.costUnits(order.side, order.priceTicks, remainingLots);
    payer.lock(subtract(lockedUnits, order.lockedUnits));
    order.lockedUnits = lockedUnits;
  }
}
