/**
 * Risk stands between what a strategy wants and what is ordered: it trims or vetoes, and says why. No strategy can
 * switch it off.
 *
 * | check          | vetoes or trims when                                                     | reason                   |
 * |----------------|--------------------------------------------------------------------------|--------------------------|
 * | hold           | somebody said so (`holds.ts`)                                            | each its own             |
 * | valid book     | there is no synced book, or a gap broke it                               | `no_book`, `gapped_book` |
 * | stale book     | nothing was received for `staleAfterNs`                                  | `stale_book`             |
 * | crossed book   | best bid >= best ask, in the touch or in the depth book                  | `crossed_book`           |
 * | one-sided book | a side of the touch is empty                                             | `one_sided_book`         |
 * | price band     | a quote is further from the mid than `priceBandTicks`                    | `price_band`             |
 * | position bound | a fill of everything working would take the position beyond it (trimmed) | `position_bound`         |
 *
 * The first row is about us and the next four about the market: all quotes are pulled while one holds. The last two are
 * about a single quote. An order that flattens (`src/core/flattener.ts`) passes the first five; in place of the band it
 * has the collar `flattenTicksMax`, and the position bound is the largest size of one such order, for it only reduces.
 */
import { assert } from "../../base/assert.ts";
import { bid, type Side } from "../../domain/side.ts";
import type { DurationNs } from "../../domain/time.ts";
import type { MarketView } from "../../ports/engine.ts";

export interface RiskLimits {
  readonly positionLotsMax: number;
  readonly priceBandTicks: number;
  readonly staleAfterNs: DurationNs;
  /** How far beyond the opposite touch an order that flattens may trade; the price band, where it is not told. */
  readonly flattenTicksMax?: number | undefined;
}

export const marketFaults = ["no_book", "gapped_book", "stale_book", "one_sided_book", "crossed_book"] as const;
export type MarketFault = (typeof marketFaults)[number];

export class Risk {
  /** Whole ticks. */
  readonly flattenTicksMax: number;

  constructor(readonly limits: RiskLimits) {
    assert(limits.positionLotsMax > 0, "a position bound is positive");
    assert(limits.priceBandTicks > 0, "a price band is positive");
    assert(limits.staleAfterNs > 0, "staleness is a positive time");
    this.flattenTicksMax = Math.floor(limits.flattenTicksMax ?? limits.priceBandTicks);
    assert(this.flattenTicksMax >= 0, "a collar is beyond the touch");
  }

  /** Why nothing may be quoted now, or undefined. */
  marketFault(market: MarketView): MarketFault | undefined {
    if (market.bookState === "none") return "no_book";
    if (market.bookState === "gapped") return "gapped_book";
    if (market.nowNs - market.receivedNs >= this.limits.staleAfterNs) return "stale_book";
    if (market.touchBidLots === 0 || market.touchAskLots === 0) return "one_sided_book";
    if (isCrossed(market)) return "crossed_book";
    return undefined;
  }

  isInBand(priceTicks: number, market: MarketView): boolean {
    const twiceMidTicks = market.touchBidTicks + market.touchAskTicks;
    return Math.abs(2 * priceTicks - twiceMidTicks) <= 2 * this.limits.priceBandTicks;
  }

  /** Lots of `sizeLots` that may still be ordered, `openLots` already working on that side; 0 for none. */
  allowedLots(side: Side, sizeLots: number, positionLots: number, openLots: number): number {
    assert(sizeLots > 0 && openLots >= 0, "sizes are positive");
    const worstLots = (side === bid ? positionLots : -positionLots) + openLots;
    return Math.max(0, Math.min(sizeLots, this.limits.positionLotsMax - worstLots));
  }
}

function isCrossed(market: MarketView): boolean {
  if (market.touchBidTicks >= market.touchAskTicks) return true;
  return market.bookBidLots > 0 && market.bookAskLots > 0 && market.bookBidTicks >= market.bookAskTicks;
}
