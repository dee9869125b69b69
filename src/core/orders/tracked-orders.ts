/**
 * The orders of a session by id: those that are not closed, and of the closed ones enough to know a late report for
 * what it is. They are forgotten in the end, but for the lost ones, which may turn up.
 */
import { assert } from "../../base/assert.ts";
import { isClosed, type TrackedOrder } from "./tracked-order.ts";

/** So many closed orders at least are remembered, and at most twice as many. What is told of an older one is stray. */
export const ordersClosedMin = 16_384;

export class TrackedOrders {
  readonly #open = new Map<number, TrackedOrder>();
  readonly #lost = new Map<number, TrackedOrder>();
  // Two generations: taking the oldest out of a map one by one gets slow, since it keeps the places of what has gone.
  #closed = new Map<number, TrackedOrder>();
  #closedBefore = new Map<number, TrackedOrder>();

  /** Not closed, in the order sent; one that turned up stands last. */
  get open(): Iterable<TrackedOrder> {
    return this.#open.values();
  }

  get lost(): Iterable<TrackedOrder> {
    return this.#lost.values();
  }

  get openCount(): number {
    return this.#open.size;
  }

  findOpen(orderId: number): TrackedOrder | undefined {
    return this.#open.get(orderId);
  }

  find(orderId: number): TrackedOrder | undefined {
    return (
      this.#open.get(orderId) ?? this.#closed.get(orderId) ?? this.#closedBefore.get(orderId) ?? this.#lost.get(orderId)
    );
  }

  add(order: TrackedOrder): void {
    assert(this.find(order.orderId) === undefined, "order ids are never used twice");
    this.#open.set(order.orderId, order);
  }

  /** Puts an order where its stage belongs. */
  move(order: TrackedOrder): void {
    const { orderId, stage } = order;
    this.#open.delete(orderId);
    this.#lost.delete(orderId);
    if (!isClosed(order)) this.#open.set(orderId, order);
    else if (stage === "lost") this.#lost.set(orderId, order);
    else this.#remember(order);
  }

  #remember(order: TrackedOrder): void {
    this.#closed.set(order.orderId, order);
    if (this.#closed.size < ordersClosedMin) return;
    this.#closedBefore = this.#closed;
    this.#closed = new Map();
  }
}
