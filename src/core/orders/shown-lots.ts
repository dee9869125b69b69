/**
 * What the market shows at a price of a side: the touch for the best price, the levels of the depth book behind it. A
 * quote that joins there is behind that much.
 */
import { bid, type Side } from "../../domain/side.ts";
import type { MarketView } from "../../ports/engine.ts";

/** 0 in front of the touch and between levels; NaN on an empty side, and beyond the levels that the view shows. */
export function shownLots(market: MarketView, side: Side, priceTicks: number): number {
  const { depth } = market;
  const isBid = side === bid;
  const touchLots = isBid ? market.touchBidLots : market.touchAskLots;
  if (!(touchLots > 0)) return Number.NaN;
  const behindTicks = isBid ? market.touchBidTicks - priceTicks : priceTicks - market.touchAskTicks;
  if (behindTicks <= 0) return behindTicks === 0 ? touchLots : 0;

  const levelTicks = isBid ? depth.bidTicks : depth.askTicks;
  const levelsCount = isBid ? depth.bidsCount : depth.asksCount;
  for (let at = 0; at < levelsCount; at++) {
    const beyondTicks = isBid ? priceTicks - levelTicks[at]! : levelTicks[at]! - priceTicks;
    if (beyondTicks === 0) return (isBid ? depth.bidLots : depth.askLots)[at]!;
    if (beyondTicks > 0) return 0;
  }
  return Number.NaN;
}
