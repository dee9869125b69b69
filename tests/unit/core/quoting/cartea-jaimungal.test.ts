// Goal: Cartea and Jaimungal's value and distances, with and without penalties.
// Method: figures for two markets from another program (matrix exponential of scipy), and what is known exactly of a
// maker that pays no penalties.
import { expect, test } from "bun:test";
import {
  type CarteaJaimungalMarket,
  carteaJaimungalChain,
  carteaJaimungalCostRatio,
  carteaJaimungalValueTicks,
} from "../../../../src/core/quoting/cartea-jaimungal.ts";
import { expectNear } from "../../../helpers/near.ts";

const inventoryMax = 100;

function market(arrivalsPerSecond: number, decayPerTick: number): CarteaJaimungalMarket {
  return { arrivalsPerSecond, decayPerTick, runningPenaltyTicks: 0.01, terminalPenaltyTicks: 0.001 };
}

const known: [arrivals: number, decay: number, value: number, distance: number][] = [
  [140, 1.5, 68.255835, 0.672137],
  [100, 1, 73.225863, 1.007188],
  [50, 2, 18.219291, 0.5072],
];
test.each(known)(
  "Cartea–Jaimungal: arrivals %d, decay %d: worth %d, quoted at %d",
  (arrivals, decay, value, distance) => {
    const values = carteaJaimungalValueTicks(market(arrivals, decay), inventoryMax, 1);
    expectNear(values[inventoryMax]!, value, 6e-7);
    expectNear(1 / decay + values[inventoryMax]! - values[inventoryMax + 1]!, distance, 6e-7);
  },
);

test("Cartea–Jaimungal: 5 held: the bid further out than the ask", () => {
  const values = carteaJaimungalValueTicks(market(140, 1.5), inventoryMax, 1);
  expectNear(1 / 1.5 + values[105]! - values[106]!, 0.726824, 6e-7);
  expectNear(1 / 1.5 + values[105]! - values[104]!, 0.617442, 6e-7);
});

test("Cartea–Jaimungal: no penalties: 1 / kappa at any inventory, worth 2 lambda T / (e kappa)", () => {
  const free = { ...market(140, 1.5), runningPenaltyTicks: 0, terminalPenaltyTicks: 0 };
  const values = carteaJaimungalValueTicks(free, 200, 1);
  expectNear(values[200]!, 68.670829, 6e-7);
  expectNear(values[200]!, (2 * 140) / (Math.E * 1.5), 1e-9);
  for (const inventory of [-40, 0, 40]) expectNear(values[200 + inventory]! - values[201 + inventory]!, 0, 1e-9);
});

test("Cartea–Jaimungal: no penalties, a loss at each fill: worth e^(-kappa loss) of it", () => {
  const lossTicks = 0.4;
  const reached = { ...market(140 * Math.exp(-1.5 * lossTicks), 1.5), runningPenaltyTicks: 0, terminalPenaltyTicks: 0 };
  const worth = carteaJaimungalValueTicks(reached, 200, 1)[200]!;
  expectNear(worth, (2 * 140 * Math.exp(-1.5 * lossTicks)) / (Math.E * 1.5), 1e-9);
});

test("Cartea–Jaimungal: at the end: the terminal penalty alone", () => {
  const values = carteaJaimungalValueTicks(market(140, 1.5), 3, 0);
  values.forEach((value, at) => {
    expectNear(value, -0.001 * (at - 3) ** 2, 1e-14);
  });
});

test("Cartea–Jaimungal: its chain: penalties on the diagonal, fills beside it, and their ratio", () => {
  const chain = carteaJaimungalChain(market(140, 1.5), 2);
  [...chain.costs].forEach((cost, at) => {
    expectNear(cost, 0.01 * 1.5 * (at - 2) ** 2, 1e-15);
  });
  expectNear(chain.fillWorth, 140 / Math.E, 1e-12);
  expectNear(carteaJaimungalCostRatio(market(140, 1.5)), chain.costs[3]! / chain.fillWorth, 1e-15);
  expect(chain.costs).toHaveLength(5);
});
