/**
 * Rows to fit to, made from whole numbers, so that a script in another language has the same. In Python:
 *
 *   u = lambda k: ((k * 7919 + 104729) % 10007) / 10007
 *   X = 2 * (np.array([[u(i * 3 + j) for j in range(3)] for i in range(120)]) - 0.5)
 *   y = [u(50000 + i) < 1 / (1 + exp(-(0.3 + 1.2 * X[i, 0] - 0.8 * X[i, 1]))) for i in range(120)]
 *   labels = [5 * X[i, 0] - 2 * X[i, 2] + 3 * (u(90000 + i) - 0.5) + 1 for i in range(120)]
 *   rate = 0.6 * exp(0.9 * X[i, 0] - 0.5 * X[i, 1]);  fill at -log(1 - u(130000 + i)) / rate;
 *   withdrawn at 3 s, every fourth at 3 * u(170000 + i)
 */
import type { Lifetimes } from "../../sim/training/hazard-fit.ts";
import { type Matrix, matrixOf } from "../../sim/training/matrix.ts";
import type { Random } from "../../src/base/random.ts";

const rowsCount = 120;
const each = Array.from({ length: rowsCount }, (_, row) => row);

export const fitInputs: Matrix = matrixOf(
  each.map((row) => [0, 1, 2].map((column) => 2 * (share(row * 3 + column) - 0.5))),
  3,
);

export const fitHits = Uint8Array.from(each, (row) => {
  const score = 0.3 + 1.2 * input(row, 0) - 0.8 * input(row, 1);
  return share(50_000 + row) < 1 / (1 + Math.exp(-score)) ? 1 : 0;
});

export const fitLabels = Float64Array.from(
  each,
  (row) => 5 * input(row, 0) - 2 * input(row, 2) + 3 * (share(90_000 + row) - 0.5) + 1,
);

const ends = each.map((row) => {
  const rate = 0.6 * Math.exp(0.9 * input(row, 0) - 0.5 * input(row, 1));
  const filledAt = -Math.log(1 - share(130_000 + row)) / rate;
  const withdrawnAt = row % 4 === 0 ? 3 * share(170_000 + row) : 3;
  return { seconds: Math.min(filledAt, withdrawnAt), filled: filledAt <= withdrawnAt ? 1 : 0 };
});

export const fitLifetimes: Lifetimes = {
  seconds: Float64Array.from(ends, ({ seconds }) => seconds),
  filled: Uint8Array.from(ends, ({ filled }) => filled),
};

/** Drawn rows, each input between -1 and 1. */
export function drawnInputs(random: Random, count: number, columnsCount: number): Matrix {
  const row = () => Array.from({ length: columnsCount }, () => 2 * random.unit() - 1);
  return matrixOf(Array.from({ length: count }, row), columnsCount);
}

function input(row: number, column: number): number {
  return fitInputs.values[row * 3 + column]!;
}

function share(index: number): number {
  return ((index * 7919 + 104_729) % 10_007) / 10_007;
}
