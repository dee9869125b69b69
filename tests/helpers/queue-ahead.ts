/**
 * What stands before one order of ours in its queue, known order by order: exact, where the venue tells every order.
 *
 * First in, first out: those ahead are the orders that rested at our price when we joined. They only ever trade or
 * cancel, so what is ahead of us never grows, whatever comes in behind, and no model of a queue is needed.
 */
import { assert } from "../../src/base/assert.ts";
import { orderEventKind as kinds, type OrderEventKind } from "../../src/domain/order-event.ts";

export class QueueAhead {
  readonly #leftLots = new Map<bigint, number>();
  #lots = 0;

  /** @param queue the orders that rest at our price as we join. */
  constructor(queue: Iterable<{ readonly orderId: bigint; readonly sizeLots: number }>) {
    for (const { orderId, sizeLots } of queue) {
      assert(!this.#leftLots.has(orderId), "an order stands in a queue once");
      this.#leftLots.set(orderId, sizeLots);
      this.#lots += sizeLots;
    }
  }

  get lots(): number {
    return this.#lots;
  }

  get ordersCount(): number {
    return this.#leftLots.size;
  }

  /**
   * Takes one row of the stream, of whatever order.
   * @returns the lots by which it shortened our queue; 0 for an order that is not ahead of us, or a row that a book
   * refuses.
   */
  row(kind: OrderEventKind, orderId: bigint, sizeLots: number): number {
    const left = this.#leftLots.get(orderId);
    if (left === undefined) return 0;
    if (kind === kinds.delete) return this.#takeOff(orderId, left, left);
    if (kind !== kinds.reduce && kind !== kinds.execute) return 0;
    return sizeLots > 0 && sizeLots <= left ? this.#takeOff(orderId, left, sizeLots) : 0;
  }

  #takeOff(orderId: bigint, left: number, sizeLots: number): number {
    this.#lots -= sizeLots;
    if (sizeLots === left) this.#leftLots.delete(orderId);
    else this.#leftLots.set(orderId, left - sizeLots);
    return sizeLots;
  }
}
