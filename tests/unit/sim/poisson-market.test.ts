// Goal: the Poisson-fill market is the one that Avellaneda and Stoikov simulated, and their formulas earn there what they
// should.
// Method: expectations of their table from 400,000 paths of an independent program, within four standard errors of our
// few thousand; what is known exactly of a maker that minds no risk; and single paths.
import { expect, test } from "bun:test";
import { type PoissonMarket, type QuotePoisson, runPoissonPath, runPoissonPaths } from "../../../sim/poisson-market.ts";
import type { RunningMoments } from "../../../sim/statistics/moments.ts";
import { Random } from "../../../src/base/random.ts";
import { finiteHalfSpreadTicks, reservationShiftTicks } from "../../../src/core/quoting/avellaneda-stoikov.ts";
import { expectNear } from "../../helpers/near.ts";

const market: PoissonMarket = {
  volatilityTicks: 2,
  arrivalsPerSecond: 140,
  decayPerTick: 1.5,
  seconds: 1,
  stepsCount: 200,
};
const pathsCount = 4000;

/** Quotes of the paper; `leaning` 0 is its symmetric strategy, the same spread about the mid. */
function avellanedaStoikov(riskAversion: number, leaning: 0 | 1): QuotePoisson {
  const { volatilityTicks, decayPerTick } = market;
  return (inventory, secondsLeft, quotes) => {
    const half = finiteHalfSpreadTicks(riskAversion, volatilityTicks, decayPerTick, secondsLeft);
    const shift = leaning * reservationShiftTicks(inventory, riskAversion, volatilityTicks, secondsLeft);
    quotes.bidTicks = half - shift;
    quotes.askTicks = half + shift;
  };
}

function expectMoments(moments: RunningMoments, mean: number, deviation: number): void {
  expectNear(moments.mean, mean, 4 * moments.meanError);
  // The standard error of a standard deviation, with the tails that the sample has.
  const relative = Math.sqrt((moments.kurtosis - 1) / (4 * moments.count));
  expectNear(Math.sqrt(moments.variance), deviation, 4 * relative * deviation);
}

const expectations: [
  riskAversion: number,
  leaning: 0 | 1,
  profit: number,
  deviation: number,
  inventoryDeviation: number,
][] = [
  [0.1, 1, 64.887, 6.54, 2.929],
  [0.1, 0, 68.024, 13.272, 8.414],
  [0.01, 1, 68.396, 8.969, 5.218],
  [0.01, 0, 68.681, 13.677, 8.725],
  [0.5, 1, 48.571, 5.905, 1.956],
  [0.5, 0, 58.352, 11.514, 7.082],
];

test.each(expectations)(
  "Poisson market: Avellaneda–Stoikov at %d, leaning %d: profit %d ± %d, inventory ± %d",
  (riskAversion, leaning, profit, deviation, inventoryDeviation) => {
    const quote = avellanedaStoikov(riskAversion, leaning);
    const figures = runPoissonPaths(market, quote, Random.fromSeed(2008).fork("table"), pathsCount);
    expectMoments(figures.profitTicks, profit, deviation);
    expectMoments(figures.inventory, 0, inventoryDeviation);
  },
);

const constant =
  (distanceTicks: number): QuotePoisson =>
  (_inventory, _secondsLeft, quotes) => {
    quotes.bidTicks = distanceTicks;
    quotes.askTicks = distanceTicks;
  };

test("Poisson market: quotes at 1 / k: worth 2 A T / (e k), and less on either side of it", () => {
  const profitAt = (distanceTicks: number) =>
    runPoissonPaths(market, constant(distanceTicks), Random.fromSeed(7).fork("constant"), pathsCount).profitTicks;
  const best = profitAt(1 / market.decayPerTick);
  expectNear(best.mean, 68.670829, 4 * best.meanError);
  expect(profitAt(0.4).mean).toBeLessThan(best.mean - 3);
  expect(profitAt(1).mean).toBeLessThan(best.mean - 3);
});

test("Poisson market: nothing quoted: nothing earned", () => {
  const ended = runPoissonPath(market, constant(Number.POSITIVE_INFINITY), Random.fromSeed(1));
  expect(ended).toEqual({ profitTicks: 0, inventory: 0 });
});

test("Poisson market: a fill is certain in each step: profit is both distances each time", () => {
  const certain = { ...market, arrivalsPerSecond: 1e9 };
  expect(runPoissonPath(certain, constant(0.25), Random.fromSeed(1))).toEqual({ profitTicks: 100, inventory: 0 });
});

test("Poisson market: only bids, and a mid that never moves: profit is their distance", () => {
  const bidsOnly: QuotePoisson = (_inventory, _secondsLeft, quotes) => {
    quotes.bidTicks = 0.5;
  };
  const still = runPoissonPath({ ...market, volatilityTicks: 0 }, bidsOnly, Random.fromSeed(3));
  expect(still.inventory).toBeGreaterThan(20);
  expect(still.profitTicks).toBe(still.inventory / 2);
});

test("Poisson market: one seed: the same path, and more paths begin with those of fewer", () => {
  const quote = avellanedaStoikov(0.1, 1);
  const paths = (count: number) => runPoissonPaths(market, quote, Random.fromSeed(5), count).profitTicks.mean;
  expect(paths(3)).toBe(paths(3));
  expect(paths(1)).toBe(runPoissonPath(market, quote, Random.fromSeed(5).fork("0")).profitTicks);
});

test("Poisson market: its maker is told its inventory and what time is left", () => {
  const seen: [number, number][] = [];
  const always: QuotePoisson = (inventory, secondsLeft, quotes) => {
    seen.push([inventory, secondsLeft]);
    quotes.bidTicks = -100;
  };
  runPoissonPath({ ...market, stepsCount: 4 }, always, Random.fromSeed(1));
  expect(seen).toEqual([
    [0, 1],
    [1, 0.75],
    [2, 0.5],
    [3, 0.25],
  ]);
});
