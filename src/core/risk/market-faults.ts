/** What is wrong with a market, so that nothing may be quoted in it. */
import type { DurationNs } from "../../domain/time.ts";
import type { MarketView } from "../../ports/engine.ts";

export const marketFaults = ["no_book", "gapped_book", "stale_book", "one_sided_book", "crossed_book"] as const;
export type MarketFault = (typeof marketFaults)[number];

/** @returns the gravest, or undefined. */
export function marketFault(market: MarketView, staleAfterNs: DurationNs): MarketFault | undefined {
  if (market.bookState === "none") return "no_book";
  if (market.bookState === "gapped") return "gapped_book";
  if (market.nowNs - market.receivedNs >= staleAfterNs) return "stale_book";
  if (market.touchBidLots === 0 || market.touchAskLots === 0) return "one_sided_book";
  if (isCrossed(market)) return "crossed_book";
  return undefined;
}

/** In the touch, or in the depth book. */
function isCrossed(market: MarketView): boolean {
  if (market.touchBidTicks >= market.touchAskTicks) return true;
  return market.bookBidLots > 0 && market.bookAskLots > 0 && market.bookBidTicks >= market.bookAskTicks;
}
