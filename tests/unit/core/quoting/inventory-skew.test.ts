// Goal: what a strategy looks up is what the exact solution says, between its entries too, and moves one way.
// Method: tables against the solvers at points that are not in them.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { glftChain, glftEndValues } from "../../../../src/core/quoting/glft.ts";
import { inventoryChain, moveFromEnd, steadyLogRatios } from "../../../../src/core/quoting/inventory-chain.ts";
import { SteadySkew, TimedSkew } from "../../../../src/core/quoting/inventory-skew.ts";
import { expectNear } from "../../../helpers/near.ts";

const anyRatio = fc.double({ min: -26, max: 8, noNaN: true }).map((logarithm) => Math.exp(logarithm));
const anyInventory = fc.double({ min: -12, max: 12, noNaN: true });

test("steady skew: any ratio: within 2e-4 of the solution", () => {
  const skew = new SteadySkew(30);
  fc.assert(
    fc.property(anyRatio, fc.integer({ min: -30, max: 29 }), (ratio, inventory) => {
      const exact = steadyLogRatios(inventoryChain(30, ratio, 0, 1))[inventory + 30]!;
      expectNear(skew.at(inventory, ratio), exact, 2e-4);
    }),
  );
});

test("steady skew: parts of a unit: on the line between whole ones; beyond the bounds as there", () => {
  const skew = new SteadySkew(10);
  expectNear(skew.at(2.25, 0.01), 0.75 * skew.at(2, 0.01) + 0.25 * skew.at(3, 0.01), 1e-15);
  expect(skew.at(10, 0.01)).toBe(skew.at(9, 0.01));
  expect(skew.at(25, 0.01)).toBe(skew.at(9, 0.01));
  expect(skew.at(-25, 0.01)).toBe(skew.at(-10, 0.01));
});

test("steady skew: bounds of a unit, and ratios of nothing, of everything and of not knowing", () => {
  const least = new SteadySkew(1);
  expectNear(least.at(0, 0), Math.log(Math.SQRT2), 1e-9);
  expectNear(least.at(-1, 0), -Math.log(Math.SQRT2), 1e-9);
  expect(least.at(0, Number.POSITIVE_INFINITY)).toBe(least.at(0, 1e9));
  expect(least.at(0, Number.NaN)).toBeNaN();
});

test("steady skew: more inventory: never less", () => {
  const skew = new SteadySkew(10);
  fc.assert(
    fc.property(anyRatio, anyInventory, anyInventory, (ratio, one, other) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)];
      expect(skew.at(more, ratio)).toBeGreaterThanOrEqual(skew.at(less, ratio) - 1e-12);
    }),
  );
});

test("timed skew: between its times: near the solution, exact at its end and its beginning", () => {
  const market = { volatilityTicks: 0.3, arrivalsPerSecond: 0.9, decayPerTick: 0.3, riskAversion: 0.01 };
  const chain = glftChain(market, 10);
  const skew = new TimedSkew(chain, glftEndValues(market, 10), 600);
  const exact = (inventory: number, secondsLeft: number) => {
    const values = glftEndValues(market, 10);
    moveFromEnd(chain, values, secondsLeft);
    return Math.log(values[inventory + 10]! / values[inventory + 11]!);
  };
  for (const [inventory, secondsLeft] of [
    [5, 0],
    [5, 600],
    [-3, 600],
  ] as const)
    expectNear(skew.at(inventory, secondsLeft), exact(inventory, secondsLeft), 1e-10);
  for (const secondsLeft of [0.5, 7, 31, 99, 444]) expectNear(skew.at(5, secondsLeft), exact(5, secondsLeft), 1e-4);
});

test("timed skew: values below all doubles: further than any price, outwards and inwards", () => {
  const skew = new TimedSkew(inventoryChain(2, 1, 0, 1), Float64Array.of(0, 0, 1, 0, 0), 1);
  expect(skew.at(1, 0)).toBeGreaterThan(1e5);
  expect(skew.at(-2, 0)).toBeLessThan(-1e5);
  expect(skew.at(0, 1)).toBeLessThan(10);
});
