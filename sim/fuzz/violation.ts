/** A property that does not hold, said for people: what was expected, when, and what was seen. */
import type { StrategyView } from "../../src/core/strategy/strategy.ts";
import { secondsText } from "./market-history.ts";

export class Violation extends Error {
  override readonly name = "Violation";
}

/** Checked at a decision. @param tell only asked when it does not hold. */
export function expectAt(view: StrategyView, holds: boolean, tell: () => string): void {
  if (!holds) throw new Violation(`at ${viewText(view)}: ${tell()}`);
}

export function viewText({ market, nowNs, positionLots }: StrategyView): string {
  const { touchBidTicks, touchBidLots, touchAskTicks, touchAskLots, bookState } = market;
  const bid = touchBidLots > 0 ? `${touchBidTicks} x ${touchBidLots}` : "no bid";
  const ask = touchAskLots > 0 ? `${touchAskTicks} x ${touchAskLots}` : "no ask";
  const book = bookState === "valid" ? "" : ` (book ${bookState})`;
  return `${secondsText(nowNs)}, touch ${bid} | ${ask}${book}, position ${positionLots}`;
}
