/**
 * The orders that rest, each with its side, price and what is left of it, and the best price of each side. It knows no
 * places in queues: that is the book of orders' part (`src/ports/order-book.ts`).
 */
import { assert } from "../../base/assert.ts";
import { LocalBook } from "../../domain/local-book.ts";
import { bid, opposite, type Side } from "../../domain/side.ts";

export interface RestingOrder {
  readonly orderId: bigint;
  readonly side: Side;
  readonly priceTicks: number;
  readonly leftLots: number;
}

export class RestingOrders {
  readonly #orders = new Map<bigint, RestingOrder>();
  readonly #levelLots = [new Map<number, number>(), new Map<number, number>()] as const;
  readonly #book = new LocalBook();

  order(orderId: bigint): RestingOrder | undefined {
    return this.#orders.get(orderId);
  }

  levelLots(side: Side, priceTicks: number): number {
    return this.#levelLots[side].get(priceTicks) ?? 0;
  }

  /** Whether an order of this side and price would meet one of the other side. */
  crosses(side: Side, priceTicks: number): boolean {
    const others = this.#book.side(opposite(side));
    return others.count > 0 && isThrough(side, priceTicks, others.priceTicks(0));
  }

  /** Those that an order of this side and price would meet. */
  crossedBy(side: Side, priceTicks: number): RestingOrder[] {
    if (!this.crosses(side, priceTicks)) return [];
    return [...this.#orders.values()].filter(
      (order) => order.side !== side && isThrough(side, priceTicks, order.priceTicks),
    );
  }

  add(order: RestingOrder): void {
    assert(!this.#orders.has(order.orderId), "an order rests once");
    this.#orders.set(order.orderId, order);
    this.#moveLevel(order, order.leftLots);
  }

  /** Takes lots off an order; with none left it has gone. */
  takeOff(order: RestingOrder, lots: number): void {
    const leftLots = order.leftLots - lots;
    assert(leftLots >= 0, "no more lots go than are left");
    if (leftLots > 0) this.#orders.set(order.orderId, { ...order, leftLots });
    else this.#orders.delete(order.orderId);
    this.#moveLevel(order, -lots);
  }

  clear(): void {
    this.#orders.clear();
    for (const levels of this.#levelLots) levels.clear();
    this.#book.clear();
  }

  #moveLevel({ side, priceTicks }: RestingOrder, lots: number): void {
    const newLots = this.levelLots(side, priceTicks) + lots;
    if (newLots > 0) this.#levelLots[side].set(priceTicks, newLots);
    else this.#levelLots[side].delete(priceTicks);
    this.#book.side(side).set(priceTicks, newLots, 0);
  }
}

/** Whether an order of this side and price would meet one of the other side at `otherTicks`. */
export function isThrough(side: Side, priceTicks: number, otherTicks: number): boolean {
  return side === bid ? priceTicks >= otherTicks : priceTicks <= otherTicks;
}
