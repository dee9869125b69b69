/** Rows of inputs, as fits read them: row after row in one array. */
export interface Matrix {
  readonly rowsCount: number;
  readonly columnsCount: number;
  readonly values: Float64Array;
}

/** bias + weights . row */
export function scoreOf(matrix: Matrix, row: number, weights: ArrayLike<number>, bias: number): number {
  const { columnsCount, values } = matrix;
  const from = row * columnsCount;
  let sum = bias;
  for (let column = 0; column < columnsCount; column++) sum += weights[column]! * values[from + column]!;
  return sum;
}

export function rowOf({ columnsCount, values }: Matrix, row: number): Float64Array {
  return values.subarray(row * columnsCount, (row + 1) * columnsCount);
}

export function matrixOf(rows: readonly ArrayLike<number>[], columnsCount: number): Matrix {
  const values = new Float64Array(rows.length * columnsCount);
  for (const [at, row] of rows.entries()) values.set(row, at * columnsCount);
  return { rowsCount: rows.length, columnsCount, values };
}

/** Lent: of the same memory. */
export function firstRows({ columnsCount, values }: Matrix, rowsCount: number): Matrix {
  return { rowsCount, columnsCount, values: values.subarray(0, rowsCount * columnsCount) };
}

/** Some of the rows, in the order given. */
export function pickRows(matrix: Matrix, rows: ArrayLike<number>): Matrix {
  const { columnsCount } = matrix;
  const values = new Float64Array(rows.length * columnsCount);
  for (let at = 0; at < rows.length; at++) values.set(rowOf(matrix, rows[at]!), at * columnsCount);
  return { rowsCount: rows.length, columnsCount, values };
}

/** Some of the columns, in the order given. */
export function pickColumns({ rowsCount, columnsCount, values }: Matrix, columns: readonly number[]): Matrix {
  const picked = new Float64Array(rowsCount * columns.length);
  for (let row = 0; row < rowsCount; row++)
    for (const [at, column] of columns.entries())
      picked[row * columns.length + at] = values[row * columnsCount + column]!;
  return { rowsCount, columnsCount: columns.length, values: picked };
}
