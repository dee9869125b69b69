/**
 * Systems of linear equations with a symmetric positive definite matrix, by Cholesky's decomposition: what Newton steps
 * and least squares come down to. A dozen unknowns, so a matrix is a plain array of rows, and the order of sums is fixed.
 */

/**
 * x of A x = b.
 * @param matrix symmetric, row by row, `size` x `size`; only its lower half is read. It is overwritten.
 * @returns undefined where the matrix is not positive definite to working precision.
 */
export function solvePositive(matrix: Float64Array, right: Float64Array): Float64Array | undefined {
  const size = right.length;
  if (!decompose(matrix, size)) return undefined;
  const x = Float64Array.from(right);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < row; column++) x[row]! -= matrix[row * size + column]! * x[column]!;
    x[row]! /= matrix[row * size + row]!;
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let below = row + 1; below < size; below++) x[row]! -= matrix[below * size + row]! * x[below]!;
    x[row]! /= matrix[row * size + row]!;
  }
  return x;
}

/** Into the lower half: L of A = L L'. A pivot that is nothing beside its diagonal is a column that says nothing new. */
function decompose(matrix: Float64Array, size: number): boolean {
  for (let row = 0; row < size; row++) {
    const diagonal = matrix[row * size + row]!;
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column]!;
      for (let k = 0; k < column; k++) sum -= matrix[row * size + k]! * matrix[column * size + k]!;
      if (column < row) matrix[row * size + column] = sum / matrix[column * size + column]!;
      else if (!(sum > pivotMin * diagonal)) return false;
      else matrix[row * size + row] = Math.sqrt(sum);
    }
  }
  return true;
}

const pivotMin = 1e-13;
