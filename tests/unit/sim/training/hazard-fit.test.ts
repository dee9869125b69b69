// Goal: hazards are those of survival with right-censoring: an order that was withdrawn counts for the time it lived, and
// is never a fill that failed to come.
// Method: without inputs fills over time lived, exactly; rates and weights of statsmodels 0.15 for the same rows; a hazard known in advance, found again within four standard errors; the gradient, which vanishes at the fit.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { fitHazard, hazardLoss, type Lifetimes, livesIn } from "../../../../sim/training/hazard-fit.ts";
import type { Matrix } from "../../../../sim/training/matrix.ts";
import { exp, log } from "../../../../src/base/math.ts";
import { Random } from "../../../../src/base/random.ts";
import { drawnInputs, fitInputs, fitLifetimes } from "../../../helpers/fit-data.ts";
import { expectNear } from "../../../helpers/near.ts";

const edgesMs = [500, 1000, 3000];

const noInputs = (rowsCount: number): Matrix => ({ rowsCount, columnsCount: 0, values: new Float64Array() });

const lifetimesOf = (...ends: readonly (readonly [seconds: number, filled: 0 | 1])[]): Lifetimes => ({
  seconds: Float64Array.from(ends, ([seconds]) => seconds),
  filled: Uint8Array.from(ends, ([, filled]) => filled),
});

test("hazard: any lives without inputs, one interval: fills over the time lived", () => {
  const life = fc.tuple(fc.double({ min: 0.001, max: 5, noNaN: true }), fc.constantFrom(0 as const, 1 as const));
  fc.assert(
    fc.property(fc.array(life, { minLength: 1, maxLength: 50 }), (drawn) => {
      const lives = [...drawn, [1, 1] as const];
      const { biases } = fitHazard(noInputs(lives.length), lifetimesOf(...lives), [5000], 1);
      const fillsCount = lives.filter(([, filled]) => filled === 1).length;
      const lived = lives.reduce((sum, [seconds]) => sum + seconds, 0);
      expectNear(exp(biases[0]!), fillsCount / lived, 1e-12 * (fillsCount / lived));
    }),
  );
});

test("hazard: withdrawn without a fill: one fill over the time that both lived, however late it was withdrawn", () => {
  const rate = (withdrawnAt: number) =>
    exp(fitHazard(noInputs(2), lifetimesOf([1, 1], [withdrawnAt, 0]), [5000], 1).biases[0]!);
  expect([rate(1), rate(3)]).toEqual([expect.closeTo(1 / 2, 12), expect.closeTo(1 / 4, 12)]);
});

test("hazard: 120 lives: the rates of statsmodels, and its weights where there are inputs", () => {
  // sm.GLM(events, intervals, family=Poisson(), offset=log(lived)).fit(tol=1e-14), a row a life and interval
  const rates = [0.7137408763405089, 0.8017470592243439, 0.42385711576964835];
  const without = fitHazard(noInputs(120), fitLifetimes, edgesMs, 1);
  for (const [at, bias] of without.biases.entries()) expectNear(exp(bias), rates[at]!, 1e-12);
  // The same, of inputs and intervals.
  const weights = [0.4204101765510957, -0.670284645611213, -0.10414620346557357];
  const biases = [-0.41203967497835947, -0.24779904817472315, -0.7040685706814981];
  const fit = fitHazard(fitInputs, fitLifetimes, edgesMs, 1e-9);
  for (const [at, weight] of fit.weights.entries()) expectNear(weight, weights[at]!, 1e-7);
  for (const [at, bias] of fit.biases.entries()) expectNear(bias, biases[at]!, 1e-7);
});

test("hazard: 20,000 lives of a known hazard, withdrawn at random: weight and rates within four standard errors", () => {
  const random = Random.fromSeed(11);
  const rowsCount = 20_000;
  const inputs = drawnInputs(random, rowsCount, 1);
  const ends = Array.from(inputs.values, (input): [number, 0 | 1] => {
    const filledAt = -log(1 - random.unit()) / (0.5 * exp(0.8 * input));
    const withdrawnAt = 4 * random.unit();
    return [Math.min(filledAt, withdrawnAt), filledAt <= withdrawnAt ? 1 : 0];
  });
  const { weights, biases } = fitHazard(inputs, lifetimesOf(...ends), [1000, 4000], 1e-6);
  const fillsCount = ends.filter(([, filled]) => filled === 1).length;
  // Information about a weight is the sum over fills of the input's square, a third in the mean.
  expectNear(weights[0]!, 0.8, 4 * Math.sqrt(3 / fillsCount));
  for (const bias of biases) expectNear(exp(bias), 0.5, 4 * 0.5 * Math.sqrt(4 / fillsCount));
});

test("hazard: any fit: the gradient at it is 0", () => {
  fc.assert(
    fc.property(fc.nat(1e9), fc.constantFrom(0.1, 10), (seed, penalty) => {
      const random = Random.fromSeed(seed);
      const inputs = drawnInputs(random, 40, 3);
      const ends = Array.from({ length: 40 }, (_, row): [number, 0 | 1] => [
        0.01 + 3 * random.unit(),
        row === 0 || random.chance(1, 2) ? 1 : 0,
      ]);
      const lifetimes = lifetimesOf(...ends);
      const fit = fitHazard(inputs, lifetimes, [700, 1500, 4000], penalty);
      const at = Float64Array.of(...fit.weights, ...fit.biases);
      const { gradient } = hazardLoss(inputs, livesIn(lifetimes, fit.edgesMs), penalty, at);
      for (const slope of gradient) expectNear(slope, 0, 1e-5);
    }),
  );
});

test("hazard: intervals in which nothing filled: one with the interval before, the first with the one behind", () => {
  const lives = lifetimesOf([1.5, 1], [3.5, 1], [4.9, 0]);
  const fit = fitHazard(noInputs(3), lives, [1000, 2000, 3000, 4000, 5000], 1);
  expect(fit.edgesMs).toEqual([3000, 5000]);
  // Lived within 3 s: 1.5, 3 and 3; after that 0.5 and 1.9.
  expect([...fit.biases].map(exp)).toEqual([expect.closeTo(1 / 7.5, 12), expect.closeTo(1 / 2.4, 12)]);
});
