// Goal: decimal text and whole numbers turn into each other exactly, and what is no plain decimal is refused.
// Method: round trips of any size; an independent reading of the digits; rounding against exact fractions.
import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  decimal,
  divideHalfUp,
  formatDecimal,
  formatDecimalShort,
  parseDecimal,
  powerOfTen,
} from "../../../src/base/decimal.ts";

const units = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
const places = fc.integer({ min: 0, max: 20 });

test("decimal: any whole number, any places: printed and read back it is itself", () => {
  fc.assert(
    fc.property(units, places, (value, count) => {
      expect(parseDecimal(formatDecimal(value, count), count)).toBe(value);
      expect(parseDecimal(formatDecimalShort(value, count), count)).toBe(value);
    }),
  );
});

test("decimal: printed: as many places as asked, none when short and not needed", () => {
  fc.assert(
    fc.property(units, places, (value, count) => {
      expect(formatDecimal(value, count)).toMatch(count === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${count}}$`));
      expect(formatDecimalShort(value, count)).toMatch(/^-?\d+(\.\d*[1-9])?$/);
    }),
  );
});

test("decimal: digits beyond the places: read when they are zeros, else refused", () => {
  fc.assert(
    fc.property(units, places, fc.integer({ min: 1, max: 9 }), (value, count, digit) => {
      const text = formatDecimal(value, count) + (count === 0 ? "." : "");
      expect(parseDecimal(`${text}00`, count)).toBe(value);
      expect(parseDecimal(`${text}0${digit}`, count)).toBeUndefined();
    }),
  );
});

test("decimal: anything but a plain decimal: refused", () => {
  for (const text of [
    "",
    "-",
    ".",
    "1.",
    ".5",
    "+1",
    "1e3",
    "0x10",
    " 1",
    "1 ",
    "1,5",
    "1.2.3",
    "NaN",
    "Infinity",
    "--1",
    "١",
  ])
    expect(parseDecimal(text, 8)).toBeUndefined();
  expect(() => decimal("1e3", 8)).toThrow("a decimal constant is plain and fits its places");
});

test("decimal: known values: as a person reads them", () => {
  expect(parseDecimal("60000.01000000", 8)).toBe(6_000_001_000_000n);
  expect(parseDecimal("-0.5", 1)).toBe(-5n);
  expect(formatDecimal(12345n, 2)).toBe("123.45");
  expect(formatDecimal(-5n, 2)).toBe("-0.05");
  expect(formatDecimalShort(-500n, 2)).toBe("-5");
});

test("decimal: rounded division: the nearest whole, halves away from zero", () => {
  fc.assert(
    fc.property(units, fc.bigInt({ min: 1n, max: 10n ** 20n }), (numerator, denominator) => {
      const rounded = divideHalfUp(numerator, denominator);
      const twiceError = 2n * (numerator - rounded * denominator);
      const size = twiceError < 0n ? -twiceError : twiceError;
      expect(size <= denominator).toBe(true);
      // At exactly a half the result lies further from zero than the fraction.
      if (size === denominator) expect(twiceError > 0n === numerator < 0n).toBe(true);
    }),
  );
  expect([divideHalfUp(5n, 2n), divideHalfUp(-5n, 2n), divideHalfUp(4n, 3n)]).toEqual([3n, -3n, 1n]);
  expect(powerOfTen(3)).toBe(1000n);
});
