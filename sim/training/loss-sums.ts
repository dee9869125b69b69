/** What losses add up row by row, in one order: gradients, the lower half of hessians, and the penalty on weights. */

/**
 * Adds `slope` x row to the gradient, and `weight` x row row' to the hessian's lower half; a row is of the first
 * parameters.
 */
export function addOuter(
  gradient: Float64Array,
  hessian: Float64Array,
  row: Float64Array,
  slope: number,
  weight: number,
): void {
  const size = gradient.length;
  for (let i = 0; i < row.length; i++) {
    gradient[i]! += slope * row[i]!;
    const scaled = weight * row[i]!;
    for (let j = 0; j <= i; j++) hessian[i * size + j]! += scaled * row[j]!;
  }
}

/** Of the first `count` parameters. @returns what it adds to the loss. */
export function addPenalty(
  gradient: Float64Array,
  hessian: Float64Array,
  parameters: Float64Array,
  penalty: number,
  count: number,
): number {
  let squares = 0;
  for (let at = 0; at < count; at++) {
    gradient[at]! += penalty * parameters[at]!;
    hessian[at * parameters.length + at]! += penalty;
    squares += parameters[at]! * parameters[at]!;
  }
  return (penalty / 2) * squares;
}
