// Goal: sine and cosine of turns are right to their stated error, exact where the circle says so, and the same everywhere.
// Method: against the system's library, which is right to 1 ulp; laws of the circle; pinned bits.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { cosineOfTurns, sineOfTurns } from "../../../src/base/turns.ts";

const runs = { numRuns: 5000 };
/** Near 0 the system's angle in radians is as exact as ours, elsewhere it errs by its own last place. */
const nearZero = fc.double({ min: -0.125, max: 0.125, noNaN: true });
const anyTurns = fc.oneof(
  fc.integer({ min: -40, max: 40 }).map((eighths) => eighths / 8),
  fc.double({ min: -3, max: 3, noNaN: true }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
);

test("turns: an eighth of a circle either way: within 3 ulp of the system's", () => {
  fc.assert(
    fc.property(nearZero, (turns) => {
      expectUlps(sineOfTurns(turns), Math.sin(2 * Math.PI * turns), 3);
      expectUlps(cosineOfTurns(turns), Math.cos(2 * Math.PI * turns), 3);
    }),
    runs,
  );
});

test("turns: any angle: the system's, but for the rounding of the angle", () => {
  fc.assert(
    fc.property(fc.double({ min: -3, max: 3, noNaN: true }), (turns) => {
      expect(Math.abs(sineOfTurns(turns) - Math.sin(2 * Math.PI * turns))).toBeLessThan(1e-14);
      expect(Math.abs(cosineOfTurns(turns) - Math.cos(2 * Math.PI * turns))).toBeLessThan(1e-14);
    }),
    runs,
  );
});

test("turns: quarters of a circle: exact, as no radians are", () => {
  for (const [at, sine] of [0, 1, 0, -1, 0, 1, 0, -1].entries()) {
    expect(sineOfTurns(at / 4 - 1) + 0).toBe(sine);
    expect(cosineOfTurns(at / 4 - 1.25) + 0).toBe(sine);
  }
});

test("turns: any angle: on the circle; once more round the same; odd and even", () => {
  fc.assert(
    fc.property(anyTurns, (turns) => {
      const [sine, cosine] = [sineOfTurns(turns), cosineOfTurns(turns)];
      expect(Math.abs(sine * sine + cosine * cosine - 1)).toBeLessThan(1e-15);
      if (turns >= 0 && turns + 1 - 1 === turns) expect(sineOfTurns(turns + 1) + 0).toBe(sine + 0);
      expect(sineOfTurns(-turns) + 0).toBe(-sine + 0);
      expect(cosineOfTurns(-turns) + 0).toBe(cosine + 0);
    }),
    runs,
  );
});

test("turns: bits that must never change", () => {
  expect([0.1, 0.2, 0.3, 0.55].map((turns) => [sineOfTurns(turns), cosineOfTurns(turns)])).toMatchInlineSnapshot(`
    [
      [
        0.5877852522924731,
        0.8090169943749475,
      ],
      [
        0.9510565162951536,
        0.30901699437494734,
      ],
      [
        0.9510565162951536,
        -0.30901699437494734,
      ],
      [
        -0.3090169943749477,
        -0.9510565162951535,
      ],
    ]
  `);
});

test("turns: not finite: an assertion", () => {
  for (const turns of [Number.NaN, Number.POSITIVE_INFINITY]) expect(() => sineOfTurns(turns)).toThrow("finite");
});

function expectUlps(actual: number, expected: number, ulpsMax: number): void {
  const ulp = Math.max(Number.MIN_VALUE, Math.abs(expected) * 2 ** -52);
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(ulpsMax * ulp);
}
