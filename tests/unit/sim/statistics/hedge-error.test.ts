// Goal: the error of a hedge is a mean over time, and the most that it ever was.
// Method: steps by hand, and any steps against an integral over every nanosecond of them.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { HedgeError } from "../../../../sim/statistics/hedge-error.ts";

test("hedge error: told again without a change, or twice at a time: only what lasted counts in the mean, all in the most", () => {
  const error = new HedgeError();
  expect([error.meanLots, error.maxLots]).toEqual([0, 0]);
  error.add(1000, -4);
  error.add(1000, 9);
  error.add(1000, 2);
  error.add(1002, 2);
  error.add(1003, -1);
  error.add(1006, 0);
  expect([error.meanLots, error.maxLots]).toEqual([(2 * 3 + 1 * 3) / 6, 9]);
});

test("hedge error: any steps: the integral", () => {
  const steps = fc.array(fc.tuple(fc.nat(50), fc.integer({ min: -100, max: 100 })), { minLength: 1 });
  fc.assert(
    fc.property(steps, fc.nat(1e6), (list, startNs) => {
      const error = new HedgeError();
      const moments: number[] = []; // Off by so much in each nanosecond.
      let nowNs = startNs;
      for (const [at, [waitNs, lots]] of list.entries()) {
        if (at > 0) for (let ns = 0; ns < waitNs; ns++) moments.push(Math.abs(list[at - 1]![1]));
        nowNs += waitNs;
        error.add(nowNs, lots);
      }
      const sum = moments.reduce((a, b) => a + b, 0);
      expect(error.meanLots).toBeCloseTo(moments.length === 0 ? 0 : sum / moments.length, 9);
      expect(error.maxLots).toBe(Math.max(...list.map(([, lots]) => Math.abs(lots))));
    }),
  );
});
