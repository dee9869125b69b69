/**
 * Least squares with a penalty on the squares of weights (ridge): the minimum over weights and bias of
 *
 *   1/2 sum over rows of (y - bias - weights . x)^2  +  penalty / 2 x sum of squared weights
 *
 * The bias is not penalised. Labels are taken as they are: what is cut off a tail is a loss that nobody expects.
 */
import { assert } from "../../src/base/assert.ts";
import { addOuter, addPenalty } from "./loss-sums.ts";
import { type Matrix, rowOf } from "./matrix.ts";
import { solvePositive } from "./solve.ts";

export interface LinearFit {
  readonly weights: Float64Array;
  readonly bias: number;
}

/** @param penalty above 0. */
export function fitLinear(inputs: Matrix, labels: Float64Array, penalty: number): LinearFit {
  const { rowsCount, columnsCount } = inputs;
  const size = columnsCount + 1;
  const products = new Float64Array(size);
  const squares = new Float64Array(size * size);
  const row = new Float64Array(size);
  row[columnsCount] = 1;
  for (let at = 0; at < rowsCount; at++) {
    row.set(rowOf(inputs, at));
    addOuter(products, squares, row, labels[at]!, 1);
  }
  addPenalty(new Float64Array(size), squares, new Float64Array(size), penalty, columnsCount);
  const solution = solvePositive(squares, products);
  assert(solution !== undefined, "with a penalty least squares have one answer");
  return { weights: solution.slice(0, -1), bias: solution.at(-1)! };
}
