// Goal: the maker of Guéant, Lehalle and Fernandez-Tapia quotes what its formulas say, exact and in closed form.
// Method: figures for the paper's own parameters, computed once by another program (eigenvectors and matrix exponentials
// of numpy and scipy); the forms that the papers write out; and what must hold between them.
import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  type GlftMarket,
  glftChain,
  glftConstantTicks,
  glftCostRatio,
  glftEndValues,
  glftSkewTicks,
} from "../../../../src/core/quoting/glft.ts";
import { moveFromEnd, steadyLogRatios } from "../../../../src/core/quoting/inventory-chain.ts";
import { kellyTarget } from "../../../../src/core/quoting/kelly.ts";
import { expectNear } from "../../../helpers/near.ts";

const paper: GlftMarket = { volatilityTicks: 0.3, arrivalsPerSecond: 0.9, decayPerTick: 0.3, riskAversion: 0.01 };
const inventoryMax = 30;

function exactBidTicks(market: GlftMarket, inventory: number, unitsMax = inventoryMax): number {
  const ratio = steadyLogRatios(glftChain(market, unitsMax))[inventory + unitsMax]!;
  return glftConstantTicks(market) + ratio / market.decayPerTick;
}

function bidTicksBeforeEnd(market: GlftMarket, inventory: number, secondsLeft: number): number {
  const values = glftEndValues(market, inventoryMax);
  moveFromEnd(glftChain(market, inventoryMax), values, secondsLeft);
  const [value, next] = [values[inventory + inventoryMax]!, values[inventory + inventoryMax + 1]!];
  return glftConstantTicks(market) + Math.log(value / next) / market.decayPerTick;
}

function closedBidTicks(market: GlftMarket, inventory: number): number {
  return glftConstantTicks(market) + (inventory + 0.5) * glftSkewTicks(market);
}

test("GLFT: the paper's parameters: constant, skew and half-spread", () => {
  expectNear(glftConstantTicks(paper), 3.278982, 5e-7);
  expectNear(glftSkewTicks(paper), 0.0678658, 5e-8);
  expectNear(closedBidTicks(paper, 0), 3.312915, 5e-7);
  expectNear(closedBidTicks(paper, 5), 3.652244, 5e-7);
});

const exact: [volatility: number, arrivals: number, inventory: number, bidTicks: number][] = [
  [0.3, 0.9, -5, 2.972522],
  [0.3, 0.9, -1, 3.244919],
  [0.3, 0.9, 0, 3.313045],
  [0.3, 0.9, 1, 3.381168],
  [0.3, 0.9, 5, 3.65348],
  [0.3, 0.9, 10, 3.992933],
  [0.4, 0.9, 0, 3.324458],
  [0.4, 0.9, 5, 3.778746],
  [1, 0.2, 0, 3.525651],
  [1, 0.2, 5, 5.918517],
  [1, 0.2, 10, 8.022747],
];
test.each(exact)(
  "GLFT: exact: volatility %d, arrivals %d, inventory %d: bid at %d",
  (volatility, arrivals, inventory, bidTicks) => {
    const market = { ...paper, volatilityTicks: volatility, arrivalsPerSecond: arrivals };
    expectNear(exactBidTicks(market, inventory), bidTicks, 6e-7);
  },
);

test("GLFT: closed form: fails where the paper says, far out in a slow and volatile market", () => {
  const market = { ...paper, volatilityTicks: 1, arrivalsPerSecond: 0.2 };
  expectNear(closedBidTicks(market, 0), 3.518924, 5e-7);
  expectNear(closedBidTicks(market, 10), 8.317763, 5e-7);
});

const beforeEnd: [secondsLeft: number, bidTicks: number][] = [
  [0, 3.278982],
  [10, 3.328194],
  [60, 3.526127],
  [600, 3.653479],
];
test.each(beforeEnd)("GLFT: %d seconds before the end, 5 held: bid at %d", (secondsLeft, bidTicks) => {
  expectNear(bidTicksBeforeEnd(paper, 5, secondsLeft), bidTicks, 6e-7);
});

test("GLFT: far from the end: the bid of no end", () => {
  for (const inventory of [-20, 0, 20])
    expectNear(bidTicksBeforeEnd(paper, inventory, 5000), exactBidTicks(paper, inventory), 1e-9);
});

const anyMarket = fc.record({
  volatilityTicks: fc.double({ min: 0.01, max: 100, noNaN: true }),
  arrivalsPerSecond: fc.double({ min: 0.01, max: 100, noNaN: true }),
  decayPerTick: fc.double({ min: 0.001, max: 10, noNaN: true }),
  riskAversion: fc.double({ min: 1e-9, max: 1, noNaN: true }),
  impactTicks: fc.double({ min: 0, max: 10, noNaN: true }),
});

test("GLFT: any market: the ask for an inventory is the bid for its negative, and more inventory is a lower bid", () => {
  fc.assert(
    fc.property(anyMarket, (market) => {
      const ratios = steadyLogRatios(glftChain(market, inventoryMax));
      ratios.forEach((ratio, at) => {
        // Of the ask: ln(v(q) / v(q - 1)), at q = inventoryMax - at.
        expect(-ratios[ratios.length - 1 - at]!).toBe(ratio);
        if (at > 0) expect(ratio).toBeGreaterThanOrEqual(ratios[at - 1]!);
      });
    }),
  );
});

test("GLFT: trade size: fills of s lots are Guéant's form with a size", () => {
  const { volatilityTicks, arrivalsPerSecond, decayPerTick, riskAversion: perLot } = paper;
  for (const sizeLots of [1, 7, 250]) {
    const market = { ...paper, riskAversion: perLot * sizeLots };
    const x = (perLot * sizeLots) / decayPerTick;
    const c1 = Math.log(1 + x) / (perLot * sizeLots);
    const perFill = perLot / (2 * arrivalsPerSecond * sizeLots * decayPerTick);
    const c2 = Math.sqrt(perFill * (1 + x) ** (1 / x + 1));
    expectNear(closedBidTicks(market, 0), c1 + (sizeLots * volatilityTicks * c2) / 2, 1e-12);
    expectNear(glftSkewTicks(market) / sizeLots, volatilityTicks * c2, 1e-12);
  }
});

test("GLFT: an impact: half of it on both quotes, and a skew that grows with its exponential", () => {
  const market = { ...paper, impactTicks: 2 };
  expectNear(glftConstantTicks(market), glftConstantTicks(paper) + 1, 1e-12);
  expectNear(glftSkewTicks(market), glftSkewTicks(paper) * Math.exp((0.3 * 2) / 4), 1e-12);
  expectNear(glftCostRatio(market), glftCostRatio(paper) * Math.exp((0.3 * 2) / 2), 1e-12);
  expectNear(bidTicksBeforeEnd(market, 5, 0), glftConstantTicks(market) + 5.5 * 2, 1e-9);
});

test("GLFT: a drift: the exact quotes lean as if the Kelly position were none", () => {
  const kelly = kellyTarget(1, 0.0027, paper.riskAversion, paper.volatilityTicks);
  expectNear(kelly, 3, 1e-12);
  const drifting = { ...paper, driftTicks: 0.0027 };
  for (const inventory of [-5, 0, 3, 8])
    expectNear(exactBidTicks(drifting, inventory, 60), exactBidTicks(paper, inventory - 3, 60), 1e-6);
});

test("GLFT: a drift: a quote of the closed form moves by the Kelly position", () => {
  const { volatilityTicks, riskAversion } = paper;
  const paperForm = (inventory: number, drift: number) =>
    glftConstantTicks(paper) +
    (-drift / (riskAversion * volatilityTicks * volatilityTicks) + (2 * inventory + 1) / 2) * glftSkewTicks(paper);
  for (const drift of [-0.01, 0, 0.004])
    expectNear(
      closedBidTicks(paper, 2 - kellyTarget(1, drift, riskAversion, volatilityTicks)),
      paperForm(2, drift),
      1e-12,
    );
});

test("Kelly: a fraction of the whole; nothing without a drift, whatever the risk", () => {
  expectNear(kellyTarget(0.25, 0.0027, 0.01, 0.3), 0.75, 1e-12);
  expect(kellyTarget(1, -0.0027, 0.01, 0.3)).toBe(-kellyTarget(1, 0.0027, 0.01, 0.3));
  expect(kellyTarget(0, 5, 0.01, 0)).toBe(0);
  expect(kellyTarget(1, 0, 0.01, 0)).toBe(0);
  expect(kellyTarget(1, -5, 0.01, 0)).toBe(Number.NEGATIVE_INFINITY);
});
