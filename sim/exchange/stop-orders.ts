/**
 * Orders that wait for a price: stop-loss and take-profit, trailing or not. The last trade price triggers them.
 *
 * A buy stop-loss and a sell take-profit wait for a price at or above their stop, the other two for one at or below. A trailing order
 * follows the best price for it (lowest for a buy, highest for a sell) from the moment its stop is met, or at once without
 * one, and is triggered by a move of its delta away from that. Source: Binance Spot API, trailing stop FAQ.
 */
import { assert } from "../../src/base/assert.ts";
import { bid } from "../../src/domain/side.ts";
import type { Order } from "./order.ts";

const bipsUnit = 10_000;

export class StopOrders {
  /** Not trailing: what waits for a rise, and for a fall. */
  readonly #above = new Set<Order>();
  readonly #below = new Set<Order>();
  /** The nearest stops, so that most trades are done with one look. */
  #nearestAbove = Number.POSITIVE_INFINITY;
  #nearestBelow = Number.NEGATIVE_INFINITY;
  /** Trailing orders, and the best price since they follow; NaN before that. */
  readonly #trailing = new Map<Order, number>();

  /** @param lastTicks of the last trade, 0 for none: a trailing order without a stop follows from there. */
  add(order: Order, lastTicks: number): void {
    assert(order.isAlgo && !order.isWorking, "an order waits before it works");
    if (order.trailingBips > 0) {
      const isFollowing = order.stopTicks === 0 && lastTicks > 0;
      this.#trailing.set(order, isFollowing ? lastTicks : Number.NaN);
      if (order.stopTicks === 0) order.trailingUs = order.createdUs;
      return;
    }
    (waitsAbove(order) ? this.#above : this.#below).add(order);
    this.#findNearest();
  }

  delete(order: Order): void {
    if (this.#trailing.delete(order)) return;
    const wasWaiting = this.#above.delete(order) || this.#below.delete(order);
    assert(wasWaiting, "an order that leaves has waited");
    this.#findNearest();
  }

  /** A trade at this price; those it triggers leave and are appended to `triggered`, in the order of their ids. */
  traded(priceTicks: number, timeUs: number, triggered: Order[]): void {
    if (priceTicks >= this.#nearestAbove || priceTicks <= this.#nearestBelow) this.#trigger(priceTicks, triggered);
    if (this.#trailing.size > 0) this.#follow(priceTicks, timeUs, triggered);
  }

  #trigger(priceTicks: number, triggered: Order[]): void {
    const due = [...this.#above, ...this.#below].filter((order) => isStopMet(order, priceTicks));
    for (const order of due.sort((a, b) => a.orderId - b.orderId)) {
      this.delete(order);
      triggered.push(order);
    }
  }

  #follow(priceTicks: number, timeUs: number, triggered: Order[]): void {
    for (const [order, bestTicks] of this.#trailing) {
      if (Number.isNaN(bestTicks)) {
        if (order.stopTicks > 0 && !isStopMet(order, priceTicks)) continue;
        order.trailingUs = order.trailingUs < 0 ? timeUs : order.trailingUs;
        this.#trailing.set(order, priceTicks);
      } else if (order.side === bid ? priceTicks < bestTicks : priceTicks > bestTicks) {
        this.#trailing.set(order, priceTicks);
      } else if (hasTurned(order, bestTicks, priceTicks)) {
        this.#trailing.delete(order);
        triggered.push(order);
      }
    }
  }

  #findNearest(): void {
    this.#nearestAbove = Number.POSITIVE_INFINITY;
    this.#nearestBelow = Number.NEGATIVE_INFINITY;
    for (const { stopTicks } of this.#above) this.#nearestAbove = Math.min(this.#nearestAbove, stopTicks);
    for (const { stopTicks } of this.#below) this.#nearestBelow = Math.max(this.#nearestBelow, stopTicks);
  }
}

/** Whether a trade at this price meets the stop. */
export function isStopMet(order: Pick<Order, "side" | "kind" | "stopTicks">, priceTicks: number): boolean {
  return waitsAbove(order) ? priceTicks >= order.stopTicks : priceTicks <= order.stopTicks;
}

/** Whether it waits for a price at or above its stop; the others for one at or below. */
export function waitsAbove({ side, kind }: Pick<Order, "side" | "kind">): boolean {
  const isStopLoss = kind === "STOP_LOSS" || kind === "STOP_LOSS_LIMIT";
  return isStopLoss === (side === bid);
}

/** The price has moved by the delta away from the best one: 44,100 is 42,000 and 500 bips. */
function hasTurned(order: Order, bestTicks: number, priceTicks: number): boolean {
  if (order.side === bid) return priceTicks * bipsUnit >= bestTicks * (bipsUnit + order.trailingBips);
  return priceTicks * bipsUnit <= bestTicks * (bipsUnit - order.trailingBips);
}
