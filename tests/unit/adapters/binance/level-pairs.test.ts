// Goal: a level read in one pass is what both grids read of its numbers, or is not read at all.
// Method: differential, against DecimalGrid: random grids, numbers of any form within and beyond them, and any byte of a
// level spoilt; and the forms that the venue prints are read.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { DecimalGrid, notOnGrid } from "../../../../src/adapters/binance/decimal-grid.ts";
import { LevelPairs, notRead } from "../../../../src/adapters/binance/level-pairs.ts";
import { formatDecimal } from "../../../../src/base/decimal.ts";

interface Side {
  readonly grid: DecimalGrid;
  readonly text: string;
}

/** A number with all places printed, more or less whole steps, beside its grid. */
const sides: fc.Arbitrary<Side> = fc
  .record({
    places: fc.integer({ min: 0, max: 9 }),
    unit: fc.constantFrom(1n, 2n, 3n, 5n, 10n, 25n, 1000n, 1_000_000n),
    steps: fc.bigInt({ min: 0n, max: 10n ** 15n }),
    cut: fc.constantFrom(1n, 10n, 10n ** 6n, 10n ** 12n),
    dust: fc.constantFrom(0n, 0n, 0n, 1n),
  })
  .map(({ places, unit, steps, cut, dust }) => {
    const text = formatDecimal((steps / cut) * unit + dust, places);
    return { grid: new DecimalGrid(places, unit), text };
  });

test("level: any grids and numbers: both numbers as their grids read them, or nothing", () => {
  let readCount = 0;
  fc.assert(
    fc.property(sides, sides, (price, size) => {
      if (isSame(price.grid, size.grid, Buffer.from(`["${price.text}","${size.text}"],["1","2"]`))) readCount++;
    }),
    { numRuns: 3000 },
  );
  expect(readCount).toBeGreaterThan(100);
});

test("level: any byte of it is another: both numbers as their grids read them, or nothing", () => {
  const [prices, sizes] = [new DecimalGrid(8, 1_000_000n), new DecimalGrid(3, 1n)];
  let readCount = 0;
  fc.assert(
    fc.property(fc.nat({ max: 27 }), fc.oneof(fc.nat({ max: 255 }), fc.integer({ min: 44, max: 58 })), (at, byte) => {
      const bytes = Buffer.from('["61837.63000000","12.345"],["1","2"]');
      bytes[at] = byte;
      if (isSame(prices, sizes, bytes)) readCount++;
    }),
    { numRuns: 4000 },
  );
  expect(readCount).toBeGreaterThan(100);
});

test.each([
  { market: "Spot", places: [8, 8], units: [1_000_000n, 1000n], text: '["61837.63000000","0.50774000"]' },
  { market: "USD-M", places: [2, 3], units: [10n, 1n], text: '["61496.50","12.345"]' },
] as const)("level: as $market prints it: read", ({ places, units, text }) => {
  const [prices, sizes] = [new DecimalGrid(places[0], units[0]), new DecimalGrid(places[1], units[1])];
  expect(read(prices, sizes, Buffer.from(`${text}]}}`))?.next).toBe(text.length);
});

test("level: more places than two words hold, or a tick of which 1 is no multiple: not read", () => {
  expect(LevelPairs.of(new DecimalGrid(9, 1n), new DecimalGrid(8, 1n))).toBeUndefined();
  expect(LevelPairs.of(new DecimalGrid(8, 1n), new DecimalGrid(8, 3n))).toBeUndefined();
});

interface Level {
  readonly priceTicks: number;
  readonly sizeLots: number;
  readonly next: number;
}

/** Whether it was read, and then as the grids do. */
function isSame(prices: DecimalGrid, sizes: DecimalGrid, bytes: Buffer): boolean {
  const level = read(prices, sizes, bytes);
  if (level !== undefined) expect(level).toEqual(readByGrids(prices, sizes, bytes)!);
  return level !== undefined;
}

function read(prices: DecimalGrid, sizes: DecimalGrid, bytes: Buffer): Level | undefined {
  const pairs = LevelPairs.of(prices, sizes);
  const next = pairs?.read(bytes, 0, new DataView(bytes.buffer, bytes.byteOffset, bytes.length)) ?? notRead;
  if (pairs === undefined || next === notRead) return undefined;
  return { priceTicks: pairs.priceTicks, sizeLots: pairs.sizeLots, next };
}

function readByGrids(prices: DecimalGrid, sizes: DecimalGrid, bytes: Buffer): Level | undefined {
  const [text, price, size] = /^\["([^"]*)","([^"]*)"\]/.exec(bytes.toString("latin1")) ?? [];
  if (text === undefined || price === undefined || size === undefined) return undefined;
  const [priceTicks, sizeLots] = [prices.parse(price), sizes.parse(size)];
  if (priceTicks === notOnGrid || sizeLots === notOnGrid) return undefined;
  if (prices.remainder !== 0 || sizes.remainder !== 0) return undefined;
  return { priceTicks, sizeLots, next: text.length };
}
