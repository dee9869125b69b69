/** Counts what one instrument's core does, for metrics and the terminal: its listener, and its place in the journal. */
import type { KernelListener, Sample } from "../core/kernel-listener.ts";
import type { OwnOrder } from "../core/orders/own-order.ts";
import type { HoldReason } from "../core/risk/holds.ts";
import type { Fill } from "../domain/fill.ts";
import type { OwnEvent } from "../domain/own-event.ts";
import type { DurationNs } from "../domain/time.ts";
import { count, type MarketMetrics } from "../ports/live-metrics.ts";

export class MarketCounts implements KernelListener {
  readonly vetoes = new Map<string, number>();

  constructor(
    private readonly metrics: MarketMetrics,
    private readonly listener: Pick<
      KernelListener,
      "ordered" | "filled" | "rejected" | "held" | "closedUnknown" | "sampled"
    >,
  ) {}

  ordered(order: OwnOrder, event: OwnEvent): void {
    this.listener.ordered(order, event);
  }

  filled(fill: Fill, order: OwnOrder): void {
    const ofSide = this.metrics.fills[fill.side];
    if (fill.maker) ofSide.makerCount++;
    else ofSide.takerCount++;
    ofSide.lots += fill.sizeLots;
    this.listener.filled(fill, order);
  }

  marked(): void {}

  rested(_order: OwnOrder, _queueAheadLots: number): void {}

  answered(action: "place" | "amend" | "cancel", roundTripNs: DurationNs): void {
    this.metrics.ordersAcknowledged[action]++;
    this.metrics.roundTrip[action].record(roundTripNs);
  }

  rejected(order: OwnOrder, reason: string): void {
    this.metrics.ordersAcknowledged.place--; // It was answered, and never lived.
    count(this.metrics.ordersRejected, reason);
    this.listener.rejected(order, reason);
  }

  closedUnknown(order: OwnOrder): void {
    this.listener.closedUnknown(order);
  }

  vetoed(reason: string): void {
    count(this.vetoes, reason);
  }

  held(reason: HoldReason, isOn: boolean): void {
    this.listener.held(reason, isOn);
  }

  decided(): void {} // What is wanted now is asked of the kernel when somebody looks.

  sampled(sample: Sample): void {
    this.listener.sampled(sample);
  }
}
