// Goal: the strategy quotes the solutions of Guéant, Lehalle and Fernandez-Tapia in ticks and lots, leans towards what a
// drift model expects, knows fees and impact, and refuses what no table can be made of.
// Method: its quotes and reasons against the pure formulas, whose own figures are tested beside them.
import { expect, test } from "bun:test";
import type { MarketModel } from "../../../../src/core/models/model.ts";
import {
  type GlftMarket,
  glftChain,
  glftConstantTicks,
  glftEndValues,
  glftSkewTicks,
} from "../../../../src/core/quoting/glft.ts";
import { moveFromEnd, steadyLogRatios } from "../../../../src/core/quoting/inventory-chain.ts";
import { kellyTarget } from "../../../../src/core/quoting/kelly.ts";
import { glft } from "../../../../src/core/strategy/glft.ts";
import type { QuoteReasons } from "../../../../src/core/strategy/quote-reasons.ts";
import { nsPerSecond } from "../../../../src/domain/time.ts";
import { marketSignals } from "../../../helpers/market-signals.ts";
import { expectNear } from "../../../helpers/near.ts";
import { startStrategy, strategyView, wantsOf } from "../../../helpers/strategy-desk.ts";

const parameters = {
  fair: "mid",
  sizeLots: 10,
  positionLotsMax: 80,
  bestPrice: "improve",
  coversFees: false,
  riskAversionPerTickLot: 0.0002,
  volatilityTicks: 3,
  arrivalsPerSecond: 0.8,
  decayPerTick: 0.05,
  solution: "exact",
  horizon: "infinite",
};
const market: GlftMarket = { volatilityTicks: 3, arrivalsPerSecond: 0.8, decayPerTick: 0.05, riskAversion: 0.002 };

interface Situation {
  readonly market?: object;
  readonly makerRate?: bigint;
  readonly drift?: MarketModel;
}

function decided(given: object, positionLots: number, { market: changes = {}, makerRate = 0n, drift }: Situation = {}) {
  const decide = startStrategy(glft, { ...parameters, ...given }, { makerRate, models: { drift } });
  const touch = { touchBidTicks: 9_900, touchAskTicks: 10_100 };
  const { bids, asks, quotes } = wantsOf(decide, strategyView({ ...touch, ...changes }, positionLots));
  return { bidTicks: bids[0]?.priceTicks, askTicks: asks[0]?.priceTicks, reasons: quotes.reasons };
}

/** From the fair price, before it is put on ticks. */
function distancesOf(reasons: QuoteReasons): [bid: number, ask: number] {
  const parts = ["base_half_spread_ticks", "risk_half_spread_ticks", "fee_ticks", "adverse_ticks"] as const;
  const half = parts.reduce((sum, name) => sum + reasons.get(name), 0);
  return [half - reasons.get("skew_ticks"), half + reasons.get("skew_ticks")];
}

function exactTicks(of: GlftMarket, inventory: number): number {
  return glftConstantTicks(of) + steadyLogRatios(glftChain(of, 8))[inventory + 8]! / of.decayPerTick;
}

test("GLFT strategy: exact: the eigenvector's distances, gamma and inventory in quotes", () => {
  for (const inventory of [-7, -1, 0, 3, 7]) {
    const { bidTicks, askTicks, reasons } = decided({}, 10 * inventory);
    const [bid, ask] = distancesOf(reasons);
    expectNear(bid, exactTicks(market, inventory), 2e-4 / market.decayPerTick);
    expectNear(ask, exactTicks(market, -inventory), 2e-4 / market.decayPerTick);
    expect(bidTicks).toBe(Math.floor(10_000 - bid));
    expect(askTicks).toBe(Math.ceil(10_000 + ask));
  }
});

test("GLFT strategy: closed form: constant and skew", () => {
  const { reasons } = decided({ solution: "closed" }, 25);
  const [bid, ask] = distancesOf(reasons);
  expectNear(bid, glftConstantTicks(market) + 3 * glftSkewTicks(market), 1e-9);
  expectNear(ask, glftConstantTicks(market) - 2 * glftSkewTicks(market), 1e-9);
  expect([reasons.get("volatility_ticks"), reasons.get("intensity"), reasons.get("intensity_decay")]).toEqual([
    3, 0.8, 0.05,
  ]);
});

test("GLFT strategy: a session: the solution for the time that is left", () => {
  const { reasons } = decided({ horizon: { sessionSeconds: 900 } }, 30, {
    market: { nowNs: (1800 - 12) * nsPerSecond },
  });
  const values = glftEndValues(market, 8);
  moveFromEnd(glftChain(market, 8), values, 12);
  const expected = glftConstantTicks(market) + Math.log(values[11]! / values[12]!) / market.decayPerTick;
  expectNear(distancesOf(reasons)[0], expected, 0.01);
});

test("GLFT strategy: an impact: half of it on both sides, told as adverse", () => {
  const { reasons } = decided({ impactTicks: 20, solution: "closed" }, 0);
  const impacted = { ...market, impactTicks: 20 };
  expect(reasons.get("adverse_ticks")).toBe(10);
  expectNear(distancesOf(reasons)[0], glftConstantTicks(impacted) + glftSkewTicks(impacted) / 2, 1e-9);
});

test("GLFT strategy: fees to be covered: further out by them, and fewer fills to lean by", () => {
  for (const solution of ["closed", "exact"]) {
    const { reasons } = decided({ coversFees: true, solution }, 0, { makerRate: 100_000n });
    const reached = { ...market, arrivalsPerSecond: 0.8 * Math.exp(-0.05 * 10) };
    const expected =
      solution === "exact" ? exactTicks(reached, 0) : glftConstantTicks(reached) + glftSkewTicks(reached) / 2;
    expect(reasons.get("fee_ticks")).toBe(10);
    expectNear(distancesOf(reasons)[0], 10 + expected, 5e-3);
  }
});

const rising: MarketModel = { horizonNs: 2 * nsPerSecond, value: () => 0.08 };

test("GLFT strategy: a drift model: leans towards a part of the Kelly position, none held", () => {
  const { reasons } = decided({ kellyFraction: 0.5, solution: "closed" }, 0, { drift: rising });
  const target = kellyTarget(0.5, 0.04, 0.002, 3);
  expectNear(reasons.get("target_lots"), 10 * target, 1e-9);
  expect(reasons.get("drift_ticks")).toBe(0.08);
  expectNear(distancesOf(reasons)[0], glftConstantTicks(market) + (0.5 - target) * glftSkewTicks(market), 1e-9);
});

test("GLFT strategy: a drift that calls for more than the bound: the bound is the target", () => {
  const falling: MarketModel = { horizonNs: nsPerSecond, value: () => -50 };
  expect(decided({}, 0, { drift: falling }).reasons.get("target_lots")).toBe(-80);
  expect(decided({ volatilityTicks: 0 }, 0, { drift: falling }).reasons.get("target_lots")).toBe(-80);
});

test("GLFT strategy: a drift that is not known: nothing quoted", () => {
  const silent: MarketModel = { horizonNs: nsPerSecond, value: () => Number.NaN };
  expect(decided({}, 0, { drift: silent })).toMatchObject({ bidTicks: undefined, askTicks: undefined });
});

test("GLFT strategy: the market measured: as if it had been told", () => {
  const signals = marketSignals({
    exposureSeconds: [0, 0, 0, 100],
    midSquares: [0, 0, 0, 900],
    buyOrders: [0, 0, 0, 100],
    sellOrders: [0, 0, 0, 60],
    buyReachTicks: [0, 0, 0, 2_000],
    sellReachTicks: [0, 0, 0, 1_200],
  });
  const every = { volatilityTicks: "measured", arrivalsPerSecond: "measured", decayPerTick: "measured" };
  for (const solution of ["closed", "exact"]) {
    const measured = decided({ ...every, solution }, 20, { market: { signals } });
    expect([...measured.reasons.values]).toEqual([...decided({ solution }, 20).reasons.values]);
    expect(measured.bidTicks).toBeDefined();
  }
  expect(decided(every, 0)).toMatchObject({ bidTicks: undefined, askTicks: undefined });
});

test("GLFT strategy: at the position bound: one side alone", () => {
  expect(decided({}, 80).bidTicks).toBeUndefined();
  expect(decided({}, 80).askTicks).toBeDefined();
  expect(decided({}, -80).askTicks).toBeUndefined();
});

test("GLFT strategy: parameters without sense: refused, never an assertion", () => {
  const refused = (given: object) => expect(glft.parameters.safeParse({ ...parameters, ...given }).success).toBe(false);
  refused({ positionLotsMax: 2_010 });
  refused({ positionLotsMax: 0, horizon: { rollingSeconds: 60 } });
  refused({ positionLotsMax: 0 });
  refused({ sizeLots: 0 });
  refused({ horizon: { rollingSeconds: 60 }, solution: "closed" });
  refused({ horizon: { rollingSeconds: 60 }, volatilityTicks: "measured" });
  refused({ horizon: { rollingSeconds: 86_400 }, arrivalsPerSecond: 1e6 });
  refused({ horizon: { rollingSeconds: 86_400 }, volatilityTicks: 1e6 });
  refused({ horizon: { rollingSeconds: 60 }, impactTicks: 1e6 });
  refused({ kellyFraction: 1.1 });
  refused({ impactTicks: -1 });
  refused({ solution: "guess" });
});
