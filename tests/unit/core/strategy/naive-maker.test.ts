// Goal: the naive maker quotes where its few parameters say, and never better than the touch or beyond its bound.
// Method: small views by hand; symmetry and purity as properties.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { naiveMaker } from "../../../../src/core/strategy/naive-maker.ts";
import { ask, bid, type Side } from "../../../../src/domain/side.ts";
import type { MarketView } from "../../../../src/ports/engine.ts";
import { marketView } from "../../../helpers/own-events.ts";
import { startStrategy, strategyView, wantsOf } from "../../../helpers/strategy-desk.ts";

interface Parameters {
  halfSpreadTicks: number;
  sizeLots: number;
  positionLotsMax: number;
}

const parameters: Parameters = { halfSpreadTicks: 3, sizeLots: 2, positionLotsMax: 4 };

function quotesFor(market: MarketView, positionLots: number, changes: Partial<Parameters> = {}) {
  const decide = startStrategy(naiveMaker, { ...parameters, ...changes });
  const { quotes } = wantsOf(decide, strategyView(market, positionLots));
  const ofSide = (side: Side) => {
    const { count, priceTicks, sizeLots } = quotes.side(side);
    return Array.from({ length: count }, (_, i) => [priceTicks[i], sizeLots[i]]);
  };
  return { bids: ofSide(bid), asks: ofSide(ask) };
}

test("naive maker: mid 101, half-spread 3: 98 and 104", () => {
  expect(quotesFor(marketView(), 0)).toEqual({ bids: [[98, 2]], asks: [[104, 2]] });
});

test("naive maker: half-spread 0: joins the touch, never betters it", () => {
  expect(quotesFor(marketView(), 0, { halfSpreadTicks: 0 })).toEqual({ bids: [[100, 2]], asks: [[102, 2]] });
});

test("naive maker: a mid on a half tick: rounded away from it", () => {
  expect(quotesFor(marketView({ touchAskTicks: 101 }), 0)).toEqual({ bids: [[97, 2]], asks: [[104, 2]] });
});

test("naive maker: position at its bound: the side that would add is pulled", () => {
  expect(quotesFor(marketView(), 2).bids).toEqual([[98, 2]]);
  expect(quotesFor(marketView(), 3).bids).toEqual([]);
  expect(quotesFor(marketView(), -3).asks).toEqual([]);
});

test("naive maker: one side of the touch empty: no quotes", () => {
  expect(quotesFor(marketView({ touchBidLots: 0, touchBidTicks: 0 }), 0)).toEqual({ bids: [], asks: [] });
});

test("naive maker: parameters out of range: refused", () => {
  expect(naiveMaker.parameters.safeParse({ ...parameters, halfSpreadTicks: -1 }).success).toBe(false);
  expect(naiveMaker.parameters.safeParse({ ...parameters, halfSpreadTicks: 1e300 }).success).toBe(false);
  expect(naiveMaker.parameters.safeParse({ ...parameters, sizeLots: 0 }).success).toBe(false);
  expect(naiveMaker.parameters.safeParse({ ...parameters, sizeLots: 1.5 }).success).toBe(false);
  expect(naiveMaker.parameters.safeParse({ ...parameters, typo: 1 }).success).toBe(false);
});

test("naive maker: any touch and position: never crossed, never inside the touch, symmetric about the mid when flat", () => {
  const touch = fc.record({
    touchBidTicks: fc.integer({ min: 1_000, max: 2_000 }),
    spreadTicks: fc.integer({ min: 1, max: 50 }),
    halfSpreadTicks: fc.integer({ min: 0, max: 400 }).map((halves) => halves / 2),
    positionLots: fc.integer({ min: -10, max: 10 }),
  });
  fc.assert(
    fc.property(touch, ({ touchBidTicks, spreadTicks, halfSpreadTicks, positionLots }) => {
      const market = marketView({ touchBidTicks, touchAskTicks: touchBidTicks + spreadTicks });
      const { bids, asks } = quotesFor(market, positionLots, { halfSpreadTicks });
      for (const [priceTicks] of bids) expect(priceTicks).toBeLessThanOrEqual(touchBidTicks);
      for (const [priceTicks] of asks) expect(priceTicks).toBeGreaterThanOrEqual(market.touchAskTicks);
      if (positionLots !== 0) return;
      expect(bids[0]![0]! + asks[0]![0]!).toBe(market.touchBidTicks + market.touchAskTicks);
    }),
  );
});
