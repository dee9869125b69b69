/** A venue whose commands are counted and taken into the run hash on their way. */
import type { OrderType } from "../src/domain/order-type.ts";
import type { Side } from "../src/domain/side.ts";
import type { MarketView } from "../src/ports/engine.ts";
import type { Venue } from "../src/ports/venue.ts";
import type { RunRecords } from "./run-records.ts";

export class CountedVenue implements Venue {
  ordersCount = 0;
  placedLots = 0;
  amendsCount = 0;
  cancelsCount = 0;

  /** @param market that tells the time. */
  constructor(
    private readonly venue: Venue,
    private readonly market: MarketView,
    private readonly records: RunRecords,
  ) {}

  place(type: OrderType, side: Side, orderId: number, priceTicks: number, sizeLots: number, shownLots: number): void {
    this.ordersCount++;
    this.placedLots += sizeLots;
    this.records.place(this.market.nowNs, type, side, orderId, priceTicks, sizeLots, shownLots);
    this.venue.place(type, side, orderId, priceTicks, sizeLots, shownLots);
  }

  amend(orderId: number, priceTicks: number, sizeLots: number): void {
    this.amendsCount++;
    this.records.amend(this.market.nowNs, orderId, priceTicks, sizeLots);
    this.venue.amend(orderId, priceTicks, sizeLots);
  }

  cancel(orderId: number): void {
    this.cancelsCount++;
    this.records.cancel(this.market.nowNs, orderId);
    this.venue.cancel(orderId);
  }

  cancelAll(): void {
    this.cancelsCount++;
    this.records.cancelAll(this.market.nowNs);
    this.venue.cancelAll();
  }
}
