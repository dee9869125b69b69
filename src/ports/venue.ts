/**
 * Where orders go. The core calls it and goes on: answers come back later, as own-order events in the input sequence.
 * The replay venue, the simulated exchange and a real one answer alike.
 */
import type { OrderType } from "../domain/order-type.ts";
import type { Side } from "../domain/side.ts";

export interface Venue {
  /**
   * Sends an order. Ids are whole, positive, and never used twice. A market order's price is 0. `shownLots` below
   * `sizeLots` makes an iceberg of an order that may rest; 0 shows all.
   */
  place(type: OrderType, side: Side, orderId: number, priceTicks: number, sizeLots: number, shownLots: number): void;
  /**
   * The order shall have this price, and this size in all, what is filled included. A smaller size alone keeps its
   * place in the queue.
   */
  amend(orderId: number, priceTicks: number, sizeLots: number): void;
  cancel(orderId: number): void;
  /** Closes whatever rests when it arrives. */
  cancelAll(): void;
}

/** A venue whose answers may be lost: it can be asked what became of an order. */
export interface QueriedVenue extends Venue {
  /** Reports follow: every trade of the order, then its state, or that there is none such. */
  query(orderId: number): void;
}
