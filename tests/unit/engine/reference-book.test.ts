/**
 * Goal: the sorted book is a map of prices.
 * Method: random changes and takes against a plain map that is searched whole.
 */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { ask, bid, opposite, type Side, sides } from "../../../src/domain/side.ts";
import { isBetter, type Level, ReferenceBook, reaches, take } from "../../../src/engine/reference-book.ts";

const side: fc.Arbitrary<Side> = fc.constantFrom(bid, ask);
const priceTicks = fc.integer({ min: 1, max: 12 });
const steps = fc.array(fc.record({ takes: fc.boolean(), side, priceTicks, lots: fc.integer({ min: 0, max: 9 }) }), {
  maxLength: 80,
});

test("book: any changes and takes: it shows, orders and gives what a map of prices would", () => {
  fc.assert(
    fc.property(steps, (drawn) => {
      const book = new ReferenceBook();
      const model = new Map<string, { shown: number; taken: number }>();
      const levelsOf = (of: Side) =>
        [...model]
          .map(([key, level]) => ({ key: key.split(" ").map(Number), ...level }))
          .filter(({ key, shown }) => key[0] === of && shown > 0)
          .sort((a, b) => (of === bid ? b.key[1]! - a.key[1]! : a.key[1]! - b.key[1]!));
      for (const step of drawn) {
        const key = `${step.side} ${step.priceTicks}`;
        if (!step.takes) {
          book.show(step.side, step.priceTicks, step.lots);
          model.set(key, { shown: step.lots, taken: Math.min(model.get(key)?.taken ?? 0, step.lots) });
        } else {
          const given: [number, number][] = [];
          take(book.offers(step.side, step.priceTicks), step.lots, (atTicks, lots) => given.push([atTicks, lots]));
          const expected: [number, number][] = [];
          let left = step.lots;
          for (const { key: at, shown, taken } of levelsOf(opposite(step.side))) {
            const lots = Math.min(left, shown - taken);
            if (lots === 0 || (step.side === bid ? at[1]! > step.priceTicks : at[1]! < step.priceTicks)) continue;
            expected.push([at[1]!, lots]);
            model.set(at.join(" "), { shown, taken: taken + lots });
            left -= lots;
          }
          expect(given).toEqual(expected);
        }
        for (const each of sides) {
          const levels = levelsOn(book, each).map((level) => [level.priceTicks, level.shownLots, level.takenLots]);
          expect(levels).toEqual(levelsOf(each).map(({ key: at, shown, taken }) => [at[1]!, shown, taken]));
          expect(book.best(each)?.priceTicks).toBe(levelsOf(each)[0]?.key[1]);
        }
        expect(book.shownLots(step.side, step.priceTicks)).toBe(model.get(key)?.shown ?? 0);
      }
      book.clear();
      expect(sides.map((each) => levelsOn(book, each).length)).toEqual([0, 0]);
    }),
    { numRuns: 60 },
  );
});

/** All levels of a side, as an order that takes any price finds them. */
function levelsOn(book: ReferenceBook, side: Side): Level[] {
  return book.offers(opposite(side), side === ask ? Number.POSITIVE_INFINITY : 0).map(({ level }) => level);
}

test("prices: better and reaching, for a bid and for an ask: bids want more, asks less, and equal prices trade", () => {
  expect([isBetter(bid, 101, 100), isBetter(bid, 100, 100), isBetter(ask, 99, 100), isBetter(ask, 101, 100)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect([reaches(bid, 100, 100), reaches(bid, 100, 101), reaches(ask, 100, 100), reaches(ask, 100, 99)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});
