// Goal: the average is that of the trades of the last minutes. Method: random trades, against a sum over all of them.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { AveragePrice } from "../../../sim/exchange/average-price.ts";

const usPerSecond = 1_000_000;

test("average price: any trades: what is within the window, to the second", () => {
  const trade = fc.record({
    elapsedUs: fc.oneof(fc.integer({ min: 0, max: 20 * usPerSecond }), fc.integer({ min: 0, max: 400 * usPerSecond })),
    lots: fc.integer({ min: 1, max: 100 }),
    quoteUnits: fc.bigInt({ min: 1n, max: 10n ** 20n }),
  });
  fc.assert(
    fc.property(fc.array(trade, { maxLength: 60 }), fc.constantFrom(1, 5), (trades, minutes) => {
      const average = new AveragePrice(minutes);
      const seen: { second: number; lots: number; quoteUnits: bigint }[] = [];
      let nowUs = 1_700_000_000 * usPerSecond;
      for (const { elapsedUs, lots, quoteUnits } of trades) {
        nowUs += elapsedUs;
        const second = Math.floor(nowUs / usPerSecond);
        average.moveTo(nowUs);
        const within = seen.filter((one) => one.second > second - minutes * 60);
        expect(average.lots).toBe(within.reduce((sum, one) => sum + one.lots, 0));
        expect(average.quoteUnits).toBe(within.reduce((sum, one) => sum + one.quoteUnits, 0n));
        average.add(nowUs, lots, quoteUnits);
        seen.push({ second, lots, quoteUnits });
      }
    }),
  );
});

test("average price: the number of changes: moves with trades that come and go, and with nothing else", () => {
  const average = new AveragePrice(1);
  const before = average.moveTo(0);
  average.add(0, 1, 1n);
  const added = average.moveTo(0);
  expect(added).not.toBe(before);
  expect(average.moveTo(59 * usPerSecond)).toBe(added);
  expect(average.moveTo(60 * usPerSecond)).not.toBe(added);
});
