// Goal: each depth top is judged by the last ticker with an id not above its own, whenever either arrives.
// Method: against a plain join over the whole, with the two streams interleaved at random.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { TickerChecks, type Top } from "../../../src/data/ticker-checks.ts";

const top = (updateId: number, bidTicks: number): Top => ({
  ...{ updateId, bidTicks, bidLots: 1, bidDust: 0, askTicks: 20, askLots: 1, askDust: 0 },
});

/** Ids that rise, or of tickers stay, each with one of two prices. */
const stream = (stepMin: 0 | 1) =>
  fc
    .array(fc.tuple(fc.integer({ min: stepMin, max: 3 }), fc.constantFrom(10, 10, 11)), { maxLength: 40 })
    .map((drawn) => {
      let updateId = 0;
      return drawn.map(([step, price]) => {
        updateId += step;
        return top(updateId, price);
      });
    });

function joined(tops: readonly Top[], tickers: readonly Top[]) {
  const judged = tops.flatMap((one) => {
    const ticker = tickers.findLast(({ updateId }) => updateId <= one.updateId);
    return ticker === undefined ? [] : [ticker.bidTicks === one.bidTicks];
  });
  return { checksCount: judged.length, mismatchesCount: judged.filter((isSame) => !isSame).length };
}

test("ticker checks: two streams in any interleaving: the same as joined at the end", () => {
  fc.assert(
    fc.property(
      stream(1),
      stream(0),
      fc.array(fc.boolean(), { minLength: 80, maxLength: 80 }),
      (tops, tickers, turns) => {
        const checks = new TickerChecks();
        const waiting = [[...tops], [...tickers]] satisfies Top[][] as [Top[], Top[]];
        for (const turn of turns) {
          const [one, other] = turn ? waiting : [waiting[1], waiting[0]];
          const next = one.length > 0 ? one : other;
          const taken = next.shift();
          if (taken === undefined) break;
          if (next === waiting[0]) checks.depth(taken);
          else checks.ticker(taken);
        }
        checks.end();
        const { checksCount, mismatchesCount } = checks;
        expect({ checksCount, mismatchesCount }).toEqual(joined(tops, tickers));
      },
    ),
    { numRuns: 500 },
  );
});

test.each(["bidTicks", "bidLots", "bidDust", "askTicks", "askLots", "askDust"] as const)(
  "ticker checks: %s differs: a mismatch",
  (field) => {
    const checks = new TickerChecks();
    checks.ticker(top(1, 10));
    checks.depth({ ...top(1, 10), [field]: 99 });
    checks.end();
    expect([checks.checksCount, checks.mismatchesCount]).toEqual([1, 1]);
  },
);

test("ticker checks: no ticker for very long: tops do not pile up, and are judged when one had come before", () => {
  const checks = new TickerChecks();
  checks.ticker(top(1, 10));
  for (let updateId = 2; updateId < 70_000; updateId++) checks.depth(top(updateId, 10));
  expect(checks.checksCount).toBeGreaterThan(4_000);
  checks.end();
  expect([checks.checksCount, checks.mismatchesCount]).toEqual([69_998, 0]);
});
