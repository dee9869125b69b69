/**
 * The orders of a session by id: those that are not closed, and of the closed ones enough to know a late report for
 * what it is. Orders that are done are forgotten in the end; those that are gone never, as they may turn up.
 */
import { assert } from "../../base/assert.ts";
import { isClosed, type TrackedOrder } from "./tracked-order.ts";

/** Orders done and remembered. What is told of an older one is a stray report. */
export const ordersDoneMax = 16_384;

export class TrackedOrders {
  readonly #open = new Map<number, TrackedOrder>();
  readonly #gone = new Map<number, TrackedOrder>();
  readonly #done = new Map<number, TrackedOrder>();

  /** Not closed, in the order sent; one that turned up stands last. */
  get open(): Iterable<TrackedOrder> {
    return this.#open.values();
  }

  get openCount(): number {
    return this.#open.size;
  }

  findOpen(orderId: number): TrackedOrder | undefined {
    return this.#open.get(orderId);
  }

  find(orderId: number): TrackedOrder | undefined {
    return this.#open.get(orderId) ?? this.#done.get(orderId) ?? this.#gone.get(orderId);
  }

  add(order: TrackedOrder): void {
    assert(this.find(order.orderId) === undefined, "order ids are never used twice");
    this.#open.set(order.orderId, order);
  }

  /** Puts an order where its stage belongs. */
  move(order: TrackedOrder): void {
    const { orderId, stage } = order;
    this.#open.delete(orderId);
    this.#gone.delete(orderId);
    if (!isClosed(order)) this.#open.set(orderId, order);
    else if (stage === "gone") this.#gone.set(orderId, order);
    else this.#remember(order);
  }

  #remember(order: TrackedOrder): void {
    this.#done.set(order.orderId, order);
    if (this.#done.size <= ordersDoneMax) return;
    const oldest = this.#done.keys().next().value!;
    this.#done.delete(oldest);
  }
}
