/**
 * Own events made of what a real venue tells, waiting until the kernel takes them. The touch they carry is what is
 * known when they are told: a venue does not always say when something happened, so here the clock is the report's.
 */
import { type OwnEvent, type OwnEventKind, ownEventKind } from "../../domain/own-event.ts";
import type { TimeNs } from "../../domain/time.ts";
import type { MarketView } from "../../ports/engine.ts";
import type { OwnEvents } from "../kernel.ts";
import { restLots, type TrackedOrder } from "./tracked-order.ts";

/** What an event says beyond what its order tells. `venueNs` is NaN where the venue does not say. */
export type EventDetails = Partial<
  Pick<OwnEvent, "lots" | "remainingLots" | "priceTicks" | "cause" | "reason" | "tradeId" | "fee">
>;

export class TrackedEvents implements OwnEvents {
  #events: OwnEvent[] = [];
  #takenCount = 0;

  constructor(private readonly market: MarketView) {}

  get ownEventsCount(): number {
    return this.#events.length;
  }

  ownEvent(index: number): OwnEvent {
    this.#takenCount = Math.max(this.#takenCount, index + 1);
    return this.#events[index]!;
  }

  /** Drops those that were handed over. */
  clear(): void {
    this.#events = this.#events.slice(this.#takenCount);
    this.#takenCount = 0;
  }

  /** @param venueNs NaN where the venue does not say; never later than now, whatever the clocks say. */
  add(order: TrackedOrder, kind: OwnEventKind, venueNs: TimeNs, details: EventDetails = {}): void {
    const { nowNs, touchBidTicks, touchAskTicks } = this.market;
    this.#events.push({
      kind,
      seenNs: nowNs,
      venueNs: venueNs <= nowNs ? venueNs : nowNs,
      orderId: order.orderId,
      side: order.side,
      priceTicks: order.priceTicks,
      lots: 0,
      remainingLots: isEnd(kind) ? 0 : restLots(order),
      queueAheadLots: 0, // Nobody tells.
      bidTicks: touchBidTicks,
      askTicks: touchAskTicks,
      cause: "print",
      reason: "",
      tradeId: "",
      fee: undefined,
      ...details,
    });
  }
}

function isEnd(kind: OwnEventKind): boolean {
  return (
    kind === ownEventKind.rejected ||
    kind === ownEventKind.cancelled ||
    kind === ownEventKind.expired ||
    kind === ownEventKind.unknown
  );
}
