// Goal: the strategy quotes Cartea and Jaimungal's optimum in ticks and lots, with and without an end.
// Method: its reasons against the pure formulas, whose own figures are tested beside them.
import { expect, test } from "bun:test";
import { carteaJaimungalChain, carteaJaimungalValueTicks } from "../../../../src/core/quoting/cartea-jaimungal.ts";
import { steadyLogRatios } from "../../../../src/core/quoting/inventory-chain.ts";
import { carteaJaimungal } from "../../../../src/core/strategy/cartea-jaimungal.ts";
import type { QuoteReasons } from "../../../../src/core/strategy/quote-reasons.ts";
import { marketSignals } from "../../../helpers/market-signals.ts";
import { expectNear } from "../../../helpers/near.ts";
import { startStrategy, strategyView, wantsOf } from "../../../helpers/strategy-desk.ts";

const parameters = {
  fair: "mid",
  sizeLots: 10,
  positionLotsMax: 80,
  bestPrice: "improve",
  coversFees: false,
  arrivalsPerSecond: 0.8,
  decayPerTick: 0.05,
  runningPenaltyTicksPerLotSecond: 0.002,
  horizon: "infinite",
};
const ending = { horizon: { rollingSeconds: 300 }, terminalPenaltyTicksPerLot: 0.3 };
/** In units of ten lots. */
const market = { arrivalsPerSecond: 0.8, decayPerTick: 0.05, runningPenaltyTicks: 0.02, terminalPenaltyTicks: 3 };

function decided(given: object, positionLots: number, changes: object = {}, makerRate = 0n) {
  const decide = startStrategy(carteaJaimungal, { ...parameters, ...given }, { makerRate });
  const touch = { touchBidTicks: 9_900, touchAskTicks: 10_100 };
  const { bids, asks, quotes } = wantsOf(decide, strategyView({ ...touch, ...changes }, positionLots));
  return { bidTicks: bids[0]?.priceTicks, askTicks: asks[0]?.priceTicks, reasons: quotes.reasons };
}

function bidDistance(reasons: QuoteReasons): number {
  const half = reasons.get("base_half_spread_ticks") + reasons.get("risk_half_spread_ticks") + reasons.get("fee_ticks");
  return half - reasons.get("skew_ticks");
}

function steadyTicks(of: typeof market, inventory: number): number {
  return (1 + steadyLogRatios(carteaJaimungalChain(of, 8))[inventory + 8]!) / of.decayPerTick;
}

test("Cartea–Jaimungal strategy: no end: the eigenvector's distances, penalties and inventory in quotes", () => {
  for (const inventory of [-6, 0, 2, 7]) {
    const { bidTicks, reasons } = decided({}, 10 * inventory);
    expectNear(bidDistance(reasons), steadyTicks(market, inventory), 2e-4 / 0.05);
    expect(bidTicks).toBe(Math.floor(10_000 - bidDistance(reasons)));
  }
});

test("Cartea–Jaimungal strategy: an end: differences of the value, terminal penalty included", () => {
  const values = carteaJaimungalValueTicks(market, 8, 300);
  for (const inventory of [-5, 0, 4]) {
    const expected = 1 / 0.05 + values[inventory + 8]! - values[inventory + 9]!;
    expectNear(bidDistance(decided(ending, 10 * inventory).reasons), expected, 1e-8);
  }
});

test("Cartea–Jaimungal strategy: a moment before the end: the terminal penalty alone", () => {
  const soon = decided({ ...ending, horizon: { rollingSeconds: 0.001 } }, 20);
  expectNear(bidDistance(soon.reasons), 1 / 0.05 + 3 * (3 * 3 - 2 * 2), 0.1);
});

test("Cartea–Jaimungal strategy: fees to be covered: further out by them, and fewer fills to lean by", () => {
  const { reasons } = decided({ coversFees: true }, 20, {}, 100_000n);
  const reached = { ...market, arrivalsPerSecond: 0.8 * Math.exp(-0.05 * 10) };
  expect(reasons.get("fee_ticks")).toBe(10);
  expectNear(bidDistance(reasons), 10 + steadyTicks(reached, 2), 5e-3);
});

test("Cartea–Jaimungal strategy: arrivals measured: as if they had been told", () => {
  const signals = marketSignals({
    exposureSeconds: [0, 0, 0, 100],
    buyOrders: [0, 0, 0, 100],
    sellOrders: [0, 0, 0, 60],
    buyReachTicks: [0, 0, 0, 2_000],
    sellReachTicks: [0, 0, 0, 1_200],
  });
  const measured = decided({ arrivalsPerSecond: "measured", decayPerTick: "measured" }, 20, { signals });
  expect([...measured.reasons.values]).toEqual([...decided({}, 20).reasons.values]);
  expect(measured.bidTicks).toBeDefined();
});

test("Cartea–Jaimungal strategy: parameters without sense: refused, never an assertion", () => {
  const refused = (given: object) =>
    expect(carteaJaimungal.parameters.safeParse({ ...parameters, ...given }).success).toBe(false);
  expect(carteaJaimungal.parameters.safeParse({ ...parameters, ...ending }).success).toBe(true);
  refused({ positionLotsMax: 2_010 });
  refused({ ...ending, positionLotsMax: 0 });
  refused({ sizeLots: 0, positionLotsMax: 0 });
  refused({ terminalPenaltyTicksPerLot: 1 });
  refused({ horizon: { rollingSeconds: 60 } });
  refused({ ...ending, arrivalsPerSecond: "measured" });
  refused({ ...ending, runningPenaltyTicksPerLotSecond: 1e6 });
  refused({ runningPenaltyTicksPerLotSecond: -1 });
});
