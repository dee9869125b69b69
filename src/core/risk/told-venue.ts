/** A venue that says when a command leaves, for limits that count messages. */
import type { OrderType } from "../../domain/order-type.ts";
import type { Side } from "../../domain/side.ts";
import type { Venue } from "../../ports/venue.ts";

export class ToldVenue implements Venue {
  constructor(
    private readonly venue: Venue,
    private readonly onSent: () => void,
  ) {}

  place(type: OrderType, side: Side, orderId: number, priceTicks: number, sizeLots: number, shownLots: number): void {
    this.onSent();
    this.venue.place(type, side, orderId, priceTicks, sizeLots, shownLots);
  }

  amend(orderId: number, priceTicks: number, sizeLots: number): void {
    this.onSent();
    this.venue.amend(orderId, priceTicks, sizeLots);
  }

  cancel(orderId: number): void {
    this.onSent();
    this.venue.cancel(orderId);
  }

  cancelAll(): void {
    this.onSent();
    this.venue.cancelAll();
  }
}
