// Goal: made-up client ids look like the venue's, are one each, and lead back. Method: properties over counters and salts.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { counterOfClientId, generatedClientId, saltOf } from "../../../sim/exchange/client-order-id.ts";

const salts = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const counters = fc.maxSafeNat();

test("client ids: any counter and salt: 22 letters and digits that lead back to the counter", () => {
  fc.assert(
    fc.property(salts, counters, (salt, counter) => {
      const text = generatedClientId(salt, counter);
      expect(text).toMatch(/^[0-9A-Za-z]{22}$/);
      expect(counterOfClientId(salt, text)).toBe(counter);
    }),
  );
});

test("client ids: ten thousand counters in a row: all differ, in their first letters too", () => {
  const texts = Array.from({ length: 10_000 }, (_, counter) => generatedClientId(saltOf("BTCUSDT"), counter));
  expect(new Set(texts).size).toBe(texts.length);
  expect(new Set(texts.map((text) => text.slice(0, 6))).size).toBeGreaterThan(9_900);
});

test("client ids: what was not generated with this salt: leads nowhere", () => {
  fc.assert(
    fc.property(salts, salts, counters, (salt, other, counter) => {
      fc.pre(salt !== other);
      expect(counterOfClientId(other, generatedClientId(salt, counter))).toBeUndefined();
    }),
  );
  for (const text of ["", "mine", "x".repeat(22), "-".repeat(22)]) expect(counterOfClientId(1, text)).toBeUndefined();
});
