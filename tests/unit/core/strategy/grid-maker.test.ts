// Goal: the grid maker's levels are where spacing, growth and inventory put them, and stay until they are too far away.
// Method: small ladders by hand.
import { expect, test } from "bun:test";
import { gridMaker } from "../../../../src/core/strategy/grid-maker.ts";
import { type OwnQuote, startStrategy, strategyView, wantsOf } from "../../../helpers/strategy-desk.ts";

const parameters = {
  fair: "mid",
  sizeLots: 4,
  positionLotsMax: 1_000,
  bestPrice: "join",
  coversFees: false,
  levelsCount: 3,
  halfSpreadTicks: 10,
  spacingTicks: 5,
  skewTicksPerLot: 0.5,
};

function decided(given: object, midTicks = 1_000, positionLots = 0, own: { bids?: number[]; asks?: number[] } = {}) {
  const decide = startStrategy(gridMaker, { ...parameters, ...given });
  const standing = (prices: readonly number[] = []): OwnQuote[] =>
    prices.map((priceTicks) => ({ priceTicks, remainingLots: 4, aheadLots: 0 }));
  const touch = { touchBidTicks: midTicks - 1, touchAskTicks: midTicks + 1 };
  const view = strategyView(touch, positionLots, { bids: standing(own.bids), asks: standing(own.asks) });
  return wantsOf(decide, view);
}

function pricesOf(...given: Parameters<typeof decided>) {
  const { bids, asks } = decided(...given);
  return [bids.map(({ priceTicks }) => priceTicks), asks.map(({ priceTicks }) => priceTicks)];
}

test("grid maker: even levels: a half-spread, then the spacing", () => {
  const { bids, asks } = decided({});
  expect(bids).toEqual([990, 985, 980].map((priceTicks) => ({ priceTicks, sizeLots: 4 })));
  expect(asks).toEqual([1_010, 1_015, 1_020].map((priceTicks) => ({ priceTicks, sizeLots: 4 })));
});

test("grid maker: growing gaps and sizes: each so many times the one before, sizes in whole lots", () => {
  const { bids } = decided({ spacingGrowth: 2, sizeGrowth: 1.6 });
  expect(bids.map(({ priceTicks }) => priceTicks)).toEqual([990, 985, 975]);
  expect(bids.map(({ sizeLots }) => sizeLots)).toEqual([4, 6, 10]);
});

test("grid maker: sizes that shrink: a lot at least", () => {
  expect(decided({ sizeGrowth: 0.25, levelsCount: 4 }).asks.map(({ sizeLots }) => sizeLots)).toEqual([4, 1, 1, 1]);
});

test("grid maker: lots held: the centre lower by the lean of each", () => {
  expect(pricesOf({}, 1_000, 8)).toEqual([
    [986, 981, 976],
    [1_006, 1_011, 1_016],
  ]);
  const { reasons } = decided({}, 1_000, 8).quotes;
  expect([
    reasons.get("skew_ticks"),
    reasons.get("base_half_spread_ticks"),
    reasons.get("risk_half_spread_ticks"),
  ]).toEqual([-4, 10, 0]);
});

test("grid maker: the price moves within the dead band: levels stay", () => {
  const own = { bids: [990, 985, 980], asks: [1_010, 1_015, 1_020] };
  expect(pricesOf({ keepWithinTicks: 2 }, 1_002, 0, own)).toEqual([own.bids, own.asks]);
});

test("grid maker: the price moves further: recentred, on what stands near the new places", () => {
  const own = { bids: [990, 985, 980], asks: [1_010, 1_015, 1_020] };
  const moved = pricesOf({ keepWithinTicks: 1 }, 1_002, 0, own);
  expect(moved).toEqual([
    [992, 987, 982],
    [1_012, 1_017, 1_022],
  ]);
  expect(pricesOf({ keepWithinTicks: 1 }, 1_006, 0, own)).toEqual([
    [996, 990, 985],
    [1_015, 1_020, 1_026],
  ]);
});

test("grid maker: a level was filled: it alone is wanted anew", () => {
  const own = { bids: [985, 980], asks: [1_010, 1_015, 1_020] };
  expect(pricesOf({ keepWithinTicks: 2 }, 1_001, 0, own)).toEqual([[991, 985, 980], own.asks]);
});

test("grid maker: parameters without sense: refused", () => {
  const refused = (given: object) =>
    expect(gridMaker.parameters.safeParse({ ...parameters, ...given }).success).toBe(false);
  refused({ levelsCount: 0 });
  refused({ levelsCount: 33 });
  refused({ spacingTicks: 0.5 });
  refused({ spacingGrowth: 0.9 });
  refused({ sizeGrowth: 0 });
  refused({ keepWithinTicks: 3 });
  refused({ skewTicksPerLot: -1 });
  expect(gridMaker.parameters.safeParse({ ...parameters, keepWithinTicks: 3, levelsCount: 1 }).success).toBe(true);
});
