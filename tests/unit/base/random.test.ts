// Goal: streams of chance are the same everywhere, independent by name, and uniform enough for a market.
// Method: pinned outputs; draws of one stream must not move another; chi-square and correlation with a fixed seed.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { Random } from "../../../src/base/random.ts";

const take = (random: Random, count: number) => Array.from({ length: count }, () => random.uint32());

test("random: pinned seeds: the same first numbers on every machine", () => {
  expect(take(Random.fromSeed(0), 3)).toMatchInlineSnapshot(`
    [
      1329808654,
      2714230540,
      3437412441,
    ]
  `);
  expect(take(Random.fromSeed(1), 3)).toMatchInlineSnapshot(`
    [
      1596547578,
      448205960,
      1845768134,
    ]
  `);
  expect(take(Random.fromSeed(1).fork("latency"), 3)).toMatchInlineSnapshot(`
    [
      1734966820,
      927750080,
      3719033009,
    ]
  `);
});

test("random: draws from a stream: move neither its forks nor its siblings", () => {
  fc.assert(
    fc.property(fc.integer(), fc.string(), fc.string(), fc.nat({ max: 50 }), (seed, name, otherName, draws) => {
      const parent = Random.fromSeed(seed);
      const expected = take(Random.fromSeed(seed).fork(name), 4);
      take(parent, draws);
      take(parent.fork(otherName), draws);
      expect(take(parent.fork(name), 4)).toEqual(expected);
      if (otherName !== name) expect(take(parent.fork(otherName), 4)).not.toEqual(expected);
    }),
  );
});

test("random: forks with names that differ in one letter: uncorrelated", () => {
  const random = Random.fromSeed(42);
  const count = 20_000;
  for (const name of ["maker-0", "maker-1", "latency", ""]) {
    const one = random.fork(name);
    const other = random.fork(`${name}x`);
    let sum = 0;
    for (let draw = 0; draw < count; draw++) sum += (one.unit() - 0.5) * (other.unit() - 0.5);
    // The product has standard deviation 1/12; 4 standard errors of its mean.
    expect(Math.abs(sum / count)).toBeLessThan(4 / 12 / Math.sqrt(count));
  }
});

test("random: whole numbers of a range: uniform by chi-square, ends included", () => {
  const random = Random.fromSeed(7);
  for (const [min, max] of [
    [0, 9],
    [-3, 3],
    [1, 100],
  ] as const) {
    const counts = new Float64Array(max - min + 1);
    const draws = 1000 * counts.length;
    for (let draw = 0; draw < draws; draw++) counts[random.int(min, max) - min]! += 1;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    const freedom = counts.length - 1;
    expect(chiSquare).toBeLessThan(freedom + 4 * Math.sqrt(2 * freedom) + 6);
    expect(chiSquare).toBeGreaterThan(freedom - 4 * Math.sqrt(2 * freedom));
  }
});

test("random: any range: int stays in it, unit stays below 1, chance of all or nothing is certain", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), fc.nat({ max: 1_000_000 }), (seed, min, span) => {
      const random = Random.fromSeed(seed);
      const drawn = random.int(min, min + span);
      expect(Number.isInteger(drawn) && drawn >= min && drawn <= min + span).toBe(true);
      const unit = random.unit();
      expect(unit >= 0 && unit < 1).toBe(true);
      expect([random.chance(0, 5), random.chance(5, 5)]).toEqual([false, true]);
    }),
  );
});
