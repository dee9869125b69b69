/**
 * Own orders that rest at the venue, each side in the order in which it would be filled: best price first, then by
 * arrival.
 */
import { assert } from "../base/assert.ts";
import { type OrderType, orderType } from "../domain/order-type.ts";
import { bid, opposite, type Side } from "../domain/side.ts";
import type { DurationNs, TimeNs } from "../domain/time.ts";
import { isBetter, reaches } from "./reference-book.ts";
import type { QueuePosition } from "./reference-queue.ts";

export interface OwnOrder {
  readonly orderId: number;
  readonly type: OrderType;
  readonly side: Side;
  /** 0 for a market order. */
  priceTicks: number;
  sizeLots: number;
  /** Shows at most so many lots; Infinity for all. */
  readonly peakLots: number;
  /** When it reached the venue, or an amend did by which it entered afresh: `A` of the rules. */
  enteredNs: TimeNs;
  /** When it took its place in the queue, `T` of the rules: later, for a later slice of an iceberg. */
  arrivalNs: TimeNs;
  /** Of its fills. */
  readonly responseNs: DurationNs;
  filledLots: number;
  /** What it shows, while it rests; what is left beyond is hidden. */
  sliceLots: number;
  queue: QueuePosition;
  /** No later event of this order is seen before this. */
  seenNs: TimeNs;
  isAnswered: boolean;
  hasEnded: boolean;
}

export class OwnOrders {
  readonly #sides: readonly [OwnOrder[], OwnOrder[]] = [[], []];
  readonly #byId = new Map<number, OwnOrder>();

  get count(): number {
    return this.#byId.size;
  }

  find(orderId: number): OwnOrder | undefined {
    return this.#byId.get(orderId);
  }

  best(side: Side): OwnOrder | undefined {
    return this.#sides[side][0];
  }

  /** A copy, so that orders may leave while it is walked. */
  ofSide(side: Side): OwnOrder[] {
    return [...this.#sides[side]];
  }

  /** By arrival; a copy likewise. */
  at(side: Side, priceTicks: number): OwnOrder[] {
    return this.#sides[side].filter((order) => order.priceTicks === priceTicks);
  }

  /** Whether an own order rests against one of `side` at or through its price. */
  crosses(side: Side, priceTicks: number): boolean {
    const other = this.best(opposite(side));
    return other !== undefined && reaches(side, priceTicks, other.priceTicks);
  }

  /** Rests an order behind those already at its price. */
  add(order: OwnOrder): void {
    assert(!this.#byId.has(order.orderId), "an order rests once");
    assert(!this.crosses(order.side, order.priceTicks), "own orders at rest do not cross each other");
    const orders = this.#sides[order.side];
    const index = orders.findIndex((other) => isBetter(order.side, order.priceTicks, other.priceTicks));
    orders.splice(index < 0 ? orders.length : index, 0, order);
    this.#byId.set(order.orderId, order);
    order.sliceLots = Math.min(order.peakLots, remainingLots(order));
  }

  remove(order: OwnOrder): void {
    const orders = this.#sides[order.side];
    const index = orders.indexOf(order);
    assert(index >= 0, "an order that leaves was resting");
    orders.splice(index, 1);
    this.#byId.delete(order.orderId);
    order.sliceLots = 0;
  }
}

export function remainingLots(order: OwnOrder): number {
  return order.sizeLots - order.filledLots;
}

/** The price up to which an order trades: a market order's is beyond all others. */
export function limitTicksOf({ type, side, priceTicks }: OwnOrder): number {
  if (type !== orderType.market) return priceTicks;
  return side === bid ? Number.POSITIVE_INFINITY : 0;
}
