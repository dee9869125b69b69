/**
 * Where the EV maker could quote on one side: from in front of the touch outward, and wherever a quote of its own
 * stands. Columns, outward, that are refilled: nothing is allocated.
 *
 * Prices are counted outward from the touch of the side, so that bids and asks of a symmetric market are the same
 * numbers. Whatever would not be better than the mid for us is no candidate: so bids never meet asks, nor those of the
 * market.
 */
import { bid, type Side } from "../../../domain/side.ts";
import type { MarketView } from "../../../ports/engine.ts";
import type { OwnQuotes } from "../../orders/own-quotes.ts";
import { levelsMax } from "../wanted-quotes.ts";

/** Prices tried a side, without those of quotes that stand. */
export const candidatesMax = 64;

const columnsMax = candidatesMax + levelsMax;

export interface CandidateSteps {
  readonly candidatesCount: number;
  readonly insideTicks: number;
  readonly stepTicks: number;
  readonly stepGrowth: number;
}

export class Candidates {
  /** From the touch of the side; below 0 in front of it. */
  readonly behindTicks = new Float64Array(columnsMax);
  /** Of others, in front of such a quote. */
  readonly aheadLots = new Float64Array(columnsMax);
  readonly isStanding = new Uint8Array(columnsMax);
  /** Fills to be expected within the horizon, in the sense of who fills it in. */
  readonly fills = new Float64Array(columnsMax);
  /** What a fill earns a lot, after fees and adverse selection, before the cost of holding it. */
  readonly edgeTicks = new Float64Array(columnsMax);
  count = 0;
  /** From the mid to the touch. */
  halfSpreadTicks = Number.NaN;
  readonly #grid: Float64Array;
  readonly #standing = new Standing();
  #isBid = false;
  #touchTicks = Number.NaN;

  constructor(steps: CandidateSteps) {
    this.#grid = gridOf(steps);
  }

  /** @param market with both sides of the touch. */
  gather(side: Side, market: MarketView, own: OwnQuotes): void {
    const { touchBidTicks, touchAskTicks } = market;
    this.#isBid = side === bid;
    this.#touchTicks = this.#isBid ? touchBidTicks : touchAskTicks;
    this.halfSpreadTicks = (touchAskTicks - touchBidTicks) / 2;
    this.#standing.take(own, this.#isBid, this.#touchTicks);
    this.#merge();
    this.#readQueues(market);
  }

  priceTicks(at: number): number {
    return this.#isBid ? this.#touchTicks - this.behindTicks[at]! : this.#touchTicks + this.behindTicks[at]!;
  }

  get hasStanding(): boolean {
    return this.#standing.count > 0;
  }

  /** Prices of the grid and of quotes that stand, each once. */
  #merge(): void {
    const { behindTicks, aheadLots, isStanding } = this;
    const grid = this.#grid;
    const { behindTicks: standingTicks, aheadLots: standingLots, count: standingCount } = this.#standing;
    // Short of the mid, and of the other side: the touch may be crossed.
    const behindLeast = Math.max(-this.halfSpreadTicks, -2 * this.halfSpreadTicks);
    // Bids end at a price of 1 tick; asks are as far away at most.
    const behindMost = (this.#isBid ? this.#touchTicks : this.#touchTicks - 2 * this.halfSpreadTicks) - 1;
    let count = 0;
    for (let i = 0, j = 0; i < grid.length || j < standingCount; ) {
      const fromGrid = i < grid.length ? grid[i]! : Number.POSITIVE_INFINITY;
      const fromStanding = j < standingCount ? standingTicks[j]! : Number.POSITIVE_INFINITY;
      const stands = fromStanding <= fromGrid;
      const behind = stands ? fromStanding : fromGrid;
      if (behind > behindMost) break;
      if (behind > behindLeast) {
        behindTicks[count] = behind;
        isStanding[count] = stands ? 1 : 0;
        aheadLots[count] = stands ? standingLots[j]! : Number.NaN;
        count++;
      }
      if (fromGrid === behind) i++;
      if (stands) j++;
    }
    this.count = count;
  }

  /** What is shown at a price is ahead of what joins there; beyond what is shown, nobody is taken to be. */
  #readQueues({ depth, touchBidLots, touchAskLots }: MarketView): void {
    const { behindTicks, aheadLots, count } = this;
    const levelTicks = this.#isBid ? depth.bidTicks : depth.askTicks;
    const levelLots = this.#isBid ? depth.bidLots : depth.askLots;
    const levelsCount = this.#isBid ? depth.bidsCount : depth.asksCount;
    const touchLots = this.#isBid ? touchBidLots : touchAskLots;
    const outward = this.#isBid ? -1 : 1;
    const touchTicks = this.#touchTicks;
    let level = 0;
    for (let at = 0; at < count; at++) {
      const behind = behindTicks[at]!;
      while (level < levelsCount && outward * (levelTicks[level]! - touchTicks) < behind) level++;
      if (!Number.isNaN(aheadLots[at]!)) continue;
      const isShown = level < levelsCount && outward * (levelTicks[level]! - touchTicks) === behind;
      if (behind > 0) aheadLots[at] = isShown ? levelLots[level]! : 0;
      else aheadLots[at] = behind === 0 ? touchLots : 0;
    }
  }
}

/** Own quotes of a side by distance, each price once. */
class Standing {
  readonly behindTicks = new Float64Array(levelsMax);
  readonly aheadLots = new Float64Array(levelsMax);
  count = 0;

  /** As many as a ladder may have, the first placed; more are on their way out. */
  take(own: OwnQuotes, isBid: boolean, touchTicks: number): void {
    this.count = 0;
    for (let at = 0; at < own.count && this.count < levelsMax; at++) {
      const priceTicks = own.priceTicks[at]!;
      this.#insert(isBid ? touchTicks - priceTicks : priceTicks - touchTicks, own.aheadLots[at]!);
    }
  }

  #insert(behindTicks: number, aheadLots: number): void {
    let at = this.count;
    while (at > 0 && this.behindTicks[at - 1]! > behindTicks) at--;
    if (at > 0 && this.behindTicks[at - 1] === behindTicks) return;
    for (let moved = this.count; moved > at; moved--) {
      this.behindTicks[moved] = this.behindTicks[moved - 1]!;
      this.aheadLots[moved] = this.aheadLots[moved - 1]!;
    }
    this.behindTicks[at] = behindTicks;
    this.aheadLots[at] = aheadLots;
    this.count++;
  }
}

/** Steps outward; none steps over the touch. */
function gridOf({ candidatesCount, insideTicks, stepTicks, stepGrowth }: CandidateSteps): Float64Array {
  const grid = new Float64Array(candidatesCount);
  for (let at = 0, behindTicks = 0 - insideTicks, step = stepTicks; at < candidatesCount; at++, step *= stepGrowth) {
    grid[at] = behindTicks;
    const nextTicks = behindTicks + Math.round(step);
    behindTicks = behindTicks < 0 && nextTicks > 0 ? 0 : nextTicks;
  }
  return grid;
}
