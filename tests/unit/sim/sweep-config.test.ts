// Goal: a grid is what was written, each point once and in order; a random search is a seeded part of it.
// Method: small grids by hand; properties over drawn ones; every way to write one wrong.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { gridPointsCount, sweepConfigSchema, sweepLimits, sweepPoints, valuesOf } from "../../../sim/sweep-config.ts";

const range = (from: number, to: number, step: number) => valuesOf({ from, to, step });

test("sweep range: decimals: as they are written, and the end included when a step meets it", () => {
  expect(range(0.1, 0.5, 0.1)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
  expect(range(1, 4, 2)).toEqual([1, 3]);
  expect(range(-1, 1, 0.5)).toEqual([-1, -0.5, 0, 0.5, 1]);
  expect(range(1e-7, 3e-7, 1e-7)).toEqual([1e-7, 2e-7, 3e-7]);
  expect(range(5, 5, 1)).toEqual([5]);
});

test("sweep range: any of two places: every value is the decimal that integers give", () => {
  const hundredths = fc.integer({ min: -10_000, max: 10_000 });
  fc.assert(
    fc.property(hundredths, fc.integer({ min: 1, max: 500 }), fc.nat(200), (from, step, more) => {
      const to = from + step * more;
      const expected = Array.from({ length: more + 1 }, (_, at) => (from + at * step) / 100);
      expect(range(from / 100, to / 100, step / 100)).toEqual(expected.map((value) => value + 0));
    }),
  );
});

test("sweep points: two entries: the last moves fastest", () => {
  const entries = [
    { path: "a", values: [1, 2] },
    { path: "b", values: ["x", "y", "z"] },
  ];
  expect(sweepPoints(entries, undefined).map((point) => point.join(""))).toEqual(["1x", "1y", "1z", "2x", "2y", "2z"]);
});

const entries = fc
  .array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 })
  .map((counts) =>
    counts.map((count, at) => ({ path: `p${at}`, values: Array.from({ length: count }, (_, value) => value) })),
  );

test("sweep points: any grid: all points, none twice", () => {
  fc.assert(
    fc.property(entries, (grid) => {
      const points = sweepPoints(grid, undefined).map((point) => point.join());
      expect(new Set(points).size).toBe(points.length);
      expect(points.length).toBe(gridPointsCount(grid));
      expect(points).toEqual(points.toSorted());
    }),
  );
});

test("sweep points: a random search: so many points of the grid, none twice, the same ones for the same seed", () => {
  fc.assert(
    fc.property(entries, fc.integer({ min: 1, max: 40 }), fc.nat(1000), (grid, runsCount, seed) => {
      const all = sweepPoints(grid, undefined).map((point) => point.join());
      const drawn = sweepPoints(grid, { runsCount, seed }).map((point) => point.join());
      expect(drawn.length).toBe(Math.min(runsCount, all.length));
      expect(all.filter((point) => drawn.includes(point))).toEqual(drawn);
      expect(sweepPoints(grid, { runsCount, seed }).map((point) => point.join())).toEqual(drawn);
    }),
  );
});

test("sweep points: another seed: another part of a large grid", () => {
  const grid = [{ path: "a", values: Array.from({ length: 1000 }, (_, value) => value) }];
  expect(sweepPoints(grid, { runsCount: 10, seed: 1 })).not.toEqual(sweepPoints(grid, { runsCount: 10, seed: 2 }));
});

describe("sweep configuration: refused:", () => {
  const base = { base: "sim.yaml" };
  const refused: [string, unknown, RegExp][] = [
    ["no entries", { ...base, grid: {} }, /an entry to sweep over/],
    ["an empty list", { ...base, grid: { a: [] } }, /no values/],
    ["a value twice", { ...base, grid: { a: [1, 2, 1] } }, /1 is there twice/],
    ["a step of 0", { ...base, grid: { a: { from: 1, to: 2, step: 0 } } }, /step above 0, not 0/],
    ["a step below 0", { ...base, grid: { a: { from: 2, to: 1, step: -1 } } }, /step above 0, not -1/],
    ["a range that runs backwards", { ...base, grid: { a: { from: 2, to: 1, step: 1 } } }, /from \(2\).*not 1/],
    ["a range without a step", { ...base, grid: { a: { from: 1, to: 2 } } }, /a list .* or \{from, to, step\}/],
    ["too fine a range", { ...base, grid: { a: { from: 0, to: 1, step: 1e-9 } } }, /larger step/],
    ["a value that is a map", { ...base, grid: { a: [{ b: 1 }] } }, /a list/],
    ["an entry that is no key path", { ...base, grid: { "a b": [1] } }, /key paths such as/],
    ["a random search of nothing", { ...base, grid: { a: [1] }, random: { runsCount: 0, seed: 1 } }, />0/],
    ["an unknown key", { ...base, grid: { a: [1] }, workers: 2 }, /[Uu]nrecognized/],
    ["no base", { grid: { a: [1] } }, /expected string/],
  ];
  test.each(refused)("%s", (_, document, message) => {
    const parsed = sweepConfigSchema.safeParse(document);
    expect(parsed.error?.issues[0]?.message).toMatch(message);
  });

  test("a list that is too long", () => {
    const values = Array.from({ length: sweepLimits.valuesMax + 1 }, (_, value) => value);
    expect(sweepConfigSchema.safeParse({ ...base, grid: { a: values } }).success).toBe(false);
    expect(sweepConfigSchema.safeParse({ ...base, grid: { a: values.slice(1) } }).success).toBe(true);
  });
});
