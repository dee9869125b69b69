/** Own orders that rest at the venue, each side in the order in which it would be filled: best price first, then by arrival. */
import { assert } from "../base/assert.ts";
import type { Side } from "../domain/side.ts";
import type { DurationNs, TimeNs } from "../domain/time.ts";
import { isBetter } from "./reference-book.ts";

export interface OwnOrder {
  readonly orderId: number;
  readonly side: Side;
  readonly priceTicks: number;
  readonly sizeLots: number;
  /** When it reached the venue, `T` of the rules. */
  readonly arrivalNs: TimeNs;
  /** Of its answer and its fills. */
  readonly responseLatencyNs: DurationNs;
  filledLots: number;
  /** No later event of this order is seen before this. */
  seenNs: TimeNs;
  readonly queue: QueuePosition;
}

/** Where an order stands among the lots of others at its price (rules, section 6). */
export interface QueuePosition {
  aheadLots: number;
  /** The depth time at which `aheadLots` was read from the level. */
  bookNs: TimeNs;
  /** Whether a depth event newer than the order's arrival was received. */
  hasSeenNewerDepth: boolean;
  /** What depth events moved it by, oldest first. */
  readonly moves: QueueMove[];
  /** End of the latest move that was forgotten for want of room. */
  movesLostNs: TimeNs;
}

/** Over depth times later than `afterNs` and up to `untilNs`. */
export interface QueueMove {
  readonly afterNs: TimeNs;
  readonly untilNs: TimeNs;
  /** What prints have not yet accounted for. */
  lots: number;
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

  /** A copy, so that orders may leave while it is walked. */
  ofSide(side: Side): OwnOrder[] {
    return [...this.#sides[side]];
  }

  /** By arrival; a copy likewise. */
  at(side: Side, priceTicks: number): OwnOrder[] {
    return this.#sides[side].filter((order) => order.priceTicks === priceTicks);
  }

  /** Rests an order behind those already at its price. */
  add(order: OwnOrder): void {
    assert(!this.#byId.has(order.orderId), "an order rests once");
    const orders = this.#sides[order.side];
    const index = orders.findIndex((other) => isBetter(order.side, order.priceTicks, other.priceTicks));
    orders.splice(index < 0 ? orders.length : index, 0, order);
    this.#byId.set(order.orderId, order);
  }

  remove(order: OwnOrder): void {
    const orders = this.#sides[order.side];
    const index = orders.indexOf(order);
    assert(index >= 0, "an order that leaves was resting");
    orders.splice(index, 1);
    this.#byId.delete(order.orderId);
  }
}

export function remainingLots(order: OwnOrder): number {
  return order.sizeLots - order.filledLots;
}
