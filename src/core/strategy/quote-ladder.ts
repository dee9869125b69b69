/**
 * From distances to quotes: what the makers that reason in distances from a fair price have in common.
 *
 * A ladder of levels a side is put on whole ticks, rounded away from the mid; never through the other side of the touch,
 * never beyond the position bound, and no two levels at one price. A quote that stands close enough to where it is wanted
 * is left there, for its place in the queue is worth more than a tick.
 *
 * Everything is reckoned in distances from the mid, outwards, the same for both sides. So a market and its mirror image
 * get mirrored quotes to the tick, and with more inventory no bid is nearer: all steps here keep the order of distances.
 */
import { z } from "zod";
import { feeRateUnit } from "../../domain/fees.ts";
import { ask, bid, type Side } from "../../domain/side.ts";
import type { MarketView } from "../../ports/engine.ts";
import type { FeatureReader } from "../features/feature.ts";
import { mid } from "../features/mid.ts";
import { touchImbalance } from "../features/touch-imbalance.ts";
import type { OwnQuotes } from "../orders/own-quotes.ts";
import type { StrategyContext, StrategyView } from "./strategy.ts";
import type { WantedQuotes } from "./wanted-quotes.ts";

/** What a price fits. */
const priceTicksMax = 2 ** 31 - 1;

/** At this distance there is no price. */
export const distanceTicksMax = priceTicksMax;

/** Beside a strategy's own. */
export const ladderParameters = {
  /** Where the price is: the middle of the touch, or that drawn towards the side with fewer lots. */
  fair: z.enum(["mid", "microprice"]),
  /** Of the innermost level. */
  sizeLots: z.int().positive(),
  positionLotsMax: z.int().positive(),
  /** Join: at or behind the touch. Improve: in front of it too, never through the other side. */
  bestPrice: z.enum(["join", "improve"]),
  /** Whether quotes stand further out by the maker's fee, and nearer by a rebate. */
  coversFees: z.boolean(),
  /** A quote so close to where it is wanted stays where it is. */
  keepWithinTicks: z.int().nonnegative().default(0),
};

export const ladderFeatures = [mid, touchImbalance];

export type LadderParameters = z.output<z.ZodObject<typeof ladderParameters>>;

/** Distances beyond the innermost level, from 0 outwards, at least a tick apart; and their sizes. */
export interface LadderLevels {
  readonly offsetTicks: readonly number[];
  readonly sizeLots: readonly number[];
}

export class QuoteLadder {
  readonly #mid: FeatureReader;
  readonly #imbalance: FeatureReader;
  readonly #makerRate: number;

  constructor(
    private readonly parameters: LadderParameters,
    context: StrategyContext,
    private readonly levels: LadderLevels = { offsetTicks: [0], sizeLots: [parameters.sizeLots] },
  ) {
    this.#mid = context.reader(mid);
    this.#imbalance = context.reader(touchImbalance);
    this.#makerRate = Number(context.feeTier.makerRate) / Number(feeRateUnit);
  }

  /** What a fill at the mid pays, in ticks; below 0 for a rebate, 0 where fees are not covered. */
  feeTicks(market: MarketView): number {
    return this.parameters.coversFees ? this.#makerRate * this.#mid.value(market) : 0;
  }

  /**
   * Wants both ladders, their innermost levels so far from the fair price. NaN: nothing is known, so nothing is wanted.
   * Where they would be less than a tick apart, they are moved out to that.
   * @param lossTicks what the price is taken to move against us at a fill.
   */
  want(
    view: StrategyView,
    quotes: WantedQuotes,
    bidDistanceTicks: number,
    askDistanceTicks: number,
    lossTicks = 0,
  ): void {
    const { market } = view;
    const midTicks = this.#mid.value(market);
    const fairTicks = this.#fairOffsetTicks(market);
    if (Number.isNaN(midTicks + fairTicks + bidDistanceTicks + askDistanceTicks)) return;
    quotes.reasons.set("mid_ticks", midTicks);
    quotes.reasons.set("fair_ticks", midTicks + fairTicks);
    const lacking = Math.max(0, 1 - (bidDistanceTicks + askDistanceTicks)) / 2;
    const bidTicks = bidDistanceTicks + lacking - fairTicks;
    const askTicks = askDistanceTicks + lacking + fairTicks;
    const costTicks = lossTicks + this.#makerRate * midTicks;
    this.#wantSide(bid, view, quotes, midTicks, bidTicks, (bidTicks - askTicks) / 2, costTicks - fairTicks);
    this.#wantSide(ask, view, quotes, midTicks, askTicks, (askTicks - bidTicks) / 2, costTicks + fairTicks);
  }

  /** How far above the mid. */
  #fairOffsetTicks(market: MarketView): number {
    if (this.parameters.fair === "mid") return 0;
    return (this.#imbalance.value(market) * (market.touchAskTicks - market.touchBidTicks)) / 2;
  }

  /**
   * @param centreTicks where the middle of both innermost quotes is, seen from this side: none kept is beyond it.
   * @param costTicks what a fill loses of its distance from the mid.
   */
  #wantSide(
    side: Side,
    view: StrategyView,
    quotes: WantedQuotes,
    midTicks: number,
    distanceTicks: number,
    centreTicks: number,
    costTicks: number,
  ): void {
    const { offsetTicks, sizeLots } = this.levels;
    const { keepWithinTicks, positionLotsMax } = this.parameters;
    const own = view.own(side);
    // Prices end at the first tick, and as far above the mid, so that both sides end alike.
    const furthestTicks = Math.min(midTicks - 1, priceTicksMax - midTicks);
    let nearestTicks = this.#nearestTicks(view.market);
    let worstLots = side === bid ? view.positionLots : -view.positionLots;
    for (let level = 0; level < offsetTicks.length; level++) {
      worstLots += sizeLots[level]!;
      const wantedTicks = distanceTicks + offsetTicks[level]!;
      if (worstLots > positionLotsMax || !(wantedTicks < distanceTicksMax)) return;
      const wholeTicks = outwards(Math.max(wantedTicks, -distanceTicksMax), midTicks);
      const keptTicks = nearestOwn(own, side, midTicks, wholeTicks, keepWithinTicks);
      const levelTicks = Math.max(nearestTicks, keptTicks > centreTicks ? keptTicks : wholeTicks);
      if (levelTicks > furthestTicks) return;
      const priceTicks = side === bid ? midTicks - levelTicks : midTicks + levelTicks;
      quotes.want(side, priceTicks, sizeLots[level]!, levelTicks - costTicks);
      nearestTicks = levelTicks + 1;
    }
  }

  /** From the mid: the touch itself, or a tick before the other side's; the latter too where the touch is crossed. */
  #nearestTicks({ touchBidTicks, touchAskTicks }: MarketView): number {
    const touchTicks = (touchAskTicks - touchBidTicks) / 2;
    const beforeOtherTicks = 1 - touchTicks;
    return this.parameters.bestPrice === "join" ? Math.max(touchTicks, beforeOtherTicks) : beforeOtherTicks;
  }
}

/** The next distance at which there is a whole tick: a mid may lie between two. */
function outwards(distanceTicks: number, midTicks: number): number {
  const half = midTicks === Math.floor(midTicks) ? 0 : 0.5;
  return Math.ceil(distanceTicks - half) + half;
}

/** Where an own quote is, the nearest to this distance and no more than `withinTicks` from it, of two the outer; or NaN. */
function nearestOwn(own: OwnQuotes, side: Side, midTicks: number, distanceTicks: number, withinTicks: number): number {
  let nearest = Number.NaN;
  let apartLeast = withinTicks;
  for (let at = 0; at < own.count; at++) {
    const ownTicks = side === bid ? midTicks - own.priceTicks[at]! : own.priceTicks[at]! - midTicks;
    const apart = Math.abs(ownTicks - distanceTicks);
    if (apart > apartLeast || (apart === apartLeast && ownTicks < nearest)) continue;
    nearest = ownTicks;
    apartLeast = apart;
  }
  return nearest;
}
