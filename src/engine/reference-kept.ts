/** What one market keeps for features, as far as they need it: sums, levels, flow (rules, section 9). */
import { type EventKind, eventKind } from "../domain/event.ts";
import { ask, bid, type Side } from "../domain/side.ts";
import type { TimeNs } from "../domain/time.ts";
import { flowLevelsCount, halfLivesSeconds, type SignalNeeds } from "../ports/market-signals.ts";
import { engineSignalsLayout, regions, sumRow, sumsCount } from "./layout.ts";
import type { EngineMemory } from "./memory.ts";
import type { MessageTimes } from "./reference-fills.ts";
import { ReferenceFlow } from "./reference-flow.ts";
import type { ReferenceMarket, Top } from "./reference-market.ts";
import { ReferenceSignals } from "./reference-signals.ts";

const { at } = engineSignalsLayout;

export class ReferenceKept {
  readonly #signals = new ReferenceSignals();
  readonly #flow: ReferenceFlow;

  constructor(
    private readonly market: ReferenceMarket,
    private readonly memory: EngineMemory,
    private readonly needs: SignalNeeds,
  ) {
    this.#flow = new ReferenceFlow(memory.flow);
  }

  /** Whether no more fits before the next stop. */
  get isFlowFull(): boolean {
    return this.#flow.isFull;
  }

  printed(side: Side, priceTicks: number, lots: number, times: MessageTimes): void {
    if (this.needs.sums) this.#signals.printed(side, priceTicks, lots, times);
    if (this.needs.flow) this.#flow.addTrade(side, priceTicks, lots, times);
  }

  /** After the touch is as the message leaves it. */
  messageEnded(kind: EventKind, touchBefore: Top, receivedNs: TimeNs): void {
    const { touch } = this.market;
    const isMoved = !isSame(touchBefore, touch);
    if (isMoved && this.needs.flow) this.#flow.addTouch(touch, receivedNs);
    if (!this.needs.sums) return;
    const wasCounting = this.#signals.sums.isCounting;
    if (isMoved) this.#signals.touchMoved(touchBefore, touch, receivedNs);
    if (kind === eventKind.depth || kind === eventKind.snapshotLevel)
      this.#signals.levelsShown(this.#bestLevels(), kind === eventKind.depth && wasCounting, receivedNs);
  }

  clearFlow(): void {
    this.#flow.clear();
    this.#writeFlowCounts();
  }

  /** Brings what is seen from outside up to date. */
  publish(nowNs: TimeNs): void {
    if (this.needs.sums) this.#writeSums(nowNs);
    this.#writeDepth();
    this.#writeFlowCounts();
  }

  #bestLevels() {
    const { book } = this.market;
    return [book.bestLevels(bid, flowLevelsCount), book.bestLevels(ask, flowLevelsCount)] as const;
  }

  #writeSums(nowNs: TimeNs): void {
    const { sums } = this.#signals;
    for (let row = 0; row < sumsCount; row++) {
      const figures = row === sumRow.exposure_seconds ? sums.exposure(nowNs) : sums.read(row, nowNs);
      const from = (regions.signals + at.sums) / 8 + row * halfLivesSeconds.length;
      for (const [horizon, figure] of figures.entries()) this.memory.f64[from + horizon] = figure;
    }
  }

  #writeDepth(): void {
    const { depth } = this.memory;
    const levelsCount = this.market.state === "valid" ? this.needs.depthLevels : 0;
    const bids = this.market.book.bestLevels(bid, levelsCount);
    const asks = this.market.book.bestLevels(ask, levelsCount);
    depth.bidTicks.set(bids.map(({ priceTicks }) => priceTicks));
    depth.bidLots.set(bids.map(({ shownLots }) => shownLots));
    depth.askTicks.set(asks.map(({ priceTicks }) => priceTicks));
    depth.askLots.set(asks.map(({ shownLots }) => shownLots));
    this.#writeI32(at.depth_bids_count, bids.length);
    this.#writeI32(at.depth_asks_count, asks.length);
  }

  #writeFlowCounts(): void {
    this.#writeI32(at.trades_count, this.#flow.tradesCount);
    this.#writeI32(at.touches_count, this.#flow.touchesCount);
  }

  #writeI32(offset: number, value: number): void {
    this.memory.i32[(regions.signals + offset) / 4] = value;
  }
}

function isSame(a: Top, b: Top): boolean {
  return (
    a.ticks[bid] === b.ticks[bid] &&
    a.ticks[ask] === b.ticks[ask] &&
    a.lots[bid] === b.lots[bid] &&
    a.lots[ask] === b.lots[ask]
  );
}
