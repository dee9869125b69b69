// Goal: int64 columns are read and written exactly without bigints. Method: against BigInt64Array itself.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { readInt64, wordsOf, writeInt64 } from "../../../src/base/int64.ts";

const whole = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });

test("int64: any exact whole number: written words are the bigint's", () => {
  fc.assert(
    fc.property(whole, (value) => {
      const column = new BigInt64Array(3);
      writeInt64(wordsOf(column), 1, value);
      expect([...column]).toEqual([0n, BigInt(value), 0n]);
      expect(readInt64(wordsOf(column), 1)).toBe(value);
    }),
  );
});

test("int64: a column that begins within its buffer: only its own words are seen", () => {
  const column = new BigInt64Array([1n, 2n, 3n]).subarray(1);
  expect(readInt64(wordsOf(column), 0)).toBe(2);
});
