/** The replay venue as the core sees it: gives commands their latency and passes them to the engine. */
import type { OrderType } from "../src/domain/order-type.ts";
import type { Side } from "../src/domain/side.ts";
import type { EngineMarket } from "../src/ports/engine.ts";
import type { Venue } from "../src/ports/venue.ts";
import type { Latencies } from "./latency.ts";

export class ReplayVenue implements Venue {
  constructor(
    private readonly market: EngineMarket,
    private readonly latencies: Latencies,
  ) {}

  place(type: OrderType, side: Side, orderId: number, priceTicks: number, sizeLots: number, shownLots: number): void {
    const latency = this.latencies.next("place", this.market.view.nowNs);
    this.market.place(type, side, orderId, priceTicks, sizeLots, shownLots, latency);
  }

  amend(orderId: number, priceTicks: number, sizeLots: number): void {
    this.market.amend(orderId, priceTicks, sizeLots, this.latencies.next("amend", this.market.view.nowNs));
  }

  cancel(orderId: number): void {
    this.market.cancel(orderId, this.latencies.next("cancel", this.market.view.nowNs));
  }

  cancelAll(): void {
    this.market.cancelAll(this.latencies.next("cancel", this.market.view.nowNs));
  }
}
