// Goal: features over the engine's sums are the rates, volatilities and intensities that they are named for.
// Method: sums worked out by hand; processes whose true parameters are known, drawn from a seed.
import { describe, expect, test } from "bun:test";
import { log } from "../../../../src/base/math.ts";
import { Random } from "../../../../src/base/random.ts";
import { arrivalDecay, buyArrivals, sellArrivals } from "../../../../src/core/features/arrivals.ts";
import { askDepletion, bidDepletion } from "../../../../src/core/features/depletion.ts";
import type { MarketFeature } from "../../../../src/core/features/feature.ts";
import { features } from "../../../../src/core/features/index.ts";
import { levelFlow } from "../../../../src/core/features/level-flow.ts";
import { orderFlow } from "../../../../src/core/features/order-flow.ts";
import { tradeFlow, tradeImbalance, tradeRate } from "../../../../src/core/features/trade-flow.ts";
import { volatilityMid } from "../../../../src/core/features/volatility-mid.ts";
import { volatilityRobustMid, volatilityRobustTrades } from "../../../../src/core/features/volatility-robust.ts";
import { volatilityTrades } from "../../../../src/core/features/volatility-trades.ts";
import { halfLivesSeconds } from "../../../../src/ports/market-signals.ts";
import { marketSignals } from "../../../helpers/market-signals.ts";
import { marketView } from "../../../helpers/own-events.ts";

type Sums = Parameters<typeof marketSignals>[0];

describe("features over sums:", () => {
  const sums: Sums = {
    exposureSeconds: 2,
    flowLots: -30,
    buyLots: 60,
    sellLots: 20,
    buyOrders: 6,
    sellOrders: 2,
    buyReachTicks: 12,
    sellReachTicks: 4,
    midSquares: 18,
    midProducts: -5,
    tradeSquares: 50,
    tradeProducts: -16,
    bidDepletedLots: 7,
    askDepletedLots: 9,
  };

  const expected: readonly (readonly [MarketFeature, number])[] = [
    [orderFlow[1], -15],
    [levelFlow[1], 1.5], // (1 + 2 + 3 + 4 + 5) / 5 lots in 2 s
    [tradeRate[1], 40],
    [tradeFlow[1], 20],
    [tradeImbalance[1], 0.5],
    [buyArrivals[1], 3],
    [sellArrivals[1], 1],
    [arrivalDecay[1], 0.5], // 8 orders that reached over 16 ticks
    [volatilityMid[1], 3],
    [volatilityTrades[1], 5],
    [volatilityRobustMid[1], 2], // (18 - 2 x 5) / 2
    [volatilityRobustTrades[1], 3], // (50 - 2 x 16) / 2
    [bidDepletion[1], 3.5],
    [askDepletion[1], 4.5],
  ];
  test.each(expected.map(([feature, value]) => [feature.name, value, feature] as const))(
    "%s: %p, as worked out by hand",
    (_, value, feature) => {
      expect(feature.value(viewOf(sums, [1, 2, 3, 4, 5]))).toBe(value);
    },
  );

  test("each half-life: its own sum over its own time", () => {
    const view = viewOf({ exposureSeconds: [1, 2, 4, 8], midSquares: [1, 8, 36, 128], flowLots: [5, 20, 60, 160] });
    expect(volatilityMid.map((feature) => feature.value(view))).toEqual([1, 2, 3, 4]);
    expect(orderFlow.map((feature) => feature.value(view))).toEqual([5, 10, 15, 20]);
  });

  test("each half-life: it is in the name", () => {
    for (const [horizon, seconds] of halfLivesSeconds.entries())
      for (const family of [orderFlow, levelFlow, tradeRate, volatilityMid, arrivalDecay, bidDepletion])
        expect(family[horizon]!.name).toEndWith(`_${seconds}s`);
  });

  test("half a second summed: known; less: NaN", () => {
    const overSums = features.filter(({ needs }) => needs?.sums) as MarketFeature[];
    expect(overSums.length).toBeGreaterThan(40);
    const known = { ...sums, exposureSeconds: 0.5 };
    for (const feature of overSums) {
      if (!feature.name.startsWith("arrival_decay"))
        expect([feature.name, feature.value(viewOf({ ...sums, exposureSeconds: 0.499 }))]).toEqual([
          feature.name,
          Number.NaN,
        ]);
      expect([feature.name, Number.isFinite(feature.value(viewOf(known)))]).toEqual([feature.name, true]);
    }
  });

  test("nothing traded: flow and imbalance are 0, how far orders reach is not known", () => {
    const quiet = viewOf({ exposureSeconds: 5 });
    for (const feature of [tradeRate[0], tradeFlow[0], tradeImbalance[0], buyArrivals[0], volatilityTrades[0]])
      expect(feature.value(quiet)).toBe(0);
    expect(arrivalDecay[0].value(quiet)).toBeNaN();
  });

  test("orders that never reached beyond the mid, or came ten half-lives ago: how far they reach is not known", () => {
    for (const sum of [
      { buyOrders: 9, buyReachTicks: 0 },
      { buyOrders: 9, buyReachTicks: 1e-300 },
    ])
      expect(arrivalDecay[0].value(viewOf({ exposureSeconds: 5, ...sum }))).toBeNaN();
    const old = { buyOrders: 1 / 1025, buyReachTicks: 1 / 1025 };
    expect(arrivalDecay[0].value(viewOf({ exposureSeconds: 5, ...old }))).toBeNaN();
  });

  test("products that outweigh the squares: a robust volatility of 0", () => {
    const view = viewOf({ exposureSeconds: 1, midSquares: 4, midProducts: -3, tradeSquares: 4, tradeProducts: -3 });
    expect(volatilityRobustMid[0].value(view)).toBe(0);
    expect(volatilityRobustTrades[0].value(view)).toBe(0);
  });
});

describe("estimates of what is known:", () => {
  test("a price that walks 2 ticks a step and bounces by 5: the robust volatility is the walk's, the plain one is not", () => {
    const random = Random.fromSeed(5);
    const stepsCount = 200_000;
    let [walkTicks, priceTicks, changeTicks, squares, products] = [0, 0, 0, 0, 0];
    for (let step = 0; step < stepsCount; step++) {
      walkTicks += random.chance(1, 2) ? 2 : -2;
      const nextTicks = walkTicks + (random.chance(1, 2) ? 5 : -5);
      squares += (nextTicks - priceTicks) ** 2;
      products += (nextTicks - priceTicks) * changeTicks;
      [changeTicks, priceTicks] = [nextTicks - priceTicks, nextTicks];
    }
    const view = viewOf({ exposureSeconds: stepsCount, tradeSquares: squares, tradeProducts: products });
    // Squares: 4 of the walk, 50 of the bounce, in expectation. 4 standard errors of the corrected sum are 0.4.
    expect(volatilityTrades[0].value(view)).toBeCloseTo(Math.sqrt(54), 1);
    expect(Math.abs(volatilityRobustTrades[0].value(view) ** 2 - 4)).toBeLessThan(0.6);
  });

  test.each([0.05, 0.3, 1])(
    "orders that reach exponentially, k %p: found; cut to ticks: e^k - 1, as the file says",
    (k) => {
      const random = Random.fromSeed(6);
      const ordersCount = 50_000;
      let [reachTicks, cutTicks] = [0, 0];
      for (let order = 0; order < ordersCount; order++) {
        const reached = -log((random.int(1, 2 ** 31) - 0.5) / 2 ** 31) / k;
        reachTicks += reached;
        cutTicks += Math.floor(reached);
      }
      const decayOf = (buyReachTicks: number) =>
        arrivalDecay[0].value(viewOf({ exposureSeconds: 1, buyOrders: ordersCount, buyReachTicks }));
      const bound = 4 / Math.sqrt(ordersCount);
      expect(Math.abs(decayOf(reachTicks) / k - 1)).toBeLessThan(bound);
      const cut = Math.exp(k) - 1;
      // The error of a geometric mean is larger by at most e^(k/2).
      expect(Math.abs(decayOf(cutTicks) / cut - 1)).toBeLessThan(bound * Math.exp(k / 2));
    },
  );
});

function viewOf(sums: Sums, levelFlows: readonly number[] = []) {
  return marketView({ signals: marketSignals(sums, levelFlows) });
}
