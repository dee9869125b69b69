/**
 * Survival with a hazard that is constant between edges and proportional in the inputs: within interval k the rate of
 * fills is exp(bias_k + weights . x) a second, and F(t) = 1 - exp(-sum of rate x time up to t).
 *
 * Orders that ended otherwise (withdrawn by us, end of the data, a gap) are right-censored: they count for the time
 * that they lived, and are never fills that failed to come. The penalised log-likelihood, with E_k the time an order
 * lived in interval k, is
 *
 *   sum over fills of (bias_k + weights . x)  -  sum over orders of e^(weights . x) sum_k e^(bias_k) E_k
 *     -  penalty / 2 x sum of squared weights
 *
 * so that without inputs e^(bias_k) is fills over time lived. (M. Friedman: Piecewise exponential models for survival
 * data with covariates, Annals of Statistics 10(1), 1982.)
 */
import { assert } from "../../src/base/assert.ts";
import { exp, log } from "../../src/base/math.ts";
import { addOuter, addPenalty } from "./loss-sums.ts";
import { type Matrix, rowOf, scoreOf } from "./matrix.ts";
import { type LossAt, minimise } from "./newton.ts";

/** How long each order was seen, in seconds from its decision, and whether that ended with a fill. */
export interface Lifetimes {
  readonly seconds: Float64Array;
  readonly filled: Uint8Array;
}

export interface HazardFit {
  /** Ends of the intervals: those in which nothing filled are one with the interval before. */
  readonly edgesMs: readonly number[];
  /** Logarithms of rates a second. */
  readonly biases: Float64Array;
  readonly weights: Float64Array;
}

/** @param edgesMs ends of intervals, rising; lives beyond the last end there, unfilled. At least one fill before. */
export function fitHazard(
  inputs: Matrix,
  lifetimes: Lifetimes,
  edgesMs: readonly number[],
  penalty: number,
): HazardFit {
  const edges = edgesWithFills(lifetimes, edgesMs);
  const lives = livesIn(lifetimes, edges);
  const start = new Float64Array(inputs.columnsCount + edges.length);
  for (let k = 0; k < edges.length; k++)
    start[inputs.columnsCount + k] = log(lives.fillsCounts[k]! / lives.seconds[k]!);
  const parameters = minimise((at) => hazardLoss(inputs, lives, penalty, at), start);
  return {
    edgesMs: edges,
    weights: parameters.slice(0, inputs.columnsCount),
    biases: parameters.slice(inputs.columnsCount),
  };
}

/** Lives by interval. */
export interface IntervalLives {
  readonly intervalsCount: number;
  /** Of each order in each interval, order by order. */
  readonly lived: Float64Array;
  /** Of each order the interval in which it filled, or -1. */
  readonly filledIn: Int32Array;
  readonly fillsCounts: Float64Array;
  readonly seconds: Float64Array;
}

export function livesIn({ seconds, filled }: Lifetimes, edgesMs: readonly number[]): IntervalLives {
  const edges = edgesMs.map((ms) => ms / 1000);
  const intervalsCount = edges.length;
  const lived = new Float64Array(seconds.length * intervalsCount);
  const filledIn = new Int32Array(seconds.length).fill(-1);
  const fillsCounts = new Float64Array(intervalsCount);
  const total = new Float64Array(intervalsCount);
  for (let at = 0; at < seconds.length; at++) {
    for (let k = 0; k < intervalsCount; k++) {
      const from = k === 0 ? 0 : edges[k - 1]!;
      const time = Math.max(0, Math.min(seconds[at]!, edges[k]!) - from);
      lived[at * intervalsCount + k] = time;
      total[k]! += time;
      if (filled[at] === 1 && seconds[at]! > from && seconds[at]! <= edges[k]!) filledIn[at] = k;
    }
    if (filledIn[at]! >= 0) fillsCounts[filledIn[at]!]!++;
  }
  return { intervalsCount, lived, filledIn, fillsCounts, seconds: total };
}

/** @param parameters weights, and the biases of intervals behind them. */
export function hazardLoss(inputs: Matrix, lives: IntervalLives, penalty: number, parameters: Float64Array): LossAt {
  const { rowsCount, columnsCount } = inputs;
  const { intervalsCount, lived, filledIn } = lives;
  const size = columnsCount + intervalsCount;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const rates = parameters.slice(columnsCount).map(exp);
  const expected = new Float64Array(intervalsCount);
  let loss = 0;
  for (let at = 0; at < rowsCount; at++) {
    const score = scoreOf(inputs, at, parameters, 0);
    const factor = exp(score);
    let sum = 0;
    for (let k = 0; k < intervalsCount; k++) {
      expected[k] = factor * rates[k]! * lived[at * intervalsCount + k]!;
      sum += expected[k]!;
    }
    const interval = filledIn[at]!;
    loss += sum - (interval < 0 ? 0 : score + parameters[columnsCount + interval]!);
    addLife(gradient, hessian, rowOf(inputs, at), expected, sum, interval);
  }
  loss += addPenalty(gradient, hessian, parameters, penalty, columnsCount);
  return { loss, gradient, hessian };
}

/** What one order adds: its expected fills stand for those it had. */
function addLife(
  gradient: Float64Array,
  hessian: Float64Array,
  row: Float64Array,
  expected: Float64Array,
  sum: number,
  interval: number,
): void {
  const columnsCount = row.length;
  const size = gradient.length;
  addOuter(gradient, hessian, row, sum - (interval < 0 ? 0 : 1), sum);
  for (let k = 0; k < expected.length; k++) {
    const at = columnsCount + k;
    gradient[at]! += expected[k]! - (interval === k ? 1 : 0);
    for (let j = 0; j < columnsCount; j++) hessian[at * size + j]! += expected[k]! * row[j]!;
    hessian[at * size + at]! += expected[k]!;
  }
}

/** An interval without fills would have a rate of 0, which no weight can change: it goes with its neighbour. */
function edgesWithFills(lifetimes: Lifetimes, edgesMs: readonly number[]): readonly number[] {
  const { fillsCounts } = livesIn(lifetimes, edgesMs);
  const kept: number[] = [];
  let fillsCount = 0;
  for (const [k, edge] of edgesMs.entries()) {
    fillsCount += fillsCounts[k]!;
    if (fillsCount === 0) continue;
    if (fillsCounts[k]! > 0 || kept.length === 0) kept.push(edge);
    else kept[kept.length - 1] = edge;
  }
  assert(kept.length > 0, "a hazard is fitted where something filled");
  return kept;
}
