/**
 * What pauses quoting for a while, and lets it go on by itself: a market that moves too fast, answers or data too late.
 */
import type { DurationNs, TimeNs } from "../../domain/time.ts";
import type { MarketView } from "../../ports/engine.ts";
import type { OpenOrders } from "../orders/open-orders.ts";
import type { OwnOrder } from "../orders/own-order.ts";
import type { VolatilityLimit } from "./limits.ts";
import { RollingMax } from "./rolling.ts";
import type { RunningCheck } from "./running-check.ts";

/** The mid's range within the window, as seen at stops. */
export class VolatilityHalt implements RunningCheck {
  readonly reason = "volatility_halt";
  use = 0;
  readonly #highest: RollingMax;
  readonly #lowest: RollingMax; // Of mids below 0.
  #pausedUntilNs: TimeNs = Number.NEGATIVE_INFINITY;

  constructor(private readonly limit: VolatilityLimit) {
    this.#highest = new RollingMax(limit.windowNs);
    this.#lowest = new RollingMax(limit.windowNs);
  }

  watch({ nowNs, touchBidLots, touchAskLots, touchBidTicks, touchAskTicks }: MarketView): void {
    if (touchBidLots === 0 || touchAskLots === 0) return;
    const midTicks = (touchBidTicks + touchAskTicks) / 2;
    const rangeTicks = this.#highest.add(nowNs, midTicks) + this.#lowest.add(nowNs, -midTicks);
    this.use = rangeTicks / this.limit.moveTicksMax;
    if (this.use >= 1) this.#pausedUntilNs = nowNs + this.limit.calmNs;
  }

  pauses(nowNs: TimeNs): boolean {
    return nowNs < this.#pausedUntilNs;
  }
}

/** An answer that came too late, or has not come for as long. */
export class OrderLatency implements RunningCheck {
  readonly reason = "order_latency";
  use = 0;
  #open: OpenOrders | undefined;
  #pausedUntilNs: TimeNs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly roundTripNsMax: DurationNs,
    private readonly pauseNs: DurationNs,
  ) {}

  follow(open: OpenOrders): void {
    this.#open = open;
  }

  /** A command that the venue carried out unasked has no round trip: NaN. */
  answered(roundTripNs: DurationNs, nowNs: TimeNs): void {
    if (Number.isNaN(roundTripNs)) return;
    this.use = roundTripNs / this.roundTripNsMax;
    this.#judge(roundTripNs, nowNs);
  }

  watch({ nowNs }: MarketView): void {
    const orders = this.#open!.list;
    for (let at = 0; at < orders.length; at++) this.#judge(nowNs - waitingSinceNs(orders[at]!), nowNs);
  }

  pauses(nowNs: TimeNs): boolean {
    return nowNs < this.#pausedUntilNs;
  }

  #judge(waitedNs: DurationNs, nowNs: TimeNs): void {
    if (waitedNs > this.roundTripNsMax) this.#pausedUntilNs = nowNs + this.pauseNs;
  }
}

/** When the command was sent that it waits for; NaN for none. */
function waitingSinceNs({ state, sentNs, amendSentNs, cancelSentNs }: OwnOrder): TimeNs {
  if (state === "pendingCancel") return cancelSentNs;
  if (state === "pendingAmend") return amendSentNs;
  return state === "live" ? Number.NaN : sentNs;
}

/** Trades that reached us too long after the venue made them. */
export class FeedLatency implements RunningCheck {
  readonly reason = "feed_latency";
  use = 0;
  #pausedUntilNs: TimeNs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly feedNsMax: DurationNs,
    private readonly pauseNs: DurationNs,
  ) {}

  watch({ nowNs, flow: { tradesCount, trades } }: MarketView): void {
    for (let at = 0; at < tradesCount; at++) {
      const lateNs = trades.receivedNs[at]! - trades.venueNs[at]!;
      this.use = lateNs / this.feedNsMax;
      if (lateNs > this.feedNsMax) this.#pausedUntilNs = nowNs + this.pauseNs;
    }
  }

  pauses(nowNs: TimeNs): boolean {
    return nowNs < this.#pausedUntilNs;
  }
}
