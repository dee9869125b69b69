// Goal: the EV maker quotes where expected profit is largest, whatever the fees, models and positions, and keeps places
// that are worth more than moving gains.
// Method: the closed form of the Poisson market to the tick; an oracle that values every price by itself; what must never
// happen as properties over models that need not make sense.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { MarketModel, QuoteModel, StrategyModels } from "../../../src/core/models/model.ts";
import { reservationShiftTicks } from "../../../src/core/quoting/avellaneda-stoikov.ts";
import { kellyTarget } from "../../../src/core/quoting/kelly.ts";
import { arrivalRate } from "../../../src/core/strategy/ev-maker/fills.ts";
import { evMaker } from "../../../src/core/strategy/ev-maker.ts";
import type { QuoteReasonName } from "../../../src/core/strategy/quote-reasons.ts";
import { ask, bid, type Side, sides } from "../../../src/domain/side.ts";
import type { MarketView } from "../../../src/ports/engine.ts";
import { depthLevels, type Level, marketSignals } from "../../helpers/market-signals.ts";
import { marketView } from "../../helpers/own-events.ts";
import { type OwnQuote, startStrategy, strategyView, wantsOf } from "../../helpers/strategy-desk.ts";

const seconds = 1e9;

const plain = {
  sizeLots: 2,
  positionLotsMax: 10,
  candidatesCount: 60,
  ...{ arrivalsPerSecond: 2, decayPerTick: 0.1, orderLots: 1e12 },
  ...{ riskAversionPerTickLot: 0, volatilityTicks: 2 },
};

interface Setting {
  readonly parameters?: object;
  readonly models?: StrategyModels;
  readonly makerRate?: bigint;
  readonly positionLots?: number;
  readonly bids?: readonly OwnQuote[];
  readonly asks?: readonly OwnQuote[];
}

function decide(market: Partial<MarketView>, setting: Setting = {}) {
  const { parameters = {}, models = {}, makerRate = 0n, positionLots = 0, bids = [], asks = [] } = setting;
  const maker = startStrategy(evMaker, { ...plain, ...parameters }, { models, makerRate });
  return wantsOf(maker, strategyView(marketView(market), positionLots, { bids, asks }));
}

const touch = (touchBidTicks: number, touchAskTicks: number) => ({ touchBidTicks, touchAskTicks });
const prices = (wants: readonly { priceTicks: number }[]) => wants.map(({ priceTicks }) => priceTicks);

/** Of a quote, by what is asked of it; the same for both sides. */
function quoteModel(at: (distanceTicks: number, aheadLots: number) => number, horizonNs = seconds): QuoteModel {
  return { horizonNs, prepare() {}, at };
}

function marketModel(value: number, horizonNs = seconds): MarketModel {
  return { horizonNs, value: () => value };
}

describe("ev maker: Poisson arrivals", () => {
  test("ev maker: decay k: quotes 1/k from the mid", () => {
    const { bids, asks } = decide(touch(10_000, 10_002));
    expect(prices(bids)).toEqual([10_001 - 10]);
    expect(prices(asks)).toEqual([10_001 + 10]);
  });

  test("ev maker: fee c and adverse selection a: quotes 1/k + c + a from the mid, to the tick", () => {
    const { bids, asks } = decide(touch(10_000, 10_002), { parameters: { adverseTicks: 3 }, makerRate: 20_000n });
    expect(prices(bids)).toEqual([10_001 - 10 - 3 - 2]); // 0.02% of 10,001 is 2.0002 ticks.
    expect(prices(asks)).toEqual([10_001 + 10 + 3 + 2]);
  });

  test("ev maker: a rebate: quotes nearer by it", () => {
    const { bids } = decide(touch(10_000, 10_002), { makerRate: -40_000n });
    expect(prices(bids)).toEqual([10_001 - 10 + 4]);
  });

  test("ev maker: any horizon: the same quotes, since what counts is a rate", () => {
    for (const horizonMs of [1, 1_000, 600_000]) {
      const { bids, quotes } = decide(touch(10_000, 10_002), { parameters: { horizonMs } });
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
        const { bids } = decide(touch(10_000, 10_000 + halfTicks), {
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
    const { quotes } = decide(market, { parameters });
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
    const { bids, quotes } = decide(market, { parameters });
    expect(quotes.reasons.get("intensity")).toBe(0.6);
    expect(quotes.reasons.get("intensity_decay")).toBe(0.1);
    expect(prices(bids)).toEqual([9_991]);
    expect(quotes.bids.fillProbability[0]).toBeCloseTo(1 - Math.exp((-0.6 * Math.exp(-1)) / (1 + 60 / 30)), 12);
    expect(decide({ ...market, signals: marketSignals() }, { parameters }).bids).toEqual([]);
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
  test("ev maker: any models, queues and position: what an oracle values most, a price at a time", () => {
    fc.assert(
      fc.property(anyCase, ({ market, models, parameters, positionLots, makerRate, own }) => {
        const setting = { parameters: { ...parameters, levelsCount: 1 }, models, positionLots, makerRate, ...own };
        const { bids, asks } = decide(market, setting);
        for (const side of sides) {
          const wanted = (side === bid ? bids : asks)[0];
          const worths = worthsOf(side, market, setting);
          const most = Math.max(...worths.values(), 0);
          if (wanted === undefined) {
            const heldLots = side === bid ? positionLots : -positionLots;
            expect(most < 1e-9 || heldLots >= plain.positionLotsMax).toBe(true);
          } else expect(worths.get(wanted.priceTicks)!).toBeGreaterThan(most - 1e-9);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("ev maker: a model of fills and of adverse selection: the edge is what the latter leaves, fair value is the mid", () => {
    const models = {
      fill: quoteModel((distanceTicks) => Math.max(0, 0.5 - 0.02 * distanceTicks)),
      adverse: quoteModel((distanceTicks) => 1 + 0.1 * distanceTicks),
      drift: marketModel(30),
    };
    const { bids, quotes } = decide(touch(10_000, 10_002), { models, makerRate: 10_000n });
    // Worth (0.5 - 0.02 d) (1 + d - 1.0001 - 1 - 0.1 d), largest at d = 13.06.
    expect(prices(bids)).toEqual([10_000 - 13]);
    expect(quotes.bids.edgeTicks[0]).toBeCloseTo(1 + 13 - 1.0001 - 1 - 1.3, 9);
    expect(quotes.bids.fillProbability[0]).toBeCloseTo(0.24, 9);
    expect(quotes.reasons.get("adverse_ticks")).toBeCloseTo(2.3, 9);
    expect(quotes.reasons.get("drift_ticks")).toBe(30);
  });

  test("ev maker: drift without a model of adverse selection: both quotes move by it", () => {
    const { bids, asks } = decide(touch(10_000, 10_002), { models: { drift: marketModel(4) } });
    expect([prices(bids), prices(asks)]).toEqual([[9_991 + 4], [10_011 + 4]]);
  });

  test("ev maker: fair value from the microprice: both quotes move by what it lies above the mid", () => {
    const market = { ...touch(10_000, 10_016), touchBidLots: 3, touchAskLots: 1 };
    const { bids, asks, quotes } = decide(market, { parameters: { fair: "microprice" } });
    expect(quotes.reasons.get("fair_ticks")).toBe(10_012);
    expect([prices(bids), prices(asks)]).toEqual([[10_000], [10_022]]); // Not in front of the touch: that is not tried.
  });

  test("ev maker: a model that does not know: no quotes", () => {
    const unknown = quoteModel(() => Number.NaN);
    expect(decide({}, { models: { fill: unknown } }).bids).toEqual([]);
    expect(decide({}, { models: { adverse: unknown } }).bids).toEqual([]);
    const drifting = decide({}, { models: { drift: marketModel(Number.NaN), adverse: quoteModel(() => 0) } });
    expect(drifting).toMatchObject({ bids: [], asks: [] });
    expect(drifting.quotes.reasons.get("mid_ticks")).toBeNaN();
    const onOneSide = () => {
      let asked: Side = bid;
      const prepare = (side: Side) => {
        asked = side;
      };
      return { ...quoteModel(() => (asked === bid ? 0.5 : Number.NaN)), prepare };
    };
    expect(decide({}, { models: { fill: onOneSide() } })).toMatchObject({ bids: [], asks: [] });
    expect(decide({}, { models: { adverse: onOneSide() } })).toMatchObject({ bids: [], asks: [] });
  });
});

describe("ev maker: inventory", () => {
  const parameters = { riskAversionPerTickLot: 0.125, holdSeconds: 2, volatilityTicks: 2, sizeLots: 2 };

  test("ev maker: risk aversion: quotes about the reservation price of Avellaneda and Stoikov, wider by half a step", () => {
    for (const positionLots of [-4, 0, 3]) {
      const { bids, asks, quotes } = decide(touch(10_000, 10_002), { parameters, positionLots });
      const shift = reservationShiftTicks(positionLots, 0.125, 2, 2);
      expect(quotes.reasons.get("skew_ticks")).toBeCloseTo(shift, 12);
      expect(quotes.reasons.get("risk_half_spread_ticks")).toBe(1);
      expect([prices(bids), prices(asks)]).toEqual([[10_001 + shift - 11], [10_001 + shift + 11]]);
    }
  });

  test("ev maker: drift and a fraction: quotes lean towards the position of Kelly and Merton, and it is named", () => {
    const models = { drift: marketModel(2, 4 * seconds) };
    const { bids, quotes } = decide(touch(10_000, 10_002), {
      parameters: { ...parameters, kellyFraction: 0.5 },
      models,
    });
    const target = kellyTarget(0.5, 2 / 4, 0.125, 2);
    expect(quotes.reasons.get("target_lots")).toBe(target);
    expect(quotes.reasons.get("skew_ticks")).toBe(target); // One tick a lot.
    expect(prices(bids)).toEqual([10_001 - 11 + 2 + Math.floor(target)]);
    const rushing = { drift: marketModel(-1e6) };
    const { quotes: rushed } = decide({}, { parameters: { ...parameters, kellyFraction: 0.5 }, models: rushing });
    expect(rushed.reasons.get("target_lots")).toBe(-plain.positionLotsMax);
  });

  test("ev maker: volatility measured: as its feature says; unknown, no quotes", () => {
    const signals = marketSignals({ exposureSeconds: 10, midSquares: 40 });
    const measured = { ...parameters, volatilityTicks: "measured" };
    const { bids, quotes } = decide({ ...touch(10_000, 10_002), signals }, { parameters: measured });
    expect(quotes.reasons.get("volatility_ticks")).toBe(2);
    expect(prices(bids)).toEqual([9_990]);
    const unknown = decide(touch(10_000, 10_002), { parameters: measured });
    expect(unknown.bids).toEqual([]);
    expect(unknown.quotes.reasons.get("mid_ticks")).toBeNaN();
    const careless = { ...measured, riskAversionPerTickLot: 0 };
    expect(prices(decide(touch(10_000, 10_002), { parameters: careless }).bids)).toEqual([9_991]);
  });

  test("ev maker: reasons: parts of the distance add up to it", () => {
    const setting = { parameters: { ...parameters, adverseTicks: 3 }, makerRate: 10_000n, positionLots: 1 };
    const { bids, asks, quotes } = decide(touch(10_000, 10_002), setting);
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
    expect(decide({}, { positionLots: 9 }).bids).toMatchObject([{ sizeLots: 1 }]);
    expect(decide({}, { positionLots: 10 }).bids).toEqual([]);
    expect(decide({}, { positionLots: -10 }).asks).toEqual([]);
    const ladder = decide({}, { positionLots: 5, parameters: { levelsCount: 4 } });
    expect(ladder.bids.map(({ sizeLots }) => sizeLots)).toEqual([2, 2, 1]);
  });

  test("ev maker: least edge: moves quotes as a fee would; where nothing earns it, none", () => {
    expect(prices(decide(touch(10_000, 10_002), { parameters: { edgeTicksMin: 5 } }).bids)).toEqual([9_986]);
    const fill = quoteModel((distanceTicks) => (distanceTicks > 3 ? 0 : 0.5));
    expect(decide(touch(10_000, 10_002), { models: { fill }, parameters: { edgeTicksMin: 5 } }).bids).toEqual([]);
  });
});

describe("ev maker: ladder and queue", () => {
  test("ev maker: levels: the best first, then outward by the gap, each worth less for those before it", () => {
    const parameters = { levelsCount: 3, levelGapTicks: 4, riskAversionPerTickLot: 0.125, holdSeconds: 2 };
    const { bids, asks } = decide(touch(10_000, 10_002), { parameters });
    // 10 for the arrivals, 1 for half a step, then 2 for each level that fills before; the gap is more than that.
    expect(prices(bids)).toEqual([9_990, 9_986, 9_982]);
    expect(prices(asks)).toEqual([10_012, 10_016, 10_020]);
    const dear = decide(touch(10_000, 10_002), { parameters: { ...parameters, riskAversionPerTickLot: 0.5 } });
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
    expect(prices(decide(market, { models: { fill } }).bids)).not.toEqual([100]);
    expect(prices(decide(market, { models: { fill }, bids: [at(100, 0)] }).bids)).toEqual([100]);
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
      expect(prices(decide(touch(10_000, 10_002), { ...standing, parameters: { moveGainTicks } }).bids)).toEqual([
        kept,
      ]);
  });

  test("ev maker: nothing stands: a first quote pays no gain", () => {
    expect(prices(decide(touch(10_000, 10_002), { parameters: { moveGainTicks: 1e6 } }).bids)).toEqual([9_991]);
  });

  test("ev maker: two prices that are worth the same: the outer one", () => {
    const models = { fill: quoteModel((distanceTicks) => 0.5 / (1 + distanceTicks)) };
    expect(prices(decide({}, { models, parameters: { candidatesCount: 2 } }).bids)).toEqual([99]);
  });

  test("ev maker: two quotes at one price: a place once, that of the first", () => {
    const seen: number[] = [];
    const models = { fill: quoteModel((distanceTicks, aheadLots) => seen.push(distanceTicks, aheadLots) * 0 + 0.5) };
    decide({}, { models, bids: [at(99, 3), at(99, 8)], parameters: { candidatesCount: 2 } });
    expect(seen.slice(0, 4)).toEqual([0, 10, 1, 3]);
    expect(seen).toHaveLength(8);
  });

  test("ev maker: a quote off the grid of candidates: is one, too", () => {
    const parameters = { candidatesCount: 3, stepTicks: 10 };
    expect(prices(decide(touch(10_000, 10_002), { parameters }).bids)).toEqual([9_990]);
    expect(prices(decide(touch(10_000, 10_002), { parameters, bids: [at(9_991, 0)] }).bids)).toEqual([9_991]);
  });

  test("ev maker: a quote whose place is not known: at the end of what its price shows", () => {
    const depth = queued([[99, 7]]);
    const seen: number[] = [];
    const watched = quoteModel((distanceTicks, aheadLots) => {
      seen.push(distanceTicks, aheadLots);
      return 0.5;
    });
    decide(depth, { models: { fill: watched }, bids: [at(99, Number.NaN)], parameters: { candidatesCount: 4 } });
    expect(seen).toEqual([0, 40, 1, 7, 2, 0, 3, 0, 0, 40, 1, 0, 2, 0, 3, 0]); // Beyond what is shown nobody is.
  });

  test("ev maker: in front of the touch: short of the mid, with nobody ahead", () => {
    const seen: number[] = [];
    const models = { fill: quoteModel((distanceTicks, aheadLots) => seen.push(distanceTicks, aheadLots) * 0 + 0.5) };
    decide(touch(100, 106), { models, parameters: { insideTicks: 5, candidatesCount: 6 } });
    expect(seen.slice(0, 6)).toEqual([-2, 0, -1, 0, 0, 10]);
  });

  test("ev maker: steps that grow: whole ticks, ever further", () => {
    const seen: number[] = [];
    const models = { fill: quoteModel((distanceTicks) => seen.push(distanceTicks) * 0 + 0.5) };
    decide(touch(1000, 1002), { models, parameters: { candidatesCount: 6, stepTicks: 2, stepGrowth: 1.5 } });
    expect(seen.slice(0, 6)).toEqual([0, 2, 5, 10, 17, 27]);
  });

  test("ev maker: steps from in front of the touch: the touch itself is one", () => {
    const seen: number[] = [];
    const models = { fill: quoteModel((distanceTicks) => seen.push(distanceTicks) * 0 + 0.5) };
    decide(touch(1000, 1020), { models, parameters: { candidatesCount: 5, insideTicks: 7, stepTicks: 4 } });
    expect(seen.slice(0, 5)).toEqual([-7, -3, 0, 4, 8]);
  });
});

interface AnyCase {
  readonly market: MarketView;
  readonly models: StrategyModels;
  readonly parameters: object;
  readonly positionLots: number;
  readonly makerRate: bigint;
  readonly own: { readonly bids: readonly OwnQuote[]; readonly asks: readonly OwnQuote[] };
}

/** A number of each distance and queue, the same whenever it is asked, with no order in it. */
const noise = (most: number, least: number) =>
  fc.integer().map((seed) => (distanceTicks: number, aheadLots: number) => {
    const hash = Number(Bun.hash.crc32(`${seed} ${distanceTicks} ${aheadLots}`));
    return least + ((most - least) * hash) / 2 ** 32;
  });

const levels = (outward: 1 | -1, fromTicks: number) =>
  fc
    .array(fc.record({ gap: fc.integer({ min: 1, max: 4 }), lots: fc.integer({ min: 1, max: 50 }) }), { maxLength: 6 })
    .map((gaps) => {
      let ticks = fromTicks;
      return gaps.map(({ gap, lots }): Level => {
        ticks += outward * gap;
        return [ticks, lots];
      });
    });

const quotesAt = (outward: 1 | -1, fromTicks: number) =>
  fc.uniqueArray(
    fc.record({
      priceTicks: fc.integer({ min: -3, max: 30 }).map((behind) => fromTicks + outward * behind),
      remainingLots: fc.integer({ min: 1, max: 3 }),
      aheadLots: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constant(Number.NaN)),
    }),
    { selector: ({ priceTicks }) => priceTicks, maxLength: 4 },
  );

const anyCase: fc.Arbitrary<AnyCase> = fc
  .record({ bidTicks: fc.integer({ min: 1_000, max: 1_050 }), spreadTicks: fc.integer({ min: 1, max: 12 }) })
  .chain(({ bidTicks, spreadTicks }) => {
    const askTicks = bidTicks + spreadTicks;
    return fc.record({
      market: fc
        .record({
          bidLots: fc.integer({ min: 1, max: 50 }),
          askLots: fc.integer({ min: 1, max: 50 }),
          bids: levels(-1, bidTicks),
          asks: levels(1, askTicks),
        })
        .map(({ bidLots, askLots, bids, asks }) =>
          marketView({
            ...touch(bidTicks, askTicks),
            touchBidLots: bidLots,
            touchAskLots: askLots,
            depth: depthLevels([[bidTicks, bidLots], ...bids], [[askTicks, askLots], ...asks]),
          }),
        ),
      models: fc.record(
        {
          fill: noise(1, 0).map((at) => quoteModel(at)),
          adverse: noise(8, -4).map((at) => quoteModel(at)),
          drift: fc.double({ min: -5, max: 5, noNaN: true }).map((value) => marketModel(value)),
        },
        { requiredKeys: ["fill"] },
      ),
      parameters: fc.record({
        levelsCount: fc.integer({ min: 1, max: 4 }),
        levelGapTicks: fc.integer({ min: 1, max: 5 }),
        candidatesCount: fc.integer({ min: 1, max: 30 }),
        insideTicks: fc.integer({ min: 0, max: 8 }),
        stepTicks: fc.integer({ min: 1, max: 3 }),
        fair: fc.constantFrom("mid", "microprice"),
        riskAversionPerTickLot: fc.constantFrom(0.01, 0.1, 1),
        kellyFraction: fc.constantFrom(0, 0.5),
        adverseTicks: fc.constantFrom(-1, 0, 2),
        edgeTicksMin: fc.constantFrom(-1, 0, 1),
        moveGainTicks: fc.constantFrom(0, 0.3, 3),
      }),
      positionLots: fc.integer({ min: -12, max: 12 }),
      makerRate: fc.bigInt({ min: -100_000n, max: 100_000n }),
      own: fc.record({ bids: quotesAt(-1, bidTicks), asks: quotesAt(1, askTicks) }),
    });
  });

/** What a lone quote at each candidate price is worth, by the plain formula. */
function worthsOf(side: Side, market: MarketView, setting: Setting): Map<number, number> {
  const given: { readonly [name: string]: unknown; readonly fair?: unknown } = {
    ...plain,
    insideTicks: 0,
    stepTicks: 1,
    ...setting.parameters,
  };
  const of = (name: string) => given[name] as number;
  const { models = {}, positionLots = 0, makerRate = 0n } = setting;
  const s = side === bid ? 1 : -1;
  const { touchBidTicks, touchAskTicks, touchBidLots, touchAskLots, depth } = market;
  const midTicks = (touchBidTicks + touchAskTicks) / 2;
  const ownTouch = side === bid ? touchBidTicks : touchAskTicks;
  const [ticks, lots] = side === bid ? [depth.bidTicks, depth.bidLots] : [depth.askTicks, depth.askLots];
  const own = (side === bid ? setting.bids : setting.asks) ?? [];
  const grid = [-of("insideTicks")];
  while (grid.length < of("candidatesCount")) {
    const next = grid.at(-1)! + of("stepTicks");
    grid.push(grid.at(-1)! < 0 ? Math.min(next, 0) : next);
  }
  const behinds = new Set([...grid, ...own.map(({ priceTicks }) => s * (ownTouch - priceTicks))]);
  const sorted = [...behinds].filter((behind) => behind > -(touchAskTicks - touchBidTicks) / 2).sort((a, b) => a - b);

  const shown = (priceTicks: number) => {
    const behind = s * (ownTouch - priceTicks);
    if (behind < 0) return 0;
    const level = [...ticks].indexOf(priceTicks);
    return level >= 0 ? lots[level]! : 0;
  };
  const microOffset = (touchBidTicks * touchAskLots + touchAskTicks * touchBidLots) / (touchBidLots + touchAskLots);
  const ofTouch = given.fair === "microprice" ? microOffset - midTicks : 0;
  const drift = models.drift?.value(market);
  const perLot = of("riskAversionPerTickLot") * of("volatilityTicks") ** 2;
  const target = Math.max(
    -of("positionLotsMax"),
    Math.min(of("positionLotsMax"), (of("kellyFraction") * (drift ?? 0)) / perLot),
  );

  const worths = new Map<number, number>();
  let fills = 1;
  for (const behind of sorted) {
    const priceTicks = ownTouch - s * behind;
    const standing = own.find((quote) => quote.priceTicks === priceTicks);
    const known = standing !== undefined && !Number.isNaN(standing.aheadLots) ? standing.aheadLots : shown(priceTicks);
    fills = Math.min(fills, models.fill!.at(behind, known));
    const lost = models.adverse?.at(behind, known) ?? of("adverseTicks") - s * (drift ?? ofTouch);
    const edge = s * (midTicks - priceTicks) - Number(makerRate) * 1e-8 * midTicks - lost;
    const holding = perLot * (s * (positionLots - target) + of("sizeLots") / 2);
    const canMove = own.length > 0 && standing === undefined;
    worths.set(priceTicks, fills * (edge - holding - of("edgeTicksMin")) - (canMove ? of("moveGainTicks") : 0));
  }
  return worths;
}

describe("ev maker: whatever the models say", () => {
  test("ev maker: any case: never at or beyond the mid, nothing beyond the bound, levels apart", () => {
    fc.assert(
      fc.property(anyCase, ({ market, models, parameters, positionLots, makerRate, own }) => {
        const { bids, asks } = decide(market, { parameters, models, positionLots, makerRate, ...own });
        const midTicks = (market.touchBidTicks + market.touchAskTicks) / 2;
        for (const { priceTicks } of bids) expect(priceTicks).toBeLessThan(midTicks);
        for (const { priceTicks } of asks) expect(priceTicks).toBeGreaterThan(midTicks);
        const lots = (wants: readonly { sizeLots: number }[]) => wants.reduce((sum, want) => sum + want.sizeLots, 0);
        if (bids.length > 0) expect(positionLots + lots(bids)).toBeLessThanOrEqual(plain.positionLotsMax);
        if (asks.length > 0) expect(positionLots - lots(asks)).toBeGreaterThanOrEqual(-plain.positionLotsMax);
        const gap = (parameters as { levelGapTicks: number }).levelGapTicks;
        for (const wants of [prices(bids), prices(asks)])
          wants.slice(1).forEach((price, at) => {
            expect(Math.abs(price - wants[at]!)).toBeGreaterThanOrEqual(gap);
          });
      }),
      { numRuns: 300 },
    );
  });

  test("ev maker: more inventory: never a keener buy, never a less keen sell, level by level", () => {
    fc.assert(
      fc.property(anyCase, fc.integer({ min: 1, max: 6 }), (any, moreLots) => {
        const { market, models, parameters, positionLots, makerRate, own } = any;
        const setting = { parameters, models, makerRate, ...own };
        const less = decide(market, { ...setting, positionLots });
        const more = decide(market, { ...setting, positionLots: positionLots + moreLots });
        expectNoKeener(prices(more.bids), prices(less.bids), 1);
        expectNoKeener(prices(less.asks), prices(more.asks), -1);
      }),
      { numRuns: 1000 },
    );
  });

  test("ev maker: a market and its mirror image, position turned: mirrored quotes", () => {
    fc.assert(
      fc.property(anyCase, ({ market, models, parameters, positionLots, own }) => {
        const pivot = market.touchBidTicks + market.touchAskTicks;
        const turned = { ...models, ...(models.drift && { drift: marketModel(-models.drift.value(market)) }) };
        const mirrorOwn = (quotes: readonly OwnQuote[]) =>
          quotes.map((quote) => ({ ...quote, priceTicks: pivot - quote.priceTicks }));
        const setting = { parameters, models, positionLots, ...own };
        const mirrored = {
          ...{ parameters, models: turned, positionLots: -positionLots },
          ...{ bids: mirrorOwn(own.asks), asks: mirrorOwn(own.bids) },
        };
        const { bids, asks } = decide(market, setting);
        const image = decide(mirrorOf(market), mirrored);
        expect(prices(image.asks)).toEqual(prices(bids).map((price) => pivot - price));
        expect(prices(image.bids)).toEqual(prices(asks).map((price) => pivot - price));
      }),
      { numRuns: 300 },
    );
  });

  test("ev maker: one side of the touch or both empty: no quotes", () => {
    expect(decide({ touchBidLots: 0, touchBidTicks: 0 })).toMatchObject({ bids: [], asks: [] });
    expect(decide({ touchAskLots: 0, touchAskTicks: 0 })).toMatchObject({ bids: [], asks: [] });
  });

  test("ev maker: a crossed touch: no quote at or through the other side", () => {
    const fill = quoteModel((distanceTicks) => 10 ** -distanceTicks);
    const { bids, asks } = decide(touch(105, 100), { models: { fill }, makerRate: -10_000_000n });
    expect([prices(bids), prices(asks)]).toEqual([[99], [106]]);
  });

  test("ev maker: prices near the least there is: only those above 0", () => {
    const fill = quoteModel(() => 0.5);
    const { bids, asks } = decide(touch(3, 4), { models: { fill } });
    expect([prices(bids), prices(asks)]).toEqual([[1], [6]]); // Asks as far away as bids can be.
  });
});

/** Level by level, absent is the least keen. @param sign 1 for bids. */
function expectNoKeener(more: readonly number[], less: readonly number[], sign: 1 | -1): void {
  expect(more.length).toBeLessThanOrEqual(less.length);
  for (const [level, price] of more.entries()) expect(sign * price).toBeLessThanOrEqual(sign * less[level]!);
}

/** Bid and ask exchanged about the mid. */
function mirrorOf(market: MarketView): MarketView {
  const pivot = market.touchBidTicks + market.touchAskTicks;
  const { depth } = market;
  const turned = (ticks: Int32Array, lots: Float64Array) =>
    Array.from(ticks, (tick, at): Level => [pivot - tick, lots[at]!]);
  return {
    ...market,
    ...{ touchBidLots: market.touchAskLots, touchAskLots: market.touchBidLots },
    depth: depthLevels(turned(depth.askTicks, depth.askLots), turned(depth.bidTicks, depth.bidLots)),
  };
}

describe("ev maker: parameters", () => {
  const isTaken = (parameters: object) => evMaker.parameters.safeParse({ ...plain, ...parameters }).success;

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
  const { bids, asks } = decide({}, { models: { fill } });
  expect(bids).toEqual([]);
  expect(asks).toHaveLength(1);
});
