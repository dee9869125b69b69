// Goal: the battery finds what it is there to find, and nothing else: a sound strategy passes, each planted fault fails
// the property that is named for it, and the case that is told is small and fails again.
// Method: one strategy with a fault planted for each property; limits with a risk that lets orders through.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { checkStrategy } from "../../../../sim/fuzz/check-strategy.ts";
import { Exposure } from "../../../../sim/fuzz/exposure.ts";
import { fuzzStrategy } from "../../../../sim/fuzz/fuzz-strategy.ts";
import { strategyProperties } from "../../../../sim/fuzz/properties.ts";
import { ownEventKind } from "../../../../src/domain/own-event.ts";
import { ask, bid } from "../../../../src/domain/side.ts";
import { faults, faultyStrategy } from "../../../helpers/faulty-strategies.ts";
import { ownEvent } from "../../../helpers/own-events.ts";

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

test("exposure: orders and what becomes of them: the worst position is what all fills would leave", () => {
  const exposure = new Exposure(2, 0);
  exposure.placed(bid, 1, 100, 5);
  exposure.placed(ask, 2, 103, 4);
  expect([exposure.worstLots(bid), exposure.worstLots(ask)]).toEqual([7, -2]);
  exposure.told(ownEvent({ kind: ownEventKind.filled, orderId: 1, side: bid, lots: 3, remainingLots: 2 }));
  expect([exposure.worstLots(bid), exposure.worstLots(ask)]).toEqual([7, 1]);
  exposure.told(ownEvent({ kind: ownEventKind.amended, orderId: 2, side: ask, remainingLots: 1 }));
  exposure.told(ownEvent({ kind: ownEventKind.cancelled, orderId: 1, side: bid }));
  expect([exposure.worstLots(bid), exposure.worstLots(ask)]).toEqual([5, 4]);
  expect(exposure.isCrossed).toBe(false);
  exposure.placed(bid, 3, 103, 1);
  expect(exposure.isCrossed).toBe(true);
});

test("exposure: fees paid in what is bought: parts of a lot do not count", () => {
  const exposure = new Exposure(0, 0.001);
  exposure.placed(bid, 1, 100, 2);
  exposure.told(ownEvent({ kind: ownEventKind.filled, orderId: 1, side: bid, lots: 2, remainingLots: 0 }));
  expect(exposure.worstLots(bid)).toBe(1);
});
