/** Inputs centred and scaled, so that one penalty holds for all: by mean and standard deviation of the rows fitted to. */
import type { ModelInput } from "../../src/core/models/model-document.ts";
import type { Matrix } from "./matrix.ts";

export interface Scaling {
  readonly means: Float64Array;
  /** 1 for an input that does not vary. */
  readonly scales: Float64Array;
}

/** Of the first `rowsCount` rows. */
export function scalingOf({ columnsCount, values }: Matrix, rowsCount: number): Scaling {
  const means = new Float64Array(columnsCount);
  const squares = new Float64Array(columnsCount);
  for (let row = 0; row < rowsCount; row++)
    for (let column = 0; column < columnsCount; column++)
      means[column]! += values[row * columnsCount + column]! / rowsCount;
  for (let row = 0; row < rowsCount; row++)
    for (let column = 0; column < columnsCount; column++) {
      const off = values[row * columnsCount + column]! - means[column]!;
      squares[column]! += (off * off) / rowsCount;
    }
  return { means, scales: squares.map((square, column) => scaleOf(Math.sqrt(square), means[column]!)) };
}

export function scaled({ rowsCount, columnsCount, values }: Matrix, { means, scales }: Scaling): Matrix {
  const result = new Float64Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const column = at % columnsCount;
    result[at] = (values[at]! - means[column]!) / scales[column]!;
  }
  return { rowsCount, columnsCount, values: result };
}

export function scaledInputs(inputs: readonly ModelInput[], { means, scales }: Scaling): ModelInput[] {
  return inputs.map((input, at) => ({ ...input, mean: means[at]!, scale: scales[at]! }));
}

/** The first input that is the same in all rows. */
export function constantInput(inputs: readonly ModelInput[], { columnsCount, values }: Matrix): string | undefined {
  return inputs.find((_, column) => {
    for (let at = column; at < values.length; at += columnsCount) if (values[at] !== values[column]) return false;
    return true;
  })?.name;
}

/** A deviation that only rounding made is none. */
function scaleOf(deviation: number, mean: number): number {
  return deviation > 1e-12 * Math.abs(mean) ? deviation : 1;
}
