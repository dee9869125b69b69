/**
 * L-BFGS: downhill for a smooth loss of hundreds of parameters, with what the last steps told of its curvature in place
 * of a matrix. No chance and one order of sums, so equal starts end at equal bits. (Nocedal, Wright: Numerical
 * Optimization, 2nd edition, algorithms 7.4 and 3.1.)
 */
import { assert } from "../../src/base/assert.ts";
import { dot, stepped } from "./vector.ts";

/** @returns the loss, having written its gradient. */
export type SmoothLoss = (parameters: Float64Array, gradient: Float64Array) => number;

/** Steps whose curvature is remembered. */
const memory = 10;
/** A step must gain this share of what its slope promises. */
const armijo = 1e-4;
const halvingsMax = 30;
const gainMin = 1e-9;

interface Curvature {
  readonly step: Float64Array;
  readonly turn: Float64Array;
  readonly product: number;
}

/** @returns the lowest parameters found, after `stepsMax` steps at most, or where no step gains any more. */
export function minimiseSmooth(lossAt: SmoothLoss, start: Float64Array, stepsMax: number): Float64Array {
  let parameters = start;
  let gradient = new Float64Array(start.length);
  let loss = lossAt(parameters, gradient);
  assert(Number.isFinite(loss), "a loss is finite where its minimum is looked for");
  const past: Curvature[] = [];
  for (let count = 0; count < stepsMax; count++) {
    const direction = downhill(gradient, past);
    const slope = dot(direction, gradient);
    if (!(slope < 0)) return parameters;
    const firstShare = past.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    const next = stepAlong(lossAt, parameters, direction, loss, slope, firstShare);
    if (next === undefined) return parameters;
    remember(past, stepped(next.parameters, parameters, -1), stepped(next.gradient, gradient, -1));
    const gain = loss - next.loss;
    ({ parameters, gradient, loss } = next);
    if (gain <= gainMin * (1 + Math.abs(loss))) return parameters;
  }
  return parameters;
}

/** The two-loop recursion. */
function downhill(gradient: Float64Array, past: readonly Curvature[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const shares = new Float64Array(past.length);
  for (let at = past.length - 1; at >= 0; at--) {
    const { step, turn, product } = past[at]!;
    shares[at] = dot(step, direction) / product;
    addScaled(direction, turn, -shares[at]!);
  }
  const last = past.at(-1);
  if (last !== undefined) {
    const scale = last.product / dot(last.turn, last.turn);
    for (let at = 0; at < direction.length; at++) direction[at]! *= scale;
  }
  for (const [at, { step, turn, product }] of past.entries())
    addScaled(direction, step, shares[at]! - dot(turn, direction) / product);
  return direction;
}

function stepAlong(
  lossAt: SmoothLoss,
  from: Float64Array,
  direction: Float64Array,
  loss: number,
  slope: number,
  firstShare: number,
) {
  const gradient = new Float64Array(from.length);
  let share = firstShare;
  for (let halvings = 0; halvings < halvingsMax; halvings++, share /= 2) {
    const parameters = stepped(from, direction, share);
    const nextLoss = lossAt(parameters, gradient);
    if (nextLoss <= loss + armijo * share * slope) return { parameters, gradient, loss: nextLoss };
  }
  return undefined;
}

/** Curvature that is not upward would turn the next step uphill. */
function remember(past: Curvature[], step: Float64Array, turn: Float64Array): void {
  const product = dot(step, turn);
  if (!(product > 1e-12 * dot(turn, turn))) return;
  past.push({ step, turn, product });
  if (past.length > memory) past.shift();
}

function addScaled(to: Float64Array, from: Float64Array, factor: number): void {
  for (let at = 0; at < to.length; at++) to[at]! += factor * from[at]!;
}
