/**
 * The replay venue as the core sees it: gives commands their latency, passes them to the engine, counts them, and takes each into
 * the run hash.
 */
import type { RunHash } from "../src/base/run-hash.ts";
import type { OrderType } from "../src/domain/order-type.ts";
import type { Side } from "../src/domain/side.ts";
import type { TimeNs } from "../src/domain/time.ts";
import type { EngineMarket } from "../src/ports/engine.ts";
import type { Venue } from "../src/ports/venue.ts";
import type { Latencies } from "./latency.ts";

/** First number of a record in the run hash, so that no two kinds can be taken for each other. */
export const recordKind = { place: 1, cancel: 2, fill: 3, balance: 4, amend: 5, cancelAll: 6 } as const;

export class RecordedVenue implements Venue {
  ordersCount = 0;
  placedLots = 0;
  amendsCount = 0;
  cancelsCount = 0;

  constructor(
    private readonly market: EngineMarket,
    private readonly latencies: Latencies,
    private readonly hash: RunHash,
  ) {}

  place(type: OrderType, side: Side, orderId: number, priceTicks: number, sizeLots: number, shownLots: number): void {
    this.ordersCount++;
    this.placedLots += sizeLots;
    const nowNs = this.#record(recordKind.place);
    this.hash.number(type);
    this.hash.number(side);
    this.hash.number(orderId);
    this.hash.number(priceTicks);
    this.hash.number(sizeLots);
    this.hash.number(shownLots);
    this.market.place(type, side, orderId, priceTicks, sizeLots, shownLots, this.latencies.next("place", nowNs));
  }

  amend(orderId: number, priceTicks: number, sizeLots: number): void {
    this.amendsCount++;
    const nowNs = this.#record(recordKind.amend);
    this.hash.number(orderId);
    this.hash.number(priceTicks);
    this.hash.number(sizeLots);
    this.market.amend(orderId, priceTicks, sizeLots, this.latencies.next("amend", nowNs));
  }

  cancel(orderId: number): void {
    this.cancelsCount++;
    const nowNs = this.#record(recordKind.cancel);
    this.hash.number(orderId);
    this.market.cancel(orderId, this.latencies.next("cancel", nowNs));
  }

  cancelAll(): void {
    this.cancelsCount++;
    const nowNs = this.#record(recordKind.cancelAll);
    this.market.cancelAll(this.latencies.next("cancel", nowNs));
  }

  /** Begins a record; the time that it has. */
  #record(kind: number): TimeNs {
    const { nowNs } = this.market.view;
    this.hash.number(kind);
    this.hash.number(nowNs);
    return nowNs;
  }
}
