// Goal: the hedger wants the opposite of what the other market holds, in whole lots, once it is off by more than its band.
// Method: views by hand; and any of them against the definition of what it may want.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { hedger } from "../../../../src/core/strategy/hedger.ts";
import { startStrategy, strategyView, wantsOf } from "../../../helpers/strategy-desk.ts";

const plain = { ratio: 1, bandLots: 2, collarTicks: 7, positionLotsMax: 50 };

/** The position that it wants; undefined for what it has. */
function aimOf(parameters: object, hedgedLots: number, positionLots: number): number | undefined {
  const decide = startStrategy(hedger, { ...plain, ...parameters });
  const { quotes, bids, asks } = wantsOf(decide, strategyView({}, positionLots, {}, hedgedLots));
  expect([bids, asks]).toEqual([[], []]);
  if (!quotes.isAimed) return undefined;
  expect(quotes.aimCollarTicks).toBe(plain.collarTicks);
  return quotes.aimLots;
}

test("hedger: off by more than its band: the opposite, to the nearest whole lot", () => {
  expect(aimOf({}, 10.4, 0)).toBe(-10);
  expect(aimOf({}, 10.5, 0)).toBe(-11);
  expect(aimOf({}, -10.5, 0)).toBe(11);
  expect(aimOf({}, 0, 3)).toBe(0);
});

test("hedger: off by its band: stays; by a lot more: goes all the way", () => {
  expect(aimOf({}, 10, -8)).toBeUndefined();
  expect(aimOf({}, 10, -12)).toBeUndefined();
  expect(aimOf({}, 10, -7)).toBe(-10);
  expect(aimOf({}, 10, -13)).toBe(-10);
  expect(aimOf({ bandLots: 0 }, 10.4, -10)).toBeUndefined();
});

test("hedger: a part of it, or several times; never beyond its own bound", () => {
  expect(aimOf({ ratio: 0.25 }, 40, 0)).toBe(-10);
  expect(aimOf({ ratio: 3 }, -10, 0)).toBe(30);
  expect(aimOf({}, 51, 0)).toBe(-50);
  expect(aimOf({}, 1e9, -50)).toBeUndefined();
});

test("hedger: any view: it is left off by the band and half a lot at most, or at its bound; the mirror wants the mirror", () => {
  const lots = fc.double({ min: -200, max: 200, noNaN: true });
  const parameters = fc.record({ ratio: fc.double({ min: 0.01, max: 10, noNaN: true }), bandLots: fc.nat(20) });
  fc.assert(
    fc.property(parameters, lots, fc.integer({ min: -60, max: 60 }), (given, hedgedLots, positionLots) => {
      const aimLots = aimOf(given, hedgedLots, positionLots);
      const heldLots = aimLots ?? positionLots;
      const offLots = Math.abs(heldLots + given.ratio * hedgedLots);
      const isAtBound = Math.abs(given.ratio * hedgedLots) > plain.positionLotsMax - 0.5;
      if (!isAtBound) expect(offLots).toBeLessThanOrEqual((aimLots === undefined ? given.bandLots : 0) + 0.5 + 1e-9);
      if (aimLots !== undefined) expect(Math.abs(aimLots)).toBeLessThanOrEqual(plain.positionLotsMax);
      const mirror = aimOf(given, -hedgedLots, -positionLots);
      expect(mirror === undefined ? undefined : mirror + 0).toBe(aimLots === undefined ? undefined : 0 - aimLots);
    }),
  );
});

test.each([
  ["ratio", 0],
  ["bandLots", -1],
  ["collarTicks", 0.5],
  ["collarTicks", -1],
  ["positionLotsMax", 0],
  ["unknown", 1],
])("hedger: %s of %d: refused", (key, value) => {
  expect(hedger.parameters.safeParse({ ...plain, [key]: value }).success).toBe(false);
});
