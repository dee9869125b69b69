// Goal: the battery finds what it is there to find, and nothing else: a sound strategy passes, each planted fault fails
// the property that is named for it, and the case that is told is small and fails again.
// Method: one strategy with a fault planted for each property but limits, which the core keeps:
// limits-property.test.ts.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { checkStrategy } from "../../../../sim/fuzz/check-strategy.ts";
import { fuzzStrategy } from "../../../../sim/fuzz/fuzz-strategy.ts";
import { strategyProperties } from "../../../../sim/fuzz/properties.ts";
import { InputError } from "../../../../src/base/input-error.ts";
import { faults, faultyStrategy } from "../../../helpers/faulty-strategies.ts";

const seed = 3;

test("battery: a sound strategy: all properties hold", () => {
  expect(fuzzStrategy(faultyStrategy(), { runs: 25 })).toBeUndefined();
});

test("battery: a fault for each property that a strategy alone can break", () => {
  const names = strategyProperties.map(({ name }) => name);
  expect([...Object.keys(faults), "limits"]).toEqual(names);
});

describe("battery: a strategy with a fault:", () => {
  for (const [name, planted] of Object.entries(faults))
    test.each(Object.entries(planted))(`%s: ${name} fails, and the case is small`, (_what, fault) => {
      const failure = fuzzStrategy(faultyStrategy(fault), { seed, runs: 200, properties: [name] })!;
      expect(failure.property.name).toBe(name);
      expect(failure.case.history.length).toBeLessThanOrEqual(4);
    });
});

test("battery: a property that is none: is refused, for nothing would be tried", () => {
  expect(() => fuzzStrategy(faultyStrategy(), { properties: ["bounds", "bonds"] })).toThrow(
    /^properties bonds: expected some of any-view, uncrossed, bounds, /,
  );
});

test("battery: plain parameters that the schema refuses: bad input, and no failure of the strategy", () => {
  const bare = () => fuzzStrategy(faultyStrategy(), { parameters: {} });
  expect(bare).toThrow(InputError);
  expect(bare).toThrow(/^parameters of [a-z-]+: [a-zA-Z]+: .*expected number/);
});

const keener = faults.inventory!["a higher bid when long"];

test("a failure: its seed and path: give the very case again", () => {
  const strategy = faultyStrategy(keener);
  const failure = fuzzStrategy(strategy, { seed, properties: ["inventory"] })!;
  const again = fuzzStrategy(strategy, { seed, path: failure.path, properties: ["inventory"] })!;
  expect(again.case).toEqual(failure.case);
  expect(again.problem).toBe(failure.problem);
});

test("checkStrategy: a strategy with a fault: throws what does not hold, where, the market and how to have it again", () => {
  const parameters = { halfSpreadTicks: 2, positionLotsMax: 9 };
  let message = "";
  try {
    checkStrategy(faultyStrategy(keener), { seed, parameters, runs: 60 });
  } catch (error) {
    message = (error as Error).message;
  }
  const [title, problem, ...rest] = message.split("\n");
  expect(title).toBe("planted: inventory: with more in hand, no keener buy and no less keen sell: does not hold");
  expect(problem).toMatch(/expected no keener buy with more in hand; it wants .* at position \d+, and .* at \d+$/);
  expect(rest).toContain('parameters  {"halfSpreadTicks":2,"positionLotsMax":9}');
  expect(rest).toContain("  1.000 s snapshot bid 100 x 1, ask 101 x 1");
  expect(rest.at(-1)).toMatch(
    /^Again: checkStrategy\(…, \{ properties: \["inventory"\], seed: 3, path: "[\d:]+" \}\)$/,
  );
});

test("checkStrategy: parameters as an arbitrary: are drawn from it", () => {
  const drawn = new Set<unknown>();
  const parameters = fc.constantFrom(3, 5).map((halfSpreadTicks) => {
    drawn.add(halfSpreadTicks);
    return { halfSpreadTicks, positionLotsMax: 7 };
  });
  checkStrategy(faultyStrategy(), { parameters, runs: 10 });
  expect(drawn).toEqual(new Set([3, 5]));
});
