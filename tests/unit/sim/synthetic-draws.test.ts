// Goal: draws have the distribution that they are named after.
// Method: moments and tails of many draws from fixed seeds, against the textbook's values with their standard errors.
import { expect, test } from "bun:test";
import {
  drawExponential,
  drawGapNs,
  drawNormal,
  drawPareto,
  geometricDistances,
} from "../../../sim/synthetic-draws.ts";
import { Random } from "../../../src/base/random.ts";

const count = 100_000;

test("draws: exponential: mean and share beyond twice the mean", () => {
  const drawn = sample((random) => drawExponential(random, 3));
  expectWithin(meanOf(drawn), 3, 3);
  expectShare(drawn, (value) => value > 6, Math.exp(-2));
  expect(Math.min(...drawn.slice(0, 1000))).toBeGreaterThanOrEqual(0);
});

test("draws: normal: mean, variance, and shares beyond one and three deviations", () => {
  const drawn = sample(drawNormal);
  expectWithin(meanOf(drawn), 0, 1);
  expectWithin(meanOf(drawn.map((value) => value ** 2)), 1, Math.SQRT2);
  expectShare(drawn, (value) => Math.abs(value) > 1, 0.317_310_5);
  expectShare(drawn, (value) => value > 3, 0.001_349_9);
});

test("draws: Pareto: from the smallest to the cap, with its tail between", () => {
  const drawn = sample((random) => drawPareto(random, 100, 1.5, 10_000));
  expect(drawn.every((value) => value >= 100 && value <= 10_000)).toBe(true);
  expectShare(drawn, (value) => value > 1000, 10 ** -1.5);
  expectShare(drawn, (value) => value === 10_000, 100 ** -1.5);
});

test("draws: gaps: whole, at least one nanosecond, never with an infinite mean", () => {
  const drawn = sample((random) => drawGapNs(random, 2));
  expect(drawn.every((value) => Number.isSafeInteger(value) && value >= 1)).toBe(true);
  expect(drawGapNs(Random.fromSeed(1), Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
});

test("draws: geometric distances: the ends as asked, equal factors between", () => {
  const distances = geometricDistances(2, 32, 5);
  for (const [at, expected] of [2, 4, 8, 16, 32].entries()) expect(distances[at]).toBeCloseTo(expected, 10);
  expect([...geometricDistances(7, 9, 1)]).toEqual([7]);
});

function sample(draw: (random: Random) => number): number[] {
  const random = Random.fromSeed(20);
  return Array.from({ length: count }, () => draw(random));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Within four standard errors, for draws with this standard deviation. */
function expectWithin(actual: number, expected: number, deviation: number): void {
  expect(Math.abs(actual - expected)).toBeLessThan((4 * deviation) / Math.sqrt(count));
}

function expectShare(drawn: readonly number[], holds: (value: number) => boolean, share: number): void {
  expectWithin(drawn.filter(holds).length / count, share, Math.sqrt(share * (1 - share)));
}
