// Goal: both solvers of inventory chains are exact, each value to its own digits, however small it is beside the others.
// Method: a dense matrix exponential by scaling and squaring as the other opinion; the equation of an eigenvector, which
// only that of the smallest eigenvalue solves with positive values; and cases known in closed form.
import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  type InventoryChain,
  inventoryChain,
  moveFromEnd,
  steadyLogRatios,
} from "../../../../src/core/quoting/inventory-chain.ts";
import { expectNear } from "../../../helpers/near.ts";

type Matrix = number[][];

const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0]!.map((_, column) => row.reduce((sum, value, at) => sum + value * b[at]![column]!, 0)));

/** exp(-M seconds): Taylor's series of a small part of it, squared. */
function denseExponential({ costs, fillWorth }: InventoryChain, seconds: number): Matrix {
  const squarings = 30;
  const part = seconds / 2 ** squarings;
  const small = [...costs].map((cost, row) =>
    [...costs].map((_, column) => (row === column ? -cost : Math.abs(row - column) === 1 ? fillWorth : 0) * part),
  );
  let result = small.map((row, at) => row.map((value, column) => value + (at === column ? 1 : 0)));
  result = product(small, small).map((row, at) => row.map((value, column) => result[at]![column]! + value / 2));
  for (let squaring = 0; squaring < squarings; squaring++) result = product(result, result);
  return result;
}

const anyChain = fc
  .record({
    inventoryMax: fc.integer({ min: 1, max: 6 }),
    costPerSquare: fc.double({ min: 0, max: 2, noNaN: true }),
    gainPerUnit: fc.double({ min: -1, max: 1, noNaN: true }),
    fillWorth: fc.double({ min: 0.01, max: 3, noNaN: true }),
  })
  .map(({ inventoryMax, costPerSquare, gainPerUnit, fillWorth }) =>
    inventoryChain(inventoryMax, costPerSquare, gainPerUnit, fillWorth),
  );

test("inventory chain: costs: a square, less a gain for each unit", () => {
  expect([...inventoryChain(2, 3, 1, 0.5).costs]).toEqual([14, 4, 0, 2, 10]);
});

test("inventory chain: values before the end: those of a dense matrix exponential", () => {
  fc.assert(
    fc.property(anyChain, fc.double({ min: 0.01, max: 5, noNaN: true }), (chain, seconds) => {
      const values = chain.costs.map((_, at) => 1 / (1 + at));
      const expected = denseExponential(chain, seconds).map((row) =>
        row.reduce((sum, value, at) => sum + value / (1 + at), 0),
      );
      const logFactor = moveFromEnd(chain, values, seconds);
      expected.forEach((value, at) => {
        expectNear(Math.log(values[at]!) + logFactor, Math.log(value), 1e-6);
      });
    }),
    { numRuns: 60 },
  );
});

test("inventory chain: values before the end: two steps are one", () => {
  fc.assert(
    fc.property(anyChain, fc.double({ min: 0.01, max: 20, noNaN: true }), (chain, seconds) => {
      const once = chain.costs.map(() => 1);
      const twice = once.slice();
      const factor = moveFromEnd(chain, once, seconds);
      const factors = moveFromEnd(chain, twice, seconds / 3) + moveFromEnd(chain, twice, (2 * seconds) / 3);
      expectNear(factors, factor, 1e-10 * (1 + Math.abs(factor)));
      twice.forEach((value, at) => {
        expectNear(value / once[at]!, 1, 1e-11);
      });
    }),
  );
});

test("inventory chain: values of a steep chain: small ones keep their digits", () => {
  const chain = inventoryChain(40, 1, 0, 1e-3);
  const values = chain.costs.map(() => 1);
  moveFromEnd(chain, values, 50);
  const ratios = steadyLogRatios(chain);
  expect(values[80]! / values[40]!).toBeLessThan(1e-200);
  ratios.forEach((ratio, at) => {
    expectNear(Math.log(values[at]!) - Math.log(values[at + 1]!), ratio, 1e-9);
  });
});

test("inventory chain: steady ratios: of a positive eigenvector", () => {
  fc.assert(
    fc.property(anyChain, ({ costs, fillWorth }) => {
      const ratios = steadyLogRatios({ costs, fillWorth });
      const eigenvalues = [...costs].map((cost, at) => {
        const up = at < costs.length - 1 ? Math.exp(-ratios[at]!) : 0;
        const down = at > 0 ? Math.exp(ratios[at - 1]!) : 0;
        return cost - fillWorth * (up + down);
      });
      for (const eigenvalue of eigenvalues) expectNear(eigenvalue, eigenvalues[0]!, 1e-11 * (1 + Math.max(...costs)));
    }),
  );
});

test("inventory chain: no costs: the cosine between bounds that take nothing", () => {
  const inventoryMax = 4;
  const cosine = (inventory: number) => Math.cos((Math.PI * inventory) / (2 * inventoryMax + 2));
  steadyLogRatios(inventoryChain(inventoryMax, 0, 0, 0.7)).forEach((ratio, at) => {
    const inventory = at - inventoryMax;
    expectNear(ratio, Math.log(cosine(inventory) / cosine(inventory + 1)), 1e-13);
  });
});

test("inventory chain: without a gain: ratios of q and -q - 1 are each other's negative, to the bit", () => {
  const ratios = steadyLogRatios(inventoryChain(9, 0.37, 0, 0.21));
  for (let at = 0; at < 9; at++) expect(ratios[at]!).toBe(-ratios[17 - at]!);
});

test("inventory chain: costs that are not finite, or fills worth nothing: an assertion, never an endless search", () => {
  const unsolvable = [
    inventoryChain(2, Number.NaN, 0, 1),
    inventoryChain(2, 1, 0, 0),
    inventoryChain(2, 1, 0, Infinity),
  ];
  for (const chain of unsolvable) {
    expect(() => steadyLogRatios(chain)).toThrow("finite costs");
    expect(() => moveFromEnd(chain, Float64Array.of(1, 1, 1, 1, 1), 1)).toThrow("finite costs");
  }
});
