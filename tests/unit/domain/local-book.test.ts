// Goal: the book keeps every level, best first. Method: against a plain map, sorted when asked.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { BookSide, LocalBook } from "../../../src/domain/local-book.ts";
import { ask, bid } from "../../../src/domain/side.ts";

const change = fc.record({
  priceTicks: fc.integer({ min: 1, max: 30 }),
  sizeLots: fc.integer({ min: 0, max: 2 }),
  sizeDust: fc.constantFrom(0, 0, 5),
});

test.each([
  ["bids", bid, -1],
  ["asks", ask, 1],
] as const)("local book: any changes to %s: the levels of a map, best first", (_, side, order) => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
      const book = new BookSide(side);
      const levels = new Map<number, [number, number]>();
      for (const { priceTicks, sizeLots, sizeDust } of changes) {
        book.set(priceTicks, sizeLots, sizeDust);
        if (sizeLots === 0 && sizeDust === 0) levels.delete(priceTicks);
        else levels.set(priceTicks, [sizeLots, sizeDust]);
      }
      const expected = [...levels].sort(([a], [b]) => order * (a - b)).map(([price, size]) => [price, ...size]);
      const ranks = Array.from({ length: book.count }, (_, rank) => rank);
      expect(ranks.map((rank) => [book.priceTicks(rank), book.sizeLots(rank), book.sizeDust(rank)])).toEqual(expected);
      expect(book.priceTicks(book.count)).toBe(0);
    }),
  );
});

test("local book: more levels than it began with room for: none is lost", () => {
  const side = new BookSide(bid);
  for (let price = 5000; price > 0; price--) side.set(price, price, 0);
  expect([side.count, side.priceTicks(0), side.sizeLots(4999)]).toEqual([5000, 5000, 1]);
});

test("local book: crossed when buyers offer what sellers ask", () => {
  const book = new LocalBook();
  book.bids.set(10, 1, 0);
  expect(book.isCrossed).toBe(false);
  book.asks.set(11, 1, 0);
  expect(book.isCrossed).toBe(false);
  book.asks.set(10, 1, 0);
  expect(book.isCrossed).toBe(true);
});
