// Goal: a label reads the mid that was the last known at its time, and none where nobody knew it.
// Method: any path and time, against a plain look over all entries.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { MidPath } from "../../../../sim/training/mid-path.ts";

const entries = fc.array(fc.tuple(fc.nat(30), fc.oneof(fc.integer({ min: 90, max: 110 }), fc.constant(Number.NaN))), {
  maxLength: 20,
});

test("mid path: any entries, end and time: the last entry up to it; nothing before the first or behind the end", () => {
  fc.assert(
    fc.property(entries, fc.nat(35), fc.integer({ min: -1, max: 40 }), (drawn, endNs, timeNs) => {
      const path = new MidPath();
      const byTime = drawn.toSorted(([a], [b]) => a - b).filter(([atNs]) => atNs <= endNs);
      for (const [atNs, mid] of byTime) path.add(atNs, mid);
      path.end(endNs);
      const last = byTime.findLast(([atNs]) => atNs <= timeNs);
      expect(path.at(timeNs)).toBe(timeNs > endNs || last === undefined ? Number.NaN : last[1]);
    }),
  );
});

test("mid path: not ended yet: nothing is known", () => {
  const path = new MidPath();
  path.add(5, 100);
  expect(path.at(6)).toBeNaN();
});
