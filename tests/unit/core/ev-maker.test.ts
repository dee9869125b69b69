// Goal: the EV maker quotes where expected profit is largest, whatever the fees, models and positions, and keeps places
// that are worth more than moving gains.
// Method: the closed form of the Poisson market to the tick, the rest by hand. Whatever models may say:
// tests/property/ev-maker.test.ts.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { QuoteModel } from "../../../src/core/models/model.ts";
import { reservationShiftTicks } from "../../../src/core/quoting/avellaneda-stoikov.ts";
import { kellyTarget } from "../../../src/core/quoting/kelly.ts";
import { arrivalRate } from "../../../src/core/strategy/ev-maker/fills.ts";
import { evMaker } from "../../../src/core/strategy/ev-maker.ts";
import type { QuoteReasonName } from "../../../src/core/strategy/quote-reasons.ts";
import { ask, bid, type Side } from "../../../src/domain/side.ts";
import { nsPerSecond } from "../../../src/domain/time.ts";
import { decideEv, marketModel, plainEv, prices, quoteModel, touch } from "../../helpers/ev-desk.ts";
import { depthLevels, type Level, marketSignals } from "../../helpers/market-signals.ts";

describe("ev maker: Poisson arrivals", () => {
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
});

/** Where a parabola through three points of f has its vertex, with the error of the third order taken out. */
function vertexOf(f: (x: number) => number, near: number, step: number): number {
  const vertex = (h: number) => {
    const slope = f(near + h) - f(near - h);
    return near - (h * slope) / (2 * (f(near + h) - 2 * f(near) + f(near - h)));
  };
  return (4 * vertex(step / 2) - vertex(step)) / 3;
}

describe("ev maker: models", () => {
  test("ev maker: a model of fills and of adverse selection: the edge is what the latter leaves, fair value is the mid", () => {
    const models = {
      fill: quoteModel((distanceTicks) => Math.max(0, 0.5 - 0.02 * distanceTicks)),
      adverse: quoteModel((distanceTicks) => 1 + 0.1 * distanceTicks),
      drift: marketModel(30),
    };
    const { bids, quotes } = decideEv(touch(10_000, 10_002), { models, makerRate: 10_000n });
    // Worth (0.5 - 0.02 d) (1 + d - 1.0001 - 1 - 0.1 d), largest at d = 13.06.
    expect(prices(bids)).toEqual([10_000 - 13]);
    expect(quotes.bids.edgeTicks[0]).toBeCloseTo(1 + 13 - 1.0001 - 1 - 1.3, 9);
    expect(quotes.bids.fillProbability[0]).toBeCloseTo(0.24, 9);
    expect(quotes.reasons.get("adverse_ticks")).toBeCloseTo(2.3, 9);
    expect(quotes.reasons.get("drift_ticks")).toBe(30);
  });

  test("ev maker: drift without a model of adverse selection: both quotes move by it", () => {
    const { bids, asks } = decideEv(touch(10_000, 10_002), { models: { drift: marketModel(4) } });
    expect([prices(bids), prices(asks)]).toEqual([[9_991 + 4], [10_011 + 4]]);
  });

  test("ev maker: fair value from the microprice: both quotes move by what it lies above the mid", () => {
    const market = { ...touch(10_000, 10_016), touchBidLots: 3, touchAskLots: 1 };
    const { bids, asks, quotes } = decideEv(market, { parameters: { fair: "microprice" } });
    expect(quotes.reasons.get("fair_ticks")).toBe(10_012);
    expect([prices(bids), prices(asks)]).toEqual([[10_000], [10_022]]); // Not in front of the touch: that is not tried.
  });

  test("ev maker: a model that does not know: no quotes", () => {
    const unknown = quoteModel(() => Number.NaN);
    expect(decideEv({}, { models: { fill: unknown } }).bids).toEqual([]);
    expect(decideEv({}, { models: { adverse: unknown } }).bids).toEqual([]);
    const drifting = decideEv({}, { models: { drift: marketModel(Number.NaN), adverse: quoteModel(() => 0) } });
    expect(drifting).toMatchObject({ bids: [], asks: [] });
    expect(drifting.quotes.reasons.get("mid_ticks")).toBeNaN();
    const onOneSide = () => {
      let asked: Side = bid;
      const prepare = (side: Side) => {
        asked = side;
      };
      return { ...quoteModel(() => (asked === bid ? 0.5 : Number.NaN)), prepare };
    };
    expect(decideEv({}, { models: { fill: onOneSide() } })).toMatchObject({ bids: [], asks: [] });
    expect(decideEv({}, { models: { adverse: onOneSide() } })).toMatchObject({ bids: [], asks: [] });
  });
});

describe("ev maker: inventory", () => {
  const parameters = { riskAversionPerTickLot: 0.125, holdSeconds: 2, volatilityTicks: 2, sizeLots: 2 };

  test("ev maker: risk aversion: quotes about the reservation price of Avellaneda and Stoikov, wider by half a step", () => {
    for (const positionLots of [-4, 0, 3]) {
      const { bids, asks, quotes } = decideEv(touch(10_000, 10_002), { parameters, positionLots });
      const shift = reservationShiftTicks(positionLots, 0.125, 2, 2);
      expect(quotes.reasons.get("skew_ticks")).toBeCloseTo(shift, 12);
      expect(quotes.reasons.get("risk_half_spread_ticks")).toBe(1);
      expect([prices(bids), prices(asks)]).toEqual([[10_001 + shift - 11], [10_001 + shift + 11]]);
    }
  });

  test("ev maker: drift and a fraction: quotes lean towards the position of Kelly and Merton, and it is named", () => {
    const models = { drift: marketModel(2, 4 * nsPerSecond) };
    const { bids, quotes } = decideEv(touch(10_000, 10_002), {
      parameters: { ...parameters, kellyFraction: 0.5 },
      models,
    });
    const target = kellyTarget(0.5, 2 / 4, 0.125, 2);
    expect(quotes.reasons.get("target_lots")).toBe(target);
    expect(quotes.reasons.get("skew_ticks")).toBe(target); // One tick a lot.
    expect(prices(bids)).toEqual([10_001 - 11 + 2 + Math.floor(target)]);
    const rushing = { drift: marketModel(-1e6) };
    const { quotes: rushed } = decideEv({}, { parameters: { ...parameters, kellyFraction: 0.5 }, models: rushing });
    expect(rushed.reasons.get("target_lots")).toBe(-plainEv.positionLotsMax);
  });

  test("ev maker: volatility measured: as its feature says; unknown, no quotes", () => {
    const signals = marketSignals({ exposureSeconds: 10, midSquares: 40 });
    const measured = { ...parameters, volatilityTicks: "measured" };
    const { bids, quotes } = decideEv({ ...touch(10_000, 10_002), signals }, { parameters: measured });
    expect(quotes.reasons.get("volatility_ticks")).toBe(2);
    expect(prices(bids)).toEqual([9_990]);
    const unknown = decideEv(touch(10_000, 10_002), { parameters: measured });
    expect(unknown.bids).toEqual([]);
    expect(unknown.quotes.reasons.get("mid_ticks")).toBeNaN();
    const careless = { ...measured, riskAversionPerTickLot: 0 };
    expect(prices(decideEv(touch(10_000, 10_002), { parameters: careless }).bids)).toEqual([9_991]);
  });

  test("ev maker: reasons: parts of the distance add up to it", () => {
    const setting = { parameters: { ...parameters, adverseTicks: 3 }, makerRate: 10_000n, positionLots: 1 };
    const { bids, asks, quotes } = decideEv(touch(10_000, 10_002), setting);
    const of = (name: QuoteReasonName) => quotes.reasons.get(name);
    expect([of("mid_ticks"), of("fair_ticks"), of("adverse_ticks"), of("fee_ticks")]).toEqual([
      ...[10_001, 10_001, 3],
      expect.closeTo(1.0001, 9),
    ]);
    const parts = of("base_half_spread_ticks") + of("risk_half_spread_ticks") + of("adverse_ticks") + of("fee_ticks");
    expect(parts).toBeCloseTo((asks[0]!.priceTicks - bids[0]!.priceTicks) / 2, 9);
    expect(Math.abs(of("base_half_spread_ticks") - 10)).toBeLessThan(1);
    expect(of("drift_ticks")).toBeNaN();
    expect(of("target_lots")).toBe(0);
  });

  test("ev maker: the bound: what would go beyond it is cut, then pulled", () => {
    expect(decideEv({}, { positionLots: 9 }).bids).toMatchObject([{ sizeLots: 1 }]);
    expect(decideEv({}, { positionLots: 10 }).bids).toEqual([]);
    expect(decideEv({}, { positionLots: -10 }).asks).toEqual([]);
    const ladder = decideEv({}, { positionLots: 5, parameters: { levelsCount: 4 } });
    expect(ladder.bids.map(({ sizeLots }) => sizeLots)).toEqual([2, 2, 1]);
  });

  test("ev maker: least edge: moves quotes as a fee would; where nothing earns it, none", () => {
    expect(prices(decideEv(touch(10_000, 10_002), { parameters: { edgeTicksMin: 5 } }).bids)).toEqual([9_986]);
    const fill = quoteModel((distanceTicks) => (distanceTicks > 3 ? 0 : 0.5));
    expect(decideEv(touch(10_000, 10_002), { models: { fill }, parameters: { edgeTicksMin: 5 } }).bids).toEqual([]);
  });
});

describe("ev maker: ladder and queue", () => {
  test("ev maker: levels: the best first, then outward by the gap, each worth less for those before it", () => {
    const parameters = { levelsCount: 3, levelGapTicks: 4, riskAversionPerTickLot: 0.125, holdSeconds: 2 };
    const { bids, asks } = decideEv(touch(10_000, 10_002), { parameters });
    // 10 for the arrivals, 1 for half a step, then 2 for each level that fills before; the gap is more than that.
    expect(prices(bids)).toEqual([9_990, 9_986, 9_982]);
    expect(prices(asks)).toEqual([10_012, 10_016, 10_020]);
    const dear = decideEv(touch(10_000, 10_002), { parameters: { ...parameters, riskAversionPerTickLot: 0.5 } });
    expect(prices(dear.bids)).toEqual([9_987, 9_979, 9_971]); // 8 for each level that fills before.
  });

  const fill = quoteModel((distanceTicks, aheadLots) => (0.5 * 0.4 ** distanceTicks) / (1 + aheadLots / 10));
  const queued = (behind: readonly Level[]) => ({
    ...touch(100, 102),
    touchBidLots: 40,
    touchAskLots: 40,
    depth: depthLevels([[100, 40], ...behind], [[102, 40]]),
  });
  const at = (priceTicks: number, aheadLots: number) => ({ priceTicks, remainingLots: 2, aheadLots });

  test("ev maker: a place near the front: kept, where the end of that queue would not be taken", () => {
    const market = queued([[90, 1]]);
    expect(prices(decideEv(market, { models: { fill } }).bids)).not.toEqual([100]);
    expect(prices(decideEv(market, { models: { fill }, bids: [at(100, 0)] }).bids)).toEqual([100]);
  });

  test("ev maker: a quote that stands: kept until another is worth more by the gain asked for", () => {
    const models = { fill: quoteModel((distanceTicks) => Math.max(0, 0.5 - 0.02 * distanceTicks)) };
    const worth = (distanceTicks: number) => (0.5 - 0.02 * distanceTicks) * (1 + distanceTicks);
    const gain = worth(12) - worth(5);
    const standing = { models, bids: [at(9_995, 0)] };
    for (const [moveGainTicks, kept] of [
      [0, 9_988],
      [gain - 1e-6, 9_988],
      [gain + 1e-6, 9_995],
    ] as const)
      expect(prices(decideEv(touch(10_000, 10_002), { ...standing, parameters: { moveGainTicks } }).bids)).toEqual([
        kept,
      ]);
  });

  test("ev maker: nothing stands: a first quote pays no gain", () => {
    expect(prices(decideEv(touch(10_000, 10_002), { parameters: { moveGainTicks: 1e6 } }).bids)).toEqual([9_991]);
  });

  test("ev maker: two prices that are worth the same: the outer one", () => {
    const models = { fill: quoteModel((distanceTicks) => 0.5 / (1 + distanceTicks)) };
    expect(prices(decideEv({}, { models, parameters: { candidatesCount: 2 } }).bids)).toEqual([99]);
  });

  test("ev maker: two quotes at one price: a place once, that of the first", () => {
    const seen: number[] = [];
    const models = { fill: quoteModel((distanceTicks, aheadLots) => seen.push(distanceTicks, aheadLots) * 0 + 0.5) };
    decideEv({}, { models, bids: [at(99, 3), at(99, 8)], parameters: { candidatesCount: 2 } });
    expect(seen.slice(0, 4)).toEqual([0, 10, 1, 3]);
    expect(seen).toHaveLength(8);
  });

  test("ev maker: a quote off the grid of candidates: is one, too", () => {
    const parameters = { candidatesCount: 3, stepTicks: 10 };
    expect(prices(decideEv(touch(10_000, 10_002), { parameters }).bids)).toEqual([9_990]);
    expect(prices(decideEv(touch(10_000, 10_002), { parameters, bids: [at(9_991, 0)] }).bids)).toEqual([9_991]);
  });

  test("ev maker: a quote whose place is not known: at the end of what its price shows", () => {
    const depth = queued([[99, 7]]);
    const seen: number[] = [];
    const watched = quoteModel((distanceTicks, aheadLots) => {
      seen.push(distanceTicks, aheadLots);
      return 0.5;
    });
    decideEv(depth, { models: { fill: watched }, bids: [at(99, Number.NaN)], parameters: { candidatesCount: 4 } });
    expect(seen).toEqual([0, 40, 1, 7, 2, 0, 3, 0, 0, 40, 1, 0, 2, 0, 3, 0]); // Beyond what is shown nobody is.
  });

  test("ev maker: in front of the touch: short of the mid, with nobody ahead", () => {
    const seen: number[] = [];
    const models = { fill: quoteModel((distanceTicks, aheadLots) => seen.push(distanceTicks, aheadLots) * 0 + 0.5) };
    decideEv(touch(100, 106), { models, parameters: { insideTicks: 5, candidatesCount: 6 } });
    expect(seen.slice(0, 6)).toEqual([-2, 0, -1, 0, 0, 10]);
  });

  test("ev maker: steps that grow: whole ticks, ever further", () => {
    const seen: number[] = [];
    const models = { fill: quoteModel((distanceTicks) => seen.push(distanceTicks) * 0 + 0.5) };
    decideEv(touch(1000, 1002), { models, parameters: { candidatesCount: 6, stepTicks: 2, stepGrowth: 1.5 } });
    expect(seen.slice(0, 6)).toEqual([0, 2, 5, 10, 17, 27]);
  });

  test("ev maker: steps from in front of the touch: the touch itself is one", () => {
    const seen: number[] = [];
    const models = { fill: quoteModel((distanceTicks) => seen.push(distanceTicks) * 0 + 0.5) };
    decideEv(touch(1000, 1020), { models, parameters: { candidatesCount: 5, insideTicks: 7, stepTicks: 4 } });
    expect(seen.slice(0, 5)).toEqual([-7, -3, 0, 4, 8]);
  });
});

describe("ev maker: odd markets", () => {
  test("ev maker: one side of the touch or both empty: no quotes", () => {
    expect(decideEv({ touchBidLots: 0, touchBidTicks: 0 })).toMatchObject({ bids: [], asks: [] });
    expect(decideEv({ touchAskLots: 0, touchAskTicks: 0 })).toMatchObject({ bids: [], asks: [] });
  });

  test("ev maker: a crossed touch: no quote at or through the other side", () => {
    const fill = quoteModel((distanceTicks) => 10 ** -distanceTicks);
    const { bids, asks } = decideEv(touch(105, 100), { models: { fill }, makerRate: -10_000_000n });
    expect([prices(bids), prices(asks)]).toEqual([[99], [106]]);
  });

  test("ev maker: prices near the least there is: only those above 0", () => {
    const fill = quoteModel(() => 0.5);
    const { bids, asks } = decideEv(touch(3, 4), { models: { fill } });
    expect([prices(bids), prices(asks)]).toEqual([[1], [6]]); // Asks as far away as bids can be.
  });
});

describe("ev maker: parameters", () => {
  const isTaken = (parameters: object) => evMaker.parameters.safeParse({ ...plainEv, ...parameters }).success;

  test("ev maker: parameters: sizes, sides of bounds, arrivals and volatility are checked", () => {
    expect(isTaken({})).toBe(true);
    expect(isTaken({ candidatesCount: 64 })).toBe(true);
    for (const wrong of [
      ...[{ sizeLots: 0 }, { sizeLots: 1.5 }, { candidatesCount: 65 }, { levelsCount: 0 }, { typo: 1 }],
      ...[
        { stepGrowth: 0.9 },
        { riskAversionPerTickLot: -1 },
        { moveGainTicks: -1 },
        { volatilityTicks: "often" },
        { insideTicks: -1 },
      ],
      ...[{ arrivalsPerSecond: 0 }, { decayPerTick: "sometimes" }, { orderLots: 0 }, { kellyFraction: 1.1 }],
      { kellyFraction: 0.5, riskAversionPerTickLot: 0 },
    ])
      expect([wrong, isTaken(wrong)]).toEqual([wrong, false]);
  });
});

test("ev maker: a side that is never filled: no quote there, one on the other", () => {
  let asked: Side = bid;
  const fill: QuoteModel = {
    ...quoteModel(() => (asked === ask ? 0.5 : 0)),
    prepare(side) {
      asked = side;
    },
  };
  const { bids, asks } = decideEv({}, { models: { fill } });
  expect(bids).toEqual([]);
  expect(asks).toHaveLength(1);
});
