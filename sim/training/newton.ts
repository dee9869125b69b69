/**
 * Newton's method for a smooth convex loss of a dozen parameters, with steps halved until they gain: iteratively
 * reweighted least squares, where the loss is that of a logistic model.
 */
import { assert } from "../../src/base/assert.ts";
import { solvePositive } from "./solve.ts";
import { dot, stepped } from "./vector.ts";

/** A loss where it was asked for. */
export interface LossAt {
  readonly loss: number;
  readonly gradient: Float64Array;
  /** Symmetric, row by row; its lower half is enough. */
  readonly hessian: Float64Array;
}

const stepsMax = 100;
const halvingsMax = 40;
/** Of what is left to gain, beside the loss itself: below this only rounding is. */
const gainMin = 1e-14;

/**
 * @returns the lowest parameters found. @throws Error (a bug of the loss) where it is not convex; a penalty on each
 * parameter makes sure that it is.
 */
export function minimise(lossAt: (parameters: Float64Array) => LossAt, start: Float64Array): Float64Array {
  let parameters = start;
  let here = lossAt(parameters);
  for (let stepsCount = 0; ; stepsCount++) {
    assert(Number.isFinite(here.loss), "a loss is finite where it is minimised");
    const step = solvePositive(Float64Array.from(here.hessian), here.gradient);
    assert(step !== undefined, "a loss that is minimised is convex");
    // Half the gain of a whole step on a parabola.
    const gain = dot(step, here.gradient) / 2;
    // So near, the loss cannot tell the last step from rounding, but the gradient can.
    if (gain <= gainMin * (1 + Math.abs(here.loss))) return stepped(parameters, step, -1);
    if (stepsCount === stepsMax) return parameters;
    const next = lower(lossAt, parameters, step, here.loss);
    if (next === undefined) return parameters;
    ({ parameters, here } = next);
  }
}

/** The first of whole, half, quarter steps that is lower; undefined where rounding hides it. */
function lower(
  lossAt: (parameters: Float64Array) => LossAt,
  from: Float64Array,
  step: Float64Array,
  loss: number,
): { parameters: Float64Array; here: LossAt } | undefined {
  let share = 1;
  for (let halvings = 0; halvings < halvingsMax; halvings++, share /= 2) {
    const parameters = stepped(from, step, -share);
    const here = lossAt(parameters);
    if (here.loss < loss) return { parameters, here };
  }
  return undefined;
}
