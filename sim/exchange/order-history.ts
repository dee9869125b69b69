/**
 * Closed orders of one account at one market, the latest ones. Their index is made when somebody first asks for an order by its id: accounts
 * that never ask do not pay for it.
 */
import type { Order } from "./order.ts";
import { Recent } from "./recent.ts";

export class OrderHistory {
  readonly #orders: Recent<Order>;
  #byId: Map<number, Order> | undefined;
  /** Of several with one client id, the one that was closed last. */
  #byClientId = new Map<string, Order>();

  constructor(ordersMax: number) {
    this.#orders = new Recent(ordersMax);
  }

  add(order: Order): void {
    const forgotten = this.#orders.push(order);
    if (this.#byId === undefined) return;
    this.#index(this.#byId, order);
    if (forgotten === undefined) return;
    this.#byId.delete(forgotten.orderId);
    if (forgotten.hasOwnClientOrderId && this.#byClientId.get(forgotten.clientOrderId) === forgotten)
      this.#byClientId.delete(forgotten.clientOrderId);
  }

  withId(orderId: number): Order | undefined {
    return this.#indexed().get(orderId);
  }

  /** Of those with a client id of their own. */
  withClientId(text: string): Order | undefined {
    this.#indexed();
    return this.#byClientId.get(text);
  }

  [Symbol.iterator](): Iterator<Order> {
    return this.#orders[Symbol.iterator]();
  }

  #indexed(): Map<number, Order> {
    if (this.#byId !== undefined) return this.#byId;
    this.#byId = new Map();
    for (const order of this.#orders) this.#index(this.#byId, order);
    return this.#byId;
  }

  #index(byId: Map<number, Order>, order: Order): void {
    byId.set(order.orderId, order);
    if (order.hasOwnClientOrderId) this.#byClientId.set(order.clientOrderId, order);
  }
}
