// Goal: decimal text becomes ticks and lots exactly. Method: against the slow, exact way through bigints.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { DecimalGrid, notOnGrid } from "../../../../src/adapters/binance/decimal-grid.ts";
import { formatDecimal, parseDecimal } from "../../../../src/base/decimal.ts";

const places = 8;
const unit = 1_000n;

function slowly(text: string): { steps: number; remainder: number } {
  const units = text.startsWith("-") ? undefined : parseDecimal(text, places);
  if (units === undefined || units < 0n || units / unit > BigInt(Number.MAX_SAFE_INTEGER))
    return { steps: notOnGrid, remainder: 0 };
  return { steps: Number(units / unit), remainder: Number(units % unit) };
}

const decimalText = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 70n }).map((units) => formatDecimal(units, places)),
  fc.tuple(fc.nat(999_999), fc.nat(999)).map(([whole, part]) => `${whole}.${part}`),
  fc.string({ unit: fc.constantFrom(..."0123456789.-e "), maxLength: 24 }),
);

test("decimal grid: any text: the same steps and remainder as through bigints", () => {
  const grid = new DecimalGrid(places, unit);
  fc.assert(
    fc.property(decimalText, (text) => {
      const { steps, remainder } = slowly(text);
      expect(grid.parse(text)).toBe(steps);
      if (steps !== notOnGrid) expect(grid.remainder).toBe(remainder);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  [8, 1_000n],
  [2, 1n],
  [1, 10n],
  [0, 1n],
])(
  "decimal grid: any text as bytes, of %d places: as text, or left to it; what is exact in a double never is",
  (places, unit) => {
    const grid = new DecimalGrid(places, unit);
    const short = fc
      .tuple(fc.nat(2 ** 50), fc.stringMatching(/^(\.[0-9]{1,9})?$/))
      .map(([whole, rest]) => `${whole}${rest}`);
    const onGrid = fc.bigInt({ min: 0n, max: 2n ** 54n }).map((steps) => formatDecimal(steps * unit, places));
    fc.assert(
      fc.property(fc.oneof(decimalText, short, onGrid), (text) => {
        const bytes = Buffer.from(`[${text}"`);
        const read = grid.read(bytes, 1);
        const isRead = read !== notOnGrid && grid.end === 1 + text.length;
        const steps = grid.parse(text);
        if (isRead) expect([text, read, 0]).toEqual([text, steps, grid.remainder]);
        const units = /^\d+(\.\d{1,9})?$/.test(text) ? parseDecimal(text, places) : undefined;
        const isExact = units !== undefined && units % unit === 0n && units < 2n ** 53n;
        const fraction = text.split(".")[1] ?? "";
        if (isExact && fraction.length <= places) expect([text, isRead]).toEqual([text, true]);
      }),
      { numRuns: 1500 },
    );
  },
);

test.each(["", ".", ".5", "5.", "1.2.3", "-1", "+1", "1e3", " 1", "0x1", "Infinity", "1.123456789"])(
  "decimal grid: %p: is no decimal of eight places",
  (text) => {
    expect(new DecimalGrid(places, unit).parse(text)).toBe(notOnGrid);
  },
);

test("decimal grid: bytes of eight places, one of them anything: read when it is a digit, and then rightly", () => {
  const grid = new DecimalGrid(8, 1n);
  for (let at = 0; at < 8; at++)
    for (let byte = 0; byte < 256; byte++) {
      const bytes = Buffer.from('12.34567890"');
      bytes[3 + at] = byte;
      const isDigit = byte >= 48 && byte <= 57;
      const read = grid.read(bytes, 0);
      const isRead = read !== notOnGrid && grid.end === 11;
      expect([at, byte, isRead]).toEqual([at, byte, isDigit]);
      if (isDigit) expect(read).toBe(grid.parse(bytes.toString("latin1", 0, 11)));
    }
});

test("decimal grid: zeros beyond the places: they change nothing", () => {
  const grid = new DecimalGrid(2, 10n);
  expect(grid.parse("61800.3000000")).toBe(618_003);
  expect(grid.remainder).toBe(0);
});
