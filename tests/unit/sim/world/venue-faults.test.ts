// Goal: a bad day at the venue is drawn whole before it begins, ends when it should, and is the same for the same seed.
// Method: many seeds.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { drawVenueFaults } from "../../../../sim/world/venue-faults.ts";
import { Random } from "../../../../src/base/random.ts";
import { nsPerSecond } from "../../../../src/domain/time.ts";

function draw(seed: number, forSeconds: number) {
  const untilNs = forSeconds * nsPerSecond;
  return drawVenueFaults(Random.fromSeed(seed), { fromNs: 0, untilNs, everyNs: 5 * nsPerSecond });
}

test("venue faults: any seed: in the order of their times, over when the bad weather is", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 600 }), (seed, forSeconds) => {
      const faults = draw(seed, forSeconds);
      const times = faults.map(({ atNs }) => atNs);
      expect(times).toEqual(times.toSorted((one, other) => one - other));
      for (const { atNs, fault } of faults) {
        expect(fault.forSeconds).toBeGreaterThan(0);
        expect(atNs / nsPerSecond + fault.forSeconds!).toBeLessThanOrEqual(forSeconds + 1e-6);
      }
      expect(draw(seed, forSeconds)).toEqual(faults);
    }),
  );
});

test("venue faults: a long day: every kind", () => {
  expect(new Set(draw(1, 4000).map(({ fault }) => fault.kind)).size).toBe(6);
});
