/**
 * Moves what is wanted by what risk has made of it: both sides outwards (widening), then both against the position
 * (skew). Nothing is brought to or through the opposite touch, and what would fall below the first tick is taken out.
 * What the strategy expected of a quote does not hold at another price: its edge and fill probability become unknown.
 */
import { ask, bid, type Side } from "../../domain/side.ts";
import type { MarketView } from "../../ports/engine.ts";
import type { Ladder, WantedQuotes } from "../strategy/wanted-quotes.ts";
import type { Shape } from "./running-check.ts";

export function shiftQuotes(wanted: WantedQuotes, market: MarketView, shape: Shape, positionLots: number): void {
  const skewTicks = positionLots > 0 ? -shape.skewTicks : shape.skewTicks;
  wanted.reasons.set("risk_widen_ticks", shape.widenTicks);
  wanted.reasons.set("risk_skew_ticks", skewTicks);
  shiftSide(bid, wanted.bids, skewTicks - shape.widenTicks, market);
  shiftSide(ask, wanted.asks, skewTicks + shape.widenTicks, market);
}

function shiftSide(side: Side, ladder: Ladder, wishedTicks: number, market: MarketView): void {
  const byTicks = side === bid ? bidShift(ladder, wishedTicks, market) : askShift(ladder, wishedTicks, market);
  if (byTicks === 0) return;
  for (let level = ladder.count - 1; level >= 0; level--) {
    const priceTicks = ladder.priceTicks[level]! + byTicks;
    ladder.priceTicks[level] = priceTicks;
    ladder.edgeTicks[level] = Number.NaN;
    ladder.fillProbability[level] = Number.NaN;
    if (priceTicks <= 0) ladder.remove(level);
  }
}

function bidShift(ladder: Ladder, wishedTicks: number, market: MarketView): number {
  if (wishedTicks <= 0) return wishedTicks;
  let roomTicks = wishedTicks;
  for (let level = 0; level < ladder.count; level++)
    roomTicks = Math.min(roomTicks, market.touchAskTicks - 1 - ladder.priceTicks[level]!);
  return roomTicks;
}

function askShift(ladder: Ladder, wishedTicks: number, market: MarketView): number {
  if (wishedTicks >= 0) return wishedTicks;
  let roomTicks = -wishedTicks;
  for (let level = 0; level < ladder.count; level++)
    roomTicks = Math.min(roomTicks, ladder.priceTicks[level]! - 1 - market.touchBidTicks);
  return -roomTicks;
}
