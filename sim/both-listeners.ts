/** Two who listen to a kernel, told one after the other. */
import type { Decision, KernelListener, Sample } from "../src/core/kernel-listener.ts";
import type { OwnOrder } from "../src/core/orders/own-order.ts";
import type { HoldReason } from "../src/core/risk/holds.ts";
import type { Fill } from "../src/domain/fill.ts";
import type { OwnEvent } from "../src/domain/own-event.ts";
import type { DurationNs } from "../src/domain/time.ts";

export class BothListeners implements KernelListener {
  constructor(
    private readonly first: KernelListener,
    private readonly second: KernelListener,
  ) {}

  ordered(order: OwnOrder, event: OwnEvent): void {
    this.first.ordered(order, event);
    this.second.ordered(order, event);
  }

  filled(fill: Fill, order: OwnOrder): void {
    this.first.filled(fill, order);
    this.second.filled(fill, order);
  }

  marked(fill: Fill, horizonNs: DurationNs, midHalfTicks: number): void {
    this.first.marked(fill, horizonNs, midHalfTicks);
    this.second.marked(fill, horizonNs, midHalfTicks);
  }

  rested(order: OwnOrder, queueAheadLots: number): void {
    this.first.rested(order, queueAheadLots);
    this.second.rested(order, queueAheadLots);
  }

  answered(action: "place" | "amend" | "cancel", roundTripNs: DurationNs): void {
    this.first.answered(action, roundTripNs);
    this.second.answered(action, roundTripNs);
  }

  rejected(order: OwnOrder, reason: string): void {
    this.first.rejected(order, reason);
    this.second.rejected(order, reason);
  }

  closedUnknown(order: OwnOrder): void {
    this.first.closedUnknown(order);
    this.second.closedUnknown(order);
  }

  vetoed(reason: string): void {
    this.first.vetoed(reason);
    this.second.vetoed(reason);
  }

  held(reason: HoldReason, isOn: boolean): void {
    this.first.held(reason, isOn);
    this.second.held(reason, isOn);
  }

  decided(decision: Decision): void {
    this.first.decided(decision);
    this.second.decided(decision);
  }

  sampled(sample: Sample): void {
    this.first.sampled(sample);
    this.second.sampled(sample);
  }
}
