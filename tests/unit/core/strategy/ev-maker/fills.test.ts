// Goal: where takers arrive as a Poisson process, the EV maker quotes at the known best distance, to the tick.
// Method: the closed form of that market, also over drawn arrivals and costs; the rest by hand.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { arrivalRate } from "../../../../../src/core/strategy/ev-maker/fills.ts";
import { decideEv, prices, touch } from "../../../../helpers/ev-desk.ts";
import { depthLevels, type Level, marketSignals } from "../../../../helpers/market-signals.ts";

test("ev maker: decay k: quotes 1/k from the mid", () => {
  const { bids, asks } = decideEv(touch(10_000, 10_002));
  expect(prices(bids)).toEqual([10_001 - 10]);
  expect(prices(asks)).toEqual([10_001 + 10]);
});

test("ev maker: fee c and adverse selection a: quotes 1/k + c + a from the mid, to the tick", () => {
  const { bids, asks } = decideEv(touch(10_000, 10_002), { parameters: { adverseTicks: 3 }, makerRate: 20_000n });
  expect(prices(bids)).toEqual([10_001 - 10 - 3 - 2]); // 0.02% of 10,001 is 2.0002 ticks.
  expect(prices(asks)).toEqual([10_001 + 10 + 3 + 2]);
});

test("ev maker: a rebate: quotes nearer by it", () => {
  const { bids } = decideEv(touch(10_000, 10_002), { makerRate: -40_000n });
  expect(prices(bids)).toEqual([10_001 - 10 + 4]);
});

test("ev maker: any horizon: the same quotes, since what counts is a rate", () => {
  for (const horizonMs of [1, 1_000, 600_000]) {
    const { bids, quotes } = decideEv(touch(10_000, 10_002), { parameters: { horizonMs } });
    expect(prices(bids)).toEqual([9_991]);
    expect(quotes.bids.fillProbability[0]).toBeCloseTo(1 - Math.exp(((-2 * horizonMs) / 1000) * Math.exp(-1)), 12);
  }
});

test("ev maker: any arrivals and costs: within a tick of 1/k + c + a", () => {
  const costs = fc.record({
    halfTicks: fc.integer({ min: 1, max: 8 }),
    meanReachTicks: fc.double({ min: 5, max: 20, noNaN: true }),
    perSecond: fc.double({ min: 0.01, max: 100, noNaN: true }),
    adverseTicks: fc.double({ min: 0, max: 15, noNaN: true }),
    makerRate: fc.bigInt({ min: -20_000n, max: 60_000n }),
  });
  fc.assert(
    fc.property(costs, ({ halfTicks, meanReachTicks, perSecond, adverseTicks, makerRate }) => {
      const arrivals = { arrivalsPerSecond: perSecond, decayPerTick: 1 / meanReachTicks };
      const { bids } = decideEv(touch(10_000, 10_000 + halfTicks), {
        parameters: { ...arrivals, adverseTicks },
        makerRate,
      });
      const midTicks = 10_000 + halfTicks / 2;
      const best = meanReachTicks + adverseTicks + Number(makerRate) * 1e-8 * midTicks;
      expect(Math.abs(midTicks - bids[0]!.priceTicks - Math.max(best, halfTicks / 2))).toBeLessThan(1);
    }),
  );
});

test("ev maker: value by distance: its maximum is at 1/k + c + a to 1e-9, and e^(-k (c + a)) of that without costs", () => {
  const costs = fc.record({
    perSecond: fc.double({ min: 0.01, max: 200, noNaN: true }),
    k: fc.double({ min: 0.05, max: 3, noNaN: true }),
    costTicks: fc.double({ min: 0, max: 5, noNaN: true }),
  });
  fc.assert(
    fc.property(costs, ({ perSecond, k, costTicks }) => {
      const value = (distanceTicks: number) =>
        (arrivalRate(perSecond, k, distanceTicks) * (distanceTicks - costTicks)) / perSecond;
      const best = 1 / k + costTicks;
      expect(Math.abs(vertexOf(value, best, 0.001 / k) - best)).toBeLessThan(1e-9);
      const free = (arrivalRate(perSecond, k, 1 / k) * (1 / k)) / perSecond;
      expect(value(best) / free).toBeCloseTo(Math.exp(-k * costTicks), 12);
    }),
  );
});

test("ev maker: lots ahead: fills are rarer by the takers' orders that they stop", () => {
  // 0.1 a tick decay: one tick behind the touch costs a tenth of the fills, 20 lots ahead of 10 a taker two thirds.
  const depth = depthLevels([[100, 20]], [[102, 20]]);
  const market = { ...touch(100, 102), touchBidLots: 20, touchAskLots: 20, depth };
  const parameters = { arrivalsPerSecond: 2, decayPerTick: 1, orderLots: 10, candidatesCount: 1 };
  const { quotes } = decideEv(market, { parameters });
  expect(quotes.bids.fillProbability[0]).toBeCloseTo(1 - Math.exp((-2 * Math.exp(-1)) / 3), 12);
});

test("ev maker: arrivals and the lots of each measured: as the sums of the longest half-life say; unknown, no quotes", () => {
  const sums = {
    exposureSeconds: 100,
    ...{ buyOrders: 50, buyLots: 1500, buyReachTicks: 500, sellOrders: 70, sellLots: 2100, sellReachTicks: 700 },
  };
  const measured = { arrivalsPerSecond: "measured", decayPerTick: "measured", orderLots: "measured" };
  const parameters = { ...measured, candidatesCount: 20 };
  const depth = depthLevels(Array.from({ length: 20 }, (_, at): Level => [10_000 - at, 60]));
  const market = { ...touch(10_000, 10_002), touchBidLots: 60, depth, signals: marketSignals(sums) };
  const { bids, quotes } = decideEv(market, { parameters });
  expect(quotes.reasons.get("intensity")).toBe(0.6);
  expect(quotes.reasons.get("intensity_decay")).toBe(0.1);
  expect(prices(bids)).toEqual([9_991]);
  expect(quotes.bids.fillProbability[0]).toBeCloseTo(1 - Math.exp((-0.6 * Math.exp(-1)) / (1 + 60 / 30)), 12);
  expect(decideEv({ ...market, signals: marketSignals() }, { parameters }).bids).toEqual([]);
});

/** Where a parabola through three points of f has its vertex, with the error of the third order taken out. */
function vertexOf(f: (x: number) => number, near: number, step: number): number {
  const vertex = (h: number) => {
    const slope = f(near + h) - f(near - h);
    return near - (h * slope) / (2 * (f(near + h) - 2 * f(near) + f(near - h)));
  };
  return (4 * vertex(step / 2) - vertex(step)) / 3;
}
