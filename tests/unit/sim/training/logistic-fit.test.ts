// Goal: a logistic fit is the maximum of its penalised likelihood.
// Method: weights that statsmodels 0.15 and scipy found for the same rows; the gradient at the fit, which must vanish, and
// the gradient itself against differences of the loss.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { fitLogistic, logisticLoss } from "../../../../sim/training/logistic-fit.ts";
import { Random } from "../../../../src/base/random.ts";
import { drawnInputs, fitHits, fitInputs } from "../../../helpers/fit-data.ts";
import { expectNear } from "../../../helpers/near.ts";

// sm.Logit(y, X with a column of ones).fit(method="newton", tol=1e-14)
const withoutPenalty = [1.5770471965738524, -1.6386559609676108, 0.1889726571187283, 0.03084564442938432];
// scipy.optimize.minimize over sum(logaddexp(0, z) - y z) + 2 / 2 sum(w²), BFGS, gtol 1e-10
const withPenalty = [1.0481122224245565, -1.1449370843849975, 0.03013280258141745, 0.12270377239089092];

test("logistic fit: 120 rows: the weights of statsmodels, and with a penalty of 2 those of scipy", () => {
  for (const [penalty, expected, apartMax] of [
    [1e-9, withoutPenalty, 1e-7],
    [2, withPenalty, 1e-8],
  ] as const) {
    const { weights, bias } = fitLogistic(fitInputs, fitHits, penalty);
    for (const [at, weight] of [...weights, bias].entries()) expectNear(weight, expected[at]!, apartMax);
  }
});

test("logistic fit: any rows of both outcomes: the gradient at the fit is 0, and its mean chance the share of hits", () => {
  const cases = fc.record({
    seed: fc.nat(1e9),
    rowsCount: fc.integer({ min: 8, max: 80 }),
    columnsCount: fc.integer({ min: 0, max: 5 }),
    penalty: fc.constantFrom(0.01, 1, 50),
  });
  fc.assert(
    fc.property(cases, ({ seed, rowsCount, columnsCount, penalty }) => {
      const random = Random.fromSeed(seed);
      const inputs = drawnInputs(random, rowsCount, columnsCount);
      const hits = Uint8Array.from({ length: rowsCount }, (_, row) => (row < 2 ? row : random.int(0, 1)));
      const { weights, bias } = fitLogistic(inputs, hits, penalty);
      const { gradient } = logisticLoss(inputs, hits, penalty, Float64Array.of(...weights, bias));
      for (const slope of gradient) expectNear(slope, 0, 1e-6 * rowsCount);
    }),
  );
});

test("logistic fit: gradient and hessian of the loss: as differences of the loss and of the gradient say", () => {
  const at = Float64Array.of(0.3, -0.7, 0.2, 0.1);
  const { gradient, hessian } = logisticLoss(fitInputs, fitHits, 2, at);
  const step = 1e-5;
  for (let i = 0; i < at.length; i++) {
    const moved = (by: number) =>
      logisticLoss(
        fitInputs,
        fitHits,
        2,
        at.map((value, j) => (i === j ? value + by : value)),
      );
    const [up, down] = [moved(step), moved(-step)];
    expectNear(gradient[i]!, (up.loss - down.loss) / (2 * step), 1e-6);
    for (let j = 0; j <= i; j++)
      expectNear(hessian[i * at.length + j]!, (up.gradient[j]! - down.gradient[j]!) / (2 * step), 1e-6);
  }
});

test("logistic fit: rows that an input separates: weights stay finite, by the penalty", () => {
  const inputs = { rowsCount: 4, columnsCount: 1, values: Float64Array.of(-2, -1, 1, 2) };
  const { weights, bias } = fitLogistic(inputs, Uint8Array.of(0, 0, 1, 1), 0.01);
  expect(weights[0]).toBeGreaterThan(1);
  expect(weights[0]).toBeLessThan(100);
  expectNear(bias, 0, 1e-9);
});
