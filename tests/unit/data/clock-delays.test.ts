// Goal: extremes are exact, the median is near, memory is bounded. Method: against a sorted array.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { ClockDelays } from "../../../src/data/clock-delays.ts";

const delays = fc.array(fc.integer({ min: -2e9, max: 2e9 }), { minLength: 1, maxLength: 300 });

function summaryOf(values: readonly number[]) {
  const clock = new ClockDelays();
  for (const value of values) clock.add(value);
  return { clock, summary: clock.summary()! };
}

test("clock delays: any delays: minimum and maximum are exact, the median within a bin of 10 us", () => {
  fc.assert(
    fc.property(delays, (values) => {
      const sorted = [...values].sort((a, b) => a - b);
      const { summary } = summaryOf(values);
      expect([summary.min, summary.max]).toEqual([sorted[0]! / 1e6, sorted.at(-1)! / 1e6]);
      expect(Math.abs(summary.median - sorted[Math.ceil(sorted.length / 2) - 1]! / 1e6)).toBeLessThanOrEqual(0.01);
    }),
  );
});

test("clock delays: spread over more bins than are kept: the median is coarser, and still near", () => {
  const values = Array.from({ length: 200_000 }, (_, at) => at * 100_000);
  expect(summaryOf(values).summary.median / 10_000).toBeCloseTo(1, 3);
});

test.each([
  ["ahead of ours", [-3_000_000, -1_000_000], -3_000_000],
  ["behind ours, or far away", [2_000_000, 5_000_000], 0],
  ["never told", [], 0],
])(
  "clock delays: a venue's clock %s: the correction is what makes the fastest message take no time, never more",
  (_, values, offset) => {
    const clock = new ClockDelays();
    for (const value of values) clock.add(value);
    expect(clock.clockOffsetNs).toBe(offset);
  },
);
