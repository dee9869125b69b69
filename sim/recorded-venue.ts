/**
 * The replay venue as the core sees it: gives commands their latency, passes them to the engine, counts them, and takes each into
 * the run hash.
 */
import type { RunHash } from "../src/base/run-hash.ts";
import type { Side } from "../src/domain/side.ts";
import type { Engine } from "../src/ports/engine.ts";
import type { Venue } from "../src/ports/venue.ts";
import type { Latencies } from "./latency.ts";

/** First number of a record in the run hash, so that no two kinds can be taken for each other. */
export const recordKind = { place: 1, cancel: 2, fill: 3, balance: 4 } as const;

export class RecordedVenue implements Venue {
  ordersCount = 0;
  placedLots = 0;
  cancelsCount = 0;

  constructor(
    private readonly engine: Engine,
    private readonly latencies: Latencies,
    private readonly hash: RunHash,
  ) {}

  place(orderId: number, side: Side, priceTicks: number, sizeLots: number, postOnly: boolean): void {
    this.ordersCount++;
    this.placedLots += sizeLots;
    this.hash.number(recordKind.place);
    this.hash.number(this.engine.view.nowNs);
    this.hash.number(orderId);
    this.hash.number(side);
    this.hash.number(priceTicks);
    this.hash.number(sizeLots);
    this.hash.number(postOnly ? 1 : 0);
    const latency = this.latencies.next("place", this.engine.view.nowNs);
    this.engine.place(orderId, side, priceTicks, sizeLots, postOnly, latency);
  }

  cancel(orderId: number): void {
    this.cancelsCount++;
    this.hash.number(recordKind.cancel);
    this.hash.number(this.engine.view.nowNs);
    this.hash.number(orderId);
    this.engine.cancel(orderId, this.latencies.next("cancel", this.engine.view.nowNs));
  }
}
