// Goal: the C-index counts pairs as its definition says.
// Method: all pairs one by one, over few times and scores so that ties abound; scores that rank perfectly, or the wrong
// way round; a figure of lifelines 0.30.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { concordance } from "../../../../sim/training/concordance.ts";
import { fitInputs, fitLifetimes } from "../../../helpers/fit-data.ts";

interface Order {
  readonly time: number;
  readonly filled: number;
  readonly score: number;
}

function byPairs(orders: readonly Order[]): number {
  let [pairs, points] = [0, 0];
  for (const first of orders)
    for (const other of orders) {
      const isKnown =
        first.filled === 1 && (other.time > first.time || (other.time === first.time && other.filled === 0));
      if (!isKnown) continue;
      pairs++;
      points += first.score > other.score ? 1 : first.score === other.score ? 0.5 : 0;
    }
  return points / pairs;
}

const indexOf = (orders: readonly Order[]) =>
  concordance(
    orders.map(({ time }) => time),
    orders.map(({ filled }) => filled),
    orders.map(({ score }) => score),
  );

const order = fc.record({
  time: fc.integer({ min: 0, max: 8 }),
  filled: fc.constantFrom(0, 1),
  score: fc.integer({ min: -3, max: 3 }),
});

test("concordance: any orders: as counted pair by pair", () => {
  fc.assert(
    fc.property(fc.array(order, { maxLength: 40 }), (orders) => {
      expect(indexOf(orders)).toBe(byPairs(orders));
    }),
  );
});

test("concordance: sooner always scored higher: 1; always lower: 0; all alike: a half", () => {
  const orders = [1, 2, 3, 4].map((time) => ({ time, filled: time < 4 ? 1 : 0, score: -time }));
  expect(indexOf(orders)).toBe(1);
  expect(indexOf(orders.map((one) => ({ ...one, score: one.time })))).toBe(0);
  expect(indexOf(orders.map((one) => ({ ...one, score: 7 })))).toBe(0.5);
});

test("concordance: nobody filled: not known", () => {
  expect(indexOf([{ time: 1, filled: 0, score: 1 }])).toBeNaN();
});

test("concordance: 120 lives ranked by an input: the figure of lifelines", () => {
  const scores = Array.from({ length: 120 }, (_, row) => fitInputs.values[3 * row]!);
  // lifelines.utils.concordance_index(seconds, -X[:, 0], filled)
  expect(concordance(fitLifetimes.seconds, fitLifetimes.filled, scores)).toBeCloseTo(0.4783950617283951, 12);
});
