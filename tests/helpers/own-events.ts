/** Own events and market views made by hand, for tests of the core without an engine. */
import type { KernelListener } from "../../src/core/kernel-listener.ts";
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import { bid } from "../../src/domain/side.ts";
import type { MarketView } from "../../src/ports/engine.ts";
import { depthLevels, marketFlow, marketSignals } from "./market-signals.ts";

export function ownEvent(changes: Partial<OwnEvent>): OwnEvent {
  return {
    kind: ownEventKind.accepted,
    seenNs: 0,
    venueNs: 0,
    orderId: 1,
    side: bid,
    priceTicks: 100,
    lots: 0,
    remainingLots: 0,
    queueAheadLots: 0,
    bidTicks: 0,
    askTicks: 0,
    cause: "print",
    reason: "",
    tradeId: "",
    fee: undefined,
    ...changes,
  };
}

/** A valid book, 100 at 102, ten lots a side, just received. */
export function marketView(changes: Partial<MarketView> = {}): MarketView {
  return {
    nowNs: 0,
    receivedNs: 0,
    bookState: "valid",
    touchBidTicks: 100,
    touchBidLots: 10,
    touchAskTicks: 102,
    touchAskLots: 10,
    bookBidTicks: 100,
    bookBidLots: 10,
    bookAskTicks: 102,
    bookAskLots: 10,
    changed: 0,
    signals: marketSignals(),
    depth: depthLevels(),
    flow: marketFlow(),
    ...changes,
  };
}

/** A listener that keeps the reasons of vetoes and refusals. */
export function reasonsListener(): KernelListener & { readonly reasons: string[] } {
  const reasons: string[] = [];
  return {
    reasons,
    ordered() {},
    filled() {},
    marked() {},
    rested() {},
    answered() {},
    rejected: (_order, reason) => reasons.push(reason),
    closedUnknown: () => reasons.push("unknown"),
    vetoed: (reason) => reasons.push(reason),
    held() {},
    decided() {},
    sampled() {},
  };
}
