/**
 * The logistic model P = 1 / (1 + exp(-(bias + weights . x))), by penalised maximum likelihood: the minimum over weights
 * and bias of
 *
 *   sum over rows of [ln(1 + e^z) - y z]  +  penalty / 2 x sum of squared weights      with z = bias + weights . x
 *
 * The bias is not penalised, so the mean of what is predicted is the share of hits. (Hastie, Tibshirani, Friedman: The
 * Elements of Statistical Learning, 2nd edition, 4.4.)
 */
import { exp, log } from "../../src/base/math.ts";
import { addOuter, addPenalty } from "./loss-sums.ts";
import { type Matrix, rowOf, scoreOf } from "./matrix.ts";
import { type LossAt, minimise } from "./newton.ts";

export interface LogisticFit {
  readonly weights: Float64Array;
  readonly bias: number;
}

/** @param hits 0 or 1 for each row; both occur. @param penalty above 0, so that no weight runs away. */
export function fitLogistic(inputs: Matrix, hits: Uint8Array, penalty: number): LogisticFit {
  const start = new Float64Array(inputs.columnsCount + 1);
  const share = hits.reduce((sum, hit) => sum + hit, 0) / hits.length;
  start[inputs.columnsCount] = log(share / (1 - share));
  const parameters = minimise((at) => logisticLoss(inputs, hits, penalty, at), start);
  return { weights: parameters.slice(0, -1), bias: parameters.at(-1)! };
}

/** @param parameters weights, and the bias behind them. */
export function logisticLoss(inputs: Matrix, hits: Uint8Array, penalty: number, parameters: Float64Array): LossAt {
  const { rowsCount, columnsCount } = inputs;
  const size = columnsCount + 1;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const row = new Float64Array(size);
  row[columnsCount] = 1;
  let loss = 0;
  for (let at = 0; at < rowsCount; at++) {
    row.set(rowOf(inputs, at));
    const score = scoreOf(inputs, at, parameters, parameters[columnsCount]!);
    const chance = logistic(score);
    loss += softplus(score) - hits[at]! * score;
    addOuter(gradient, hessian, row, chance - hits[at]!, chance * (1 - chance));
  }
  loss += addPenalty(gradient, hessian, parameters, penalty, columnsCount);
  return { loss, gradient, hessian };
}

export function logistic(score: number): number {
  if (score >= 0) return 1 / (1 + exp(-score));
  const odds = exp(score);
  return odds / (1 + odds);
}

/** ln(1 + e^x), without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + log(1 + exp(-Math.abs(x)));
}
