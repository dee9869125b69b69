// Goal: systems of equations are solved, or known not to be solvable.
// Method: matrices M M' + I of drawn M, whose solution is put back; one with a column that repeats another.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { solvePositive } from "../../../../sim/training/solve.ts";
import { expectNear } from "../../../helpers/near.ts";

const entry = fc.double({ min: -10, max: 10, noNaN: true });

test("solve: any positive definite matrix: its product with the answer is the right side", () => {
  const systems = fc
    .integer({ min: 1, max: 6 })
    .chain((size) =>
      fc.tuple(
        fc.array(entry, { minLength: size * size, maxLength: size * size }),
        fc.array(entry, { minLength: size, maxLength: size }),
      ),
    );
  fc.assert(
    fc.property(systems, ([entries, right]) => {
      const size = right.length;
      const matrix = new Float64Array(size * size);
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++)
          for (let k = 0; k <= size; k++)
            matrix[i * size + j]! += k < size ? entries[i * size + k]! * entries[j * size + k]! : i === j ? 1 : 0;
      const x = solvePositive(Float64Array.from(matrix), Float64Array.from(right))!;
      for (let i = 0; i < size; i++) {
        let sum = 0;
        for (let j = 0; j < size; j++) sum += matrix[i * size + j]! * x[j]!;
        expectNear(sum, right[i]!, 1e-8);
      }
    }),
  );
});

test("solve: two equal columns, or a negative pivot: undefined", () => {
  expect(solvePositive(Float64Array.of(1, 1, 1, 1), Float64Array.of(1, 1))).toBeUndefined();
  expect(solvePositive(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1))).toBeUndefined();
  expect(solvePositive(Float64Array.of(Number.NaN), Float64Array.of(1))).toBeUndefined();
});
