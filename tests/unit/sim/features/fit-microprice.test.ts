// Goal: the fitted microprice is Stoikov's: nothing is left to expect of it, it turns round with the market, and it is the
// sum of the paper.
// Method: random chains of counted moves; the paper's own matrices, worked out plainly; a market whose answer is known.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type CountedMoves, fitMicroprice } from "../../../../sim/features/fit-microprice.ts";
import { MicropriceCounts } from "../../../../sim/features/microprice-counts.ts";
import {
  fittedMicroprice,
  micropriceOffset,
  micropriceState,
} from "../../../../src/core/features/fitted-microprice.ts";
import { marketView as viewOf } from "../../../helpers/own-events.ts";

const states = { bucketsCount: 5, spreadsCount: 2 };
const count = states.bucketsCount * states.spreadsCount;

/** A move of the mid by half ticks, or none: how often it was seen from a state to another. */
interface Seen {
  readonly from: number;
  readonly to: number;
  readonly halfTicks: number;
  readonly times: number;
}

const seen: fc.Arbitrary<Seen> = fc.record({
  from: fc.nat(count - 1),
  to: fc.nat(count - 1),
  halfTicks: fc.constantFrom(-2, -1, 0, 0, 0, 1, 2),
  times: fc.integer({ min: 1, max: 1000 }),
});
const histories = fc.array(seen, { minLength: 1, maxLength: 60 });

describe("fitted microprice:", () => {
  test("any counted moves: what is expected of a state is the next move and what is expected then", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { adjustTicks } = fitMicroprice(countsOf(history));
        for (let state = 0; state < count; state++) {
          let [seenCount, gainTicks] = [0, 0];
          for (const { from, to, ticks, times } of bothWays(history)) {
            if (from !== state) continue;
            seenCount += times;
            gainTicks += times * (ticks + adjustTicks[to]! - adjustTicks[from]!);
          }
          // One observation more, of a step to where nothing is expected.
          const error = gainTicks - adjustTicks[state]!;
          expect(Math.abs(error)).toBeLessThan(1e-9 * (seenCount + 1));
        }
      }),
    );
  });

  test("any counted moves: turned round with the imbalance, and 0 when balanced", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { adjustTicks } = fitMicroprice(countsOf(history));
        for (let state = 0; state < count; state++) expect(adjustTicks[mirrored(state)]! + adjustTicks[state]!).toBe(0);
        expect(adjustTicks[2]).toBe(0);
      }),
    );
  });

  test("chains that reach every state: the sum of B^i G1, as the paper has it", () => {
    fc.assert(
      fc.property(histories, (history) => {
        // Each state steps everywhere, far more often than the one observation that is added.
        const everywhere = Array.from({ length: count * count }, (_, at) => {
          const [from, to] = [Math.floor(at / count), at % count];
          return { from, to, halfTicks: (at % 3) - 1, times: 50 };
        });
        const few = history.map((one) => ({ ...one, times: (one.times % 20) + 1 }));
        const many = [...few, ...everywhere].map((one) => ({ ...one, times: one.times * 1e9 }));
        const { adjustTicks } = fitMicroprice(countsOf(many));
        const { sum, sums } = paperSum(many);
        for (let state = 0; state < count; state++) expect(adjustTicks[state]).toBeCloseTo(sum[state]!, 6);
        // It converges: the terms go down to nothing.
        expect(Math.max(...sums.at(-1)!.map(Math.abs))).toBeLessThan(1e-9);
      }),
      { numRuns: 30 },
    );
  });

  test("imbalance walks one bucket at a time, the mid moves a tick beyond the last: the gambler's ruin", () => {
    const walk = { bucketsCount: 7, spreadsCount: 1 };
    const counts = new MicropriceCounts(walk);
    const middle = 3;
    const step = (from: number, to: number, ticks: number) => {
      counts.add(-1, Number.NaN);
      counts.add(from, 0);
      counts.add(to, ticks);
    };
    for (let round = 0; round < 2000; round++)
      for (let bucket = 0; bucket < 7; bucket++) {
        if (bucket === 6) step(bucket, middle, 1);
        else step(bucket, bucket + 1, 0);
        if (bucket === 0) step(bucket, middle, -1);
        else step(bucket, bucket - 1, 0);
      }
    // From k above the middle a tick up comes first with probability (k + 4) / 8.
    for (const [bucket, ticks] of fitMicroprice(counts).adjustTicks.entries())
      expect(ticks).toBeCloseTo((bucket - middle) / 4, 2);
  });

  test("nothing was ever seen: the mid", () => {
    expect(fitMicroprice(countsOf([])).adjustTicks).toEqual(new Array(count).fill(0));
  });
});

describe("states of the microprice:", () => {
  test.each([
    [10, 10, 1, 2],
    [11, 9, 1, 2],
    [12, 8, 1, 3],
    [999, 1, 1, 4],
    [1, 999, 1, 0],
    [8, 12, 1, 1],
    [10, 10, 2, 7],
    [10, 10, 900, 7],
  ])("bid %p lots, ask %p lots, %p ticks apart: state %p", (touchBidLots, touchAskLots, spreadTicks, state) => {
    const view = viewOf({ touchBidTicks: 100, touchBidLots, touchAskTicks: 100 + spreadTicks, touchAskLots });
    expect(micropriceState(states, view)).toBe(state);
  });

  test("a side missing, or both crossed: none, and the feature is NaN", () => {
    const table = fitMicroprice(countsOf([]));
    for (const view of [
      viewOf({ touchAskTicks: 0, touchAskLots: 0 }),
      viewOf({ touchBidTicks: 100, touchBidLots: 5, touchAskTicks: 100, touchAskLots: 5 }),
    ]) {
      expect(micropriceState(states, view)).toBe(-1);
      for (const feature of [fittedMicroprice(table), micropriceOffset(table)]) expect(feature.value(view)).toBeNaN();
    }
  });

  test("the fitted price: the mid and the adjustment of its state", () => {
    const adjustTicks = Array.from({ length: count }, (_, state) => state / 8);
    const view = viewOf({ touchBidTicks: 100, touchBidLots: 12, touchAskTicks: 101, touchAskLots: 8 });
    expect(micropriceOffset({ ...states, adjustTicks }).value(view)).toBe(0.375);
    expect(fittedMicroprice({ ...states, adjustTicks }).value(view)).toBe(100.875);
  });

  test("any touch: its mirror is in the mirrored state", () => {
    const lots = fc.integer({ min: 1, max: 1000 });
    const odd = fc.integer({ min: 0, max: 20 }).map((half) => 2 * half + 1);
    fc.assert(
      fc.property(lots, lots, fc.integer({ min: 1, max: 4 }), odd, (bidLots, askLots, spreadTicks, bucketsCount) => {
        const of = (touchBidLots: number, touchAskLots: number) =>
          micropriceState(
            { bucketsCount, spreadsCount: 3 },
            viewOf({ touchBidTicks: 100, touchBidLots, touchAskTicks: 100 + spreadTicks, touchAskLots }),
          );
        const [state, other] = [of(bidLots, askLots), of(askLots, bidLots)];
        expect(Math.floor(state / bucketsCount)).toBe(Math.floor(other / bucketsCount));
        expect((state % bucketsCount) + (other % bucketsCount)).toBe(bucketsCount - 1);
      }),
    );
  });
});

function mirrored(state: number): number {
  const bucket = state % states.bucketsCount;
  return state - bucket + (states.bucketsCount - 1 - bucket);
}

function countsOf(history: readonly Seen[]): CountedMoves {
  const [moves, midTicks] = [new Float64Array(count * count), new Float64Array(count)];
  for (const { from, to, halfTicks, times } of history) {
    moves[from * count + to]! += times;
    midTicks[from]! += (times * halfTicks) / 2;
  }
  return { states, moves, midTicks };
}

/** Each seen move and its mirror. */
function bothWays(history: readonly Seen[]) {
  return history.flatMap(({ from, to, halfTicks, times }) => [
    { from, to, ticks: halfTicks / 2, times },
    { from: mirrored(from), to: mirrored(to), ticks: -halfTicks / 2, times },
  ]);
}

/** Q: moves that leave the mid; R K: what the others are expected to move it by; T: where those lead. */
function paperSum(history: readonly Seen[]): { sum: number[]; sums: number[][] } {
  const square = () => Array.from({ length: count }, () => new Array<number>(count).fill(0));
  const [q, t, rk] = [square(), square(), new Array<number>(count).fill(0)];
  for (const [state, row] of q.entries()) {
    const seenHere = bothWays(history).filter(({ from }) => from === state);
    const total = seenHere.reduce((sum, { times }) => sum + times, 0);
    for (const { to, ticks, times } of seenHere) {
      (ticks === 0 ? row : t[state]!)[to]! += times / total;
      rk[state]! += (times * ticks) / total;
    }
  }
  // (1 - Q)^-1 x as the limit of x + Q x + Q^2 x...
  const absorbed = (x: readonly number[]) => {
    let [sum, term] = [[...x], [...x]];
    for (let power = 0; power < 200; power++) {
      term = times(q, term);
      sum = sum.map((one, at) => one + term[at]!);
    }
    return sum;
  };
  const terms = [absorbed(rk)];
  for (let power = 0; power < 80; power++) terms.push(absorbed(times(t, terms.at(-1)!)));
  return { sum: terms.reduce((sum, term) => sum.map((one, at) => one + term[at]!)), sums: terms };
}

function times(matrix: readonly (readonly number[])[], x: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, one, at) => sum + one * x[at]!, 0));
}
