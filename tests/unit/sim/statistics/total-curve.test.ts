// Goal: the curve of several instruments is the sum of theirs, whichever is sampled first.
// Method: curves drawn on one grid, added in any order within a moment, against the same figures of the summed curve.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { IncrementStatistics } from "../../../../sim/statistics/increments.ts";
import { TotalCurve } from "../../../../sim/statistics/total-curve.ts";
import { UnderWater } from "../../../../sim/statistics/under-water.ts";
import { nsPerMinute } from "../../../../src/domain/time.ts";

const stepNs = nsPerMinute / 2;
const moment = fc.array(fc.bigInt({ min: -1000n, max: 1000n }), { minLength: 3, maxLength: 3 });

test("total curve: three instruments in any order within a moment: drawdown and increments of their sum", () => {
  fc.assert(
    fc.property(
      fc.array(moment, { minLength: 1, maxLength: 20 }),
      fc.array(fc.nat(5), { minLength: 20 }),
      (nets, orders) => {
        const total = new TotalCurve(100);
        const water = new UnderWater();
        const minutes = new IncrementStatistics();
        for (const [at, net] of nets.entries()) {
          for (const instrument of permutations[orders[at]!]!) total.add(instrument, at * stepNs, net[instrument]!);
          const sum = net.reduce((a, b) => a + b, 0n);
          water.add(at * stepNs, sum);
          if (at % 2 === 0) minutes.add(Number(sum) / 100);
        }
        const { maxDrawdownUnits, longestDrawdownNs, ...increments } = total.summary();
        expect([maxDrawdownUnits, longestDrawdownNs]).toEqual([water.maxUnits, water.longestNs]);
        expect(increments).toEqual(minutes.summary());
      },
    ),
  );
});

test("total curve: one that begins later, and one that has ended: 0 before, and as it stood after", () => {
  const total = new TotalCurve(1);
  total.add(0, 0, 10n);
  total.add(0, stepNs, 4n);
  total.add(1, 2 * stepNs, -5n);
  total.add(1, 3 * stepNs, -7n);
  expect(total.summary().maxDrawdownUnits).toBe(13n); // From 10 to 4 - 7.
});

const permutations = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];
