/**
 * Goal: the queue models of the replay venue keep to what any cancel can be, and have the same bits on both sides.
 * Method: laws of the reference's formula over sizes from one lot to 2^52; the library's logarithm and power against
 * `src/base/math.ts`, bit for bit, over every size of number.
 */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { exp, exp2, log, pow } from "../../src/base/math.ts";
import { nativeLibrary } from "../../src/engine/native-library.ts";
import { queueRuleOf } from "../../src/engine/queue-model.ts";
import { cancelledAheadLots } from "../../src/engine/reference-queue-model.ts";
import { engineLimits } from "../../src/ports/engine.ts";
import { propertyRuns } from "../helpers/engine-kinds.ts";
import { calibratedModels, sampleModels } from "../helpers/engine-streams.ts";
import { needs } from "../helpers/needs.ts";

/** A level, and some of it cancelled. */
const cancels = (lotsMax: number) =>
  fc.integer({ min: 1, max: lotsMax }).chain((baseLots) =>
    fc.record({
      baseLots: fc.constant(baseLots),
      cancelledLots: fc.integer({ min: 1, max: baseLots }),
      aheadLots: fc.integer({ min: 0, max: baseLots }),
    }),
  );
/** Up to where the proportional model's product is exact. */
const exactLots = 2 ** 26;
const guessing = sampleModels.filter((model) => model !== "conservative");
const anyModel = fc.oneof(fc.constantFrom(...guessing), calibratedModels);

test("queue models: any cancel: a whole number, no more than is ahead and no more than is cancelled", () => {
  const modelsAndCancels = anyModel.chain((model) => {
    const mostLots = model === "proportional" ? exactLots : 2 ** 52;
    return fc.tuple(fc.constant(model), fc.oneof(cancels(20), cancels(100_000), cancels(mostLots)));
  });
  const holds = fc.property(modelsAndCancels, ([model, { baseLots, cancelledLots, aheadLots }]) => {
    const lots = cancelledAheadLots(queueRuleOf(model), cancelledLots, aheadLots, baseLots);
    expect(Number.isSafeInteger(lots)).toBe(true);
    expect(lots).toBeGreaterThanOrEqual(0);
    expect(lots).toBeLessThanOrEqual(Math.min(aheadLots, cancelledLots));
  });
  fc.assert(holds, propertyRuns(2000));
});

test("queue models: any cancel: the farther back in the queue, the more of it is ahead", () => {
  const holds = fc.property(
    fc.constantFrom(...guessing),
    cancels(100_000),
    fc.nat(100_000),
    (model, { baseLots, cancelledLots, aheadLots }, draw) => {
      const nearerLots = draw % (aheadLots + 1);
      const rule = queueRuleOf(model);
      const [far, near] = [aheadLots, nearerLots].map((lots) =>
        cancelledAheadLots(rule, cancelledLots, lots, baseLots),
      );
      expect(far).toBeGreaterThanOrEqual(near!);
    },
  );
  fc.assert(holds, propertyRuns(2000));
});

test("queue models: power with n = 1: proportional, or one lot less where its figure is whole", () => {
  const power = queueRuleOf({ power: { n: 1 } });
  const holds = fc.property(fc.oneof(cancels(20), cancels(100_000)), ({ baseLots, cancelledLots, aheadLots }) => {
    const lots = cancelledAheadLots(power, cancelledLots, aheadLots, baseLots);
    const exact = cancelledAheadLots(queueRuleOf("proportional"), cancelledLots, aheadLots, baseLots);
    const isWhole = (cancelledLots * aheadLots) % baseLots === 0;
    expect(isWhole ? [exact, exact - 1] : [exact]).toContain(lots);
  });
  fc.assert(holds, propertyRuns(5000));
});

test("queue models: calibrated, at a measured position: its share of what was cancelled, and no more than a lot less", () => {
  const holds = fc.property(
    calibratedModels,
    fc.nat(engineLimits.queueSharesCount - 1),
    fc.integer({ min: 1, max: 10_000 }),
    fc.nat(1_000_000),
    (model, position, lotsEach, draw) => {
      const rule = queueRuleOf(model);
      const baseLots = lotsEach * (engineLimits.queueSharesCount - 1);
      const cancelledLots = 1 + (draw % baseLots);
      const lots = cancelledAheadLots(rule, cancelledLots, position * lotsEach, baseLots);
      const measuredLots = rule.shares[position]! * cancelledLots;
      expect(lots).toBeLessThanOrEqual(Math.min(measuredLots + 1e-6, position * lotsEach));
      expect(lots).toBeGreaterThan(Math.min(measuredLots, position * lotsEach) - 1 - 1e-6);
    },
  );
  fc.assert(holds, propertyRuns(2000));
});

test("queue models: calibrated, between two positions: between what they would give", () => {
  const holds = fc.property(calibratedModels, cancels(100_000), (model, { baseLots, cancelledLots, aheadLots }) => {
    const { shares } = queueRuleOf(model);
    const index = Math.min(Math.floor((aheadLots / baseLots) * (shares.length - 1)), shares.length - 2);
    const lots = cancelledAheadLots(queueRuleOf(model), cancelledLots, aheadLots, baseLots);
    const [least, most] = [shares[index]!, shares[index + 1]!].sort((a, b) => a - b).map((one) => one * cancelledLots);
    expect(lots).toBeGreaterThan(Math.min(least!, aheadLots) - 1 - 1e-6);
    expect(lots).toBeLessThanOrEqual(Math.min(most! + 1e-6, aheadLots));
  });
  fc.assert(holds, propertyRuns(2000));
});

test("queue models: calibrated with as much of each position as is there: proportional, or one lot less where its figure is whole", () => {
  const count = engineLimits.queueSharesCount;
  const shares = Array.from({ length: count }, (_, index) => index / (count - 1));
  const rule = queueRuleOf({ calibrated: { name: "even", shares } });
  const holds = fc.property(fc.oneof(cancels(20), cancels(100_000)), ({ baseLots, cancelledLots, aheadLots }) => {
    const exact = cancelledAheadLots(queueRuleOf("proportional"), cancelledLots, aheadLots, baseLots);
    const isWhole = (cancelledLots * aheadLots) % baseLots === 0;
    const lots = cancelledAheadLots(rule, cancelledLots, aheadLots, baseLots);
    expect(isWhole ? [exact, exact - 1] : [exact]).toContain(lots);
  });
  fc.assert(holds, propertyRuns(2000));
});

test("queue models: the conservative one: a cancel moves nothing", () => {
  expect(cancelledAheadLots(queueRuleOf("conservative"), 9, 10, 10)).toBe(0);
});

const library = nativeLibrary();
const isMissing = needs("the native engine", library !== undefined, 'build it with "bun ffi/build.ts"');

test.skipIf(isMissing)("native math: exp, ln and power over every size of number: the bits of src/base/math.ts", () => {
  const anySize = fc
    .tuple(fc.double({ min: 1, max: 2, noNaN: true }), fc.integer({ min: -1074, max: 1023 }))
    .map(([mantissa, twos]) => mantissa * exp2(twos));
  const inputs = fc.oneof(
    anySize,
    fc.nat(2 ** 31 - 1),
    fc.integer({ min: 1, max: 2 ** 53 - 1 }),
    fc.double({ min: 0, max: 2 }),
    fc.double(),
  );
  const powers = fc.oneof(fc.integer({ min: -10, max: 10 }), fc.double({ min: 0, max: 10 }), fc.double());
  const holds = fc.property(inputs, powers, (x, y) => {
    expect(Object.is(library!.engine_exp(y), exp(y))).toBe(true);
    expect(Object.is(library!.engine_exp(-x), exp(-x))).toBe(true);
    expect(Object.is(library!.engine_ln(x), log(x))).toBe(true);
    expect(Object.is(library!.engine_power(x, y), pow(x, y))).toBe(true);
  });
  fc.assert(holds, propertyRuns(50_000));
});
