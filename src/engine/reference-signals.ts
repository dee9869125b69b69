/** What messages add to the sums that features read (rules, section 9). */
import { ask, bid, type Side, sides } from "../domain/side.ts";
import type { TimeNs } from "../domain/time.ts";
import { flowLevelsCount } from "../ports/market-signals.ts";
import { sumRow, sumsCount } from "./layout.ts";
import type { MessageTimes } from "./reference-fills.ts";
import type { Top } from "./reference-market.ts";
import { ReferenceSums } from "./reference-sums.ts";

/** A level of the depth book. */
interface Shown {
  readonly priceTicks: number;
  readonly shownLots: number;
}

/** Best levels of both sides, by side. */
export type ShownLevels = readonly [bids: readonly Shown[], asks: readonly Shown[]];

/** The prints of one taker's order so far. */
interface TakerOrder {
  readonly side: Side;
  readonly venueNs: TimeNs;
  /** Before its first print. */
  readonly midTicks: number;
  reachTicks: number;
  lastTicks: number;
}

export class ReferenceSignals {
  readonly sums = new ReferenceSums(sumsCount);
  #levels: ShownLevels = [[], []];
  #midTicks = 0;
  /** The mid's last change; 0 for none. */
  #midChange = 0;
  #order: TakerOrder | undefined;
  /** The last price of the order before that one. */
  #orderTicks: number | undefined;
  /** From the order before to the last one; 0 for none. */
  #orderChange = 0;

  /** A message has left the touch otherwise than before. */
  touchMoved(before: Top, after: Top, receivedNs: TimeNs): void {
    this.#midTicks = (after.ticks[bid] + after.ticks[ask]) / 2;
    if (!isWhole(after)) this.#end(receivedNs);
    else if (!isWhole(before)) this.sums.start(receivedNs);
    else this.#touchChanged(before, after, receivedNs);
  }

  #touchChanged(before: Top, after: Top, receivedNs: TimeNs): void {
    this.sums.add(sumRow.flow_lots, orderFlow(shownOf(before), shownOf(after)), receivedNs);
    for (const side of sides) {
      const lostLots = before.ticks[side] === after.ticks[side] ? before.lots[side] - after.lots[side] : 0;
      const row = side === bid ? sumRow.bid_depleted_lots : sumRow.ask_depleted_lots;
      if (lostLots > 0) this.sums.add(row, lostLots, receivedNs);
    }
    const change = this.#midTicks - (before.ticks[bid] + before.ticks[ask]) / 2;
    if (change === 0) return;
    this.sums.add(sumRow.mid_squares, change * change, receivedNs);
    this.sums.add(sumRow.mid_products, change * this.#midChange, receivedNs);
    this.#midChange = change;
  }

  /** A print; of a taker of this side. */
  printed(side: Side, priceTicks: number, lots: number, { venueNs, receivedNs }: MessageTimes): void {
    if (!this.sums.isCounting) return;
    const isBuy = side === bid;
    if (this.#order?.side !== side || this.#order.venueNs !== venueNs) {
      this.#endOrder(receivedNs);
      this.#order = { side, venueNs, midTicks: this.#midTicks, reachTicks: 0, lastTicks: priceTicks };
      this.sums.add(isBuy ? sumRow.buy_orders : sumRow.sell_orders, 1, receivedNs);
    }
    this.sums.add(isBuy ? sumRow.buy_lots : sumRow.sell_lots, lots, receivedNs);
    const order = this.#order;
    order.lastTicks = priceTicks;
    const reachTicks = isBuy ? priceTicks - order.midTicks : order.midTicks - priceTicks;
    if (reachTicks <= order.reachTicks) return;
    this.sums.add(isBuy ? sumRow.buy_reach_ticks : sumRow.sell_reach_ticks, reachTicks - order.reachTicks, receivedNs);
    order.reachTicks = reachTicks;
  }

  /**
   * A depth message or a snapshot has left the best levels like this.
   * @param isFlow whether what has changed is order flow: by a depth message, with a touch before it.
   */
  levelsShown(levels: ShownLevels, isFlow: boolean, receivedNs: TimeNs): void {
    if (isFlow && this.sums.isCounting)
      for (let level = 0; level < flowLevelsCount; level++) {
        const flow = orderFlow(pairAt(this.#levels, level), pairAt(levels, level));
        this.sums.add(sumRow.level_flow_lots + level, flow, receivedNs);
      }
    this.#levels = levels;
  }

  /** The order is over, since another begins. */
  #endOrder(receivedNs: TimeNs): void {
    if (this.#order === undefined) return;
    const { lastTicks } = this.#order;
    if (this.#orderTicks !== undefined) {
      const change = lastTicks - this.#orderTicks;
      this.sums.add(sumRow.trade_squares, change * change, receivedNs);
      this.sums.add(sumRow.trade_products, change * this.#orderChange, receivedNs);
      this.#orderChange = change;
    }
    this.#orderTicks = lastTicks;
  }

  /** Without a touch there is nothing to measure changes from. */
  #end(receivedNs: TimeNs): void {
    if (this.sums.isCounting) this.sums.end(receivedNs);
    this.#midChange = 0;
    this.#order = undefined;
    this.#orderTicks = undefined;
    this.#orderChange = 0;
  }
}

/** Whether both sides are there. */
function isWhole({ lots }: Top): boolean {
  return lots[bid] > 0 && lots[ask] > 0;
}

/** A bid and an ask; undefined where there is none. */
type Pair = readonly [Shown | undefined, Shown | undefined];

function shownOf({ ticks, lots }: Top): Pair {
  return [
    { priceTicks: ticks[bid], shownLots: lots[bid] },
    { priceTicks: ticks[ask], shownLots: lots[ask] },
  ];
}

function pairAt(levels: ShownLevels, level: number): Pair {
  return [levels[bid][level], levels[ask][level]];
}

/** Cont, Kukanov, Stoikov 2014: what came to the bids less what came to the asks. */
function orderFlow(before: Pair, after: Pair): number {
  return cameTo(bid, before[bid], after[bid]) - cameTo(ask, before[ask], after[ask]);
}

function cameTo(side: Side, before: Shown | undefined, after: Shown | undefined): number {
  if (before === undefined || after === undefined) return 0;
  const better = side === bid ? after.priceTicks - before.priceTicks : before.priceTicks - after.priceTicks;
  return (better >= 0 ? after.shownLots : 0) - (better <= 0 ? before.shownLots : 0);
}
