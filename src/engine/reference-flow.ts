/** Trades and touches since the last stop, as columns of the shared memory (rules, section 9). */
import { assert } from "../base/assert.ts";
import { ask, bid, type Side } from "../domain/side.ts";
import type { TimeNs } from "../domain/time.ts";
import { engineLimits } from "../ports/engine.ts";
import type { MarketFlow } from "../ports/market-signals.ts";
import type { MessageTimes } from "./reference-fills.ts";
import type { Top } from "./reference-market.ts";

const { flowMax } = engineLimits;

export class ReferenceFlow {
  tradesCount = 0;
  touchesCount = 0;

  /** @param columns where they are seen. */
  constructor(private readonly columns: MarketFlow) {}

  get isFull(): boolean {
    return this.tradesCount === flowMax || this.touchesCount === flowMax;
  }

  addTrade(side: Side, priceTicks: number, lots: number, { venueNs, receivedNs }: MessageTimes): void {
    assert(!this.isFull, "the engine stops when the flow is full");
    const { trades } = this.columns;
    const index = this.tradesCount++;
    trades.receivedNs[index] = receivedNs;
    trades.venueNs[index] = venueNs;
    trades.priceTicks[index] = priceTicks;
    trades.signedLots[index] = side === bid ? lots : -lots;
  }

  addTouch({ ticks, lots }: Top, receivedNs: TimeNs): void {
    assert(!this.isFull, "the engine stops when the flow is full");
    const { touches } = this.columns;
    const index = this.touchesCount++;
    touches.receivedNs[index] = receivedNs;
    touches.bidTicks[index] = ticks[bid];
    touches.bidLots[index] = lots[bid];
    touches.askTicks[index] = ticks[ask];
    touches.askLots[index] = lots[ask];
  }

  clear(): void {
    this.tradesCount = 0;
    this.touchesCount = 0;
  }
}
