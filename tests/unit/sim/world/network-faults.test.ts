// Goal: a bad day is drawn whole before it begins, ends when it should, and is the same for the same seed.
// Method: many seeds.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { drawNetworkFaults } from "../../../../sim/world/network-faults.ts";
import { Random } from "../../../../src/base/random.ts";
import { nsPerSecond } from "../../../../src/domain/time.ts";

const hosts = ["a.test", "b.test"];

function draw(seed: number, fromSeconds: number, forSeconds: number) {
  const [fromNs, untilNs] = [fromSeconds * nsPerSecond, (fromSeconds + forSeconds) * nsPerSecond];
  return drawNetworkFaults(Random.fromSeed(seed), { fromNs, untilNs, everyNs: 2 * nsPerSecond, hosts });
}

test("network faults: any seed: in the order of their times, within the bad weather, at known hosts", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(1000), fc.integer({ min: 1, max: 600 }), (seed, fromSeconds, forSeconds) => {
      const faults = draw(seed, fromSeconds, forSeconds);
      const times = faults.map(({ atNs }) => atNs);
      expect(times).toEqual(times.toSorted((one, other) => one - other));
      for (const fault of faults) {
        const endNs = fault.atNs + ("forNs" in fault ? fault.forNs : 0);
        expect(fault.atNs).toBeGreaterThan(fromSeconds * nsPerSecond);
        expect(endNs).toBeLessThanOrEqual((fromSeconds + forSeconds) * nsPerSecond);
        expect(fault.hosts.length > 0 && fault.hosts.every((host) => hosts.includes(host))).toBe(true);
      }
      expect(draw(seed, fromSeconds, forSeconds)).toEqual(faults);
    }),
  );
});

test("network faults: a long day: about as many as asked for, of every kind", () => {
  const faults = draw(1, 0, 4000);
  expect(faults.length).toBeGreaterThan(1800);
  expect(faults.length).toBeLessThan(2200);
  expect(new Set(faults.map(({ kind }) => kind)).size).toBe(6);
});
