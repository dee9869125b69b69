/**
 * Stoikov's adjustments from counted moves.
 *
 * In the paper's terms G* = sum of B^i G1, with G1 = (1 - Q)^-1 R K and B = (1 - Q)^-1 T. That sum is the solution of
 * (1 - Q - T) G* = R K: what is expected of a state is the move of the mid in the next step and what is expected of the
 * state after it. So it is solved for at once, and Q and T need not be told apart.
 *
 * Each move is counted in the mirror, too (I to 1 - I, the mid's move reversed), as the paper does, or the sum diverges
 * by whatever the market happened to drift. G*(1 - I) = -G*(I) then, which leaves one side of the imbalance to solve for.
 * Each state counts one observation more, of a step to a balanced touch: what was never seen expects nothing, what was
 * seen often does not notice, and the equations always have one solution.
 */
import { assert } from "../../src/base/assert.ts";
import type { MicropriceStates, MicropriceTable } from "../../src/core/features/fitted-microprice.ts";

/** As `MicropriceCounts` counts them. */
export interface CountedMoves {
  readonly states: MicropriceStates;
  readonly moves: Float64Array;
  readonly midTicks: Float64Array;
}

export function fitMicroprice({ states, moves, midTicks }: CountedMoves): MicropriceTable {
  const { bucketsCount, spreadsCount } = states;
  const count = bucketsCount * spreadsCount;
  const middle = (bucketsCount - 1) / 2;
  const mirrored = (state: number) => state + 2 * (middle - (state % bucketsCount));
  const isAbove = (state: number) => state % bucketsCount > middle;
  const above = Array.from({ length: count }, (_, state) => state).filter(isAbove);
  const movesOf = (from: number, to: number) =>
    moves[from * count + to]! + moves[mirrored(from) * count + mirrored(to)]!;

  const equations = above.map((from) => {
    let total = 1;
    for (let to = 0; to < count; to++) total += movesOf(from, to);
    const row = above.map((to) => (to === from ? total : 0) - movesOf(from, to) + movesOf(from, mirrored(to)));
    return [...row, midTicks[from]! - midTicks[mirrored(from)]!];
  });

  const adjustTicks = new Array<number>(count).fill(0);
  for (const [at, solution] of solve(equations).entries()) {
    adjustTicks[above[at]!] = solution;
    adjustTicks[mirrored(above[at]!)] = 0 - solution; // Never -0.
  }
  return { bucketsCount, spreadsCount, adjustTicks };
}

/**
 * Gaussian elimination, since the equations are not symmetric. Rows whose diagonal outweighs all else in them need no
 * pivoting.
 * @param rows each with its right side last; used up.
 */
function solve(rows: number[][]): number[] {
  for (const [at, row] of rows.entries()) {
    assert(row[at]! > 0, "the diagonal outweighs the rest of its row");
    for (const below of rows.slice(at + 1)) {
      const factor = below[at]! / row[at]!;
      for (let column = at; column < row.length; column++) below[column]! -= factor * row[column]!;
    }
  }
  const solution = new Array<number>(rows.length).fill(0);
  for (let at = rows.length - 1; at >= 0; at--) {
    let rest = rows[at]!.at(-1)!;
    for (let column = at + 1; column < rows.length; column++) rest -= rows[at]![column]! * solution[column]!;
    solution[at] = rest / rows[at]![at]!;
  }
  return solution;
}
