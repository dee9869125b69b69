/**
 * The replay venue as the core sees it: gives commands their latency, passes them to the engine, counts them, and takes
 * each into the run hash.
 */
import type { OrderType } from "../src/domain/order-type.ts";
import type { Side } from "../src/domain/side.ts";
import type { EngineMarket } from "../src/ports/engine.ts";
import type { Venue } from "../src/ports/venue.ts";
import type { Latencies } from "./latency.ts";
import type { RunRecords } from "./run-records.ts";

export class RecordedVenue implements Venue {
  ordersCount = 0;
  placedLots = 0;
  amendsCount = 0;
  cancelsCount = 0;

  constructor(
    private readonly market: EngineMarket,
    private readonly latencies: Latencies,
    private readonly records: RunRecords,
  ) {}

  place(type: OrderType, side: Side, orderId: number, priceTicks: number, sizeLots: number, shownLots: number): void {
    const { nowNs } = this.market.view;
    this.ordersCount++;
    this.placedLots += sizeLots;
    this.records.place(nowNs, type, side, orderId, priceTicks, sizeLots, shownLots);
    this.market.place(type, side, orderId, priceTicks, sizeLots, shownLots, this.latencies.next("place", nowNs));
  }

  amend(orderId: number, priceTicks: number, sizeLots: number): void {
    const { nowNs } = this.market.view;
    this.amendsCount++;
    this.records.amend(nowNs, orderId, priceTicks, sizeLots);
    this.market.amend(orderId, priceTicks, sizeLots, this.latencies.next("amend", nowNs));
  }

  cancel(orderId: number): void {
    const { nowNs } = this.market.view;
    this.cancelsCount++;
    this.records.cancel(nowNs, orderId);
    this.market.cancel(orderId, this.latencies.next("cancel", nowNs));
  }

  cancelAll(): void {
    const { nowNs } = this.market.view;
    this.cancelsCount++;
    this.records.cancelAll(nowNs);
    this.market.cancelAll(this.latencies.next("cancel", nowNs));
  }
}
