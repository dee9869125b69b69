/**
 * The lots that a view shows at a price: what stands ahead of an order that joins there, as far as anybody can see.
 * At the touch what the touch says, which may be newer than the book; inside the spread nothing; behind it what the best
 * levels of the book say, and nothing beyond them.
 */
import { bid, type Side, sign } from "../../src/domain/side.ts";
import type { MarketView } from "../../src/ports/engine.ts";

export function shownLotsAt(view: MarketView, side: Side, priceTicks: number): number {
  const isBid = side === bid;
  const behindTicks = sign(side) * ((isBid ? view.touchBidTicks : view.touchAskTicks) - priceTicks);
  if (behindTicks < 0) return 0;
  if (behindTicks === 0) return isBid ? view.touchBidLots : view.touchAskLots;
  const { bidsCount, asksCount, bidTicks, bidLots, askTicks, askLots } = view.depth;
  const count = isBid ? bidsCount : asksCount;
  const ticks = isBid ? bidTicks : askTicks;
  for (let level = 0; level < count; level++)
    if (ticks[level] === priceTicks) return (isBid ? bidLots : askLots)[level]!;
  return 0;
}
