// Goal: a linear fit is the minimum of squared errors with its penalty.
// Method: weights that numpy found for the same rows; a line without noise, found exactly.
import { test } from "bun:test";
import { fitLinear } from "../../../../sim/training/linear-fit.ts";
import { Random } from "../../../../src/base/random.ts";
import { drawnInputs, fitInputs, fitLabels } from "../../../helpers/fit-data.ts";
import { expectNear } from "../../../helpers/near.ts";

// np.linalg.solve(A.T @ A + 7 * diag(1, 1, 1, 0), A.T @ labels), A the inputs and a column of ones
const expected = [4.116497671263021, -0.14917549269530392, -2.0638844382425483, 1.0205108661660516];

test("linear fit: 120 rows, penalty 7: the weights of numpy", () => {
  const { weights, bias } = fitLinear(fitInputs, fitLabels, 7);
  for (const [at, weight] of [...weights, bias].entries()) expectNear(weight, expected[at]!, 1e-11);
});

test("linear fit: labels on a plane, hardly any penalty: the plane", () => {
  const inputs = drawnInputs(Random.fromSeed(3), 200, 2);
  const labels = Float64Array.from({ length: 200 }, (_, row) => {
    const [first, second] = inputs.values.subarray(2 * row);
    return 4 * first! - 7 * second! + 2;
  });
  const { weights, bias } = fitLinear(inputs, labels, 1e-9);
  for (const [at, weight] of [...weights, bias].entries()) expectNear(weight, [4, -7, 2][at]!, 1e-9);
});
