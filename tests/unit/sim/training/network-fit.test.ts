// Goal: a network's descent follows the gradient of its loss, finds what no line can, and is the same to the bit for a
// seed.
// Method: the gradient against differences of the loss; exclusive or; two fits of one seed, and of two.
import { expect, test } from "bun:test";
import { minimiseSmooth } from "../../../../sim/training/lbfgs.ts";
import { matrixOf } from "../../../../sim/training/matrix.ts";
import { fitNetwork, NetworkLoss } from "../../../../sim/training/network-fit.ts";
import { predictions } from "../../../../sim/training/predictions.ts";
import { Random } from "../../../../src/base/random.ts";
import { fitHits, fitInputs } from "../../../helpers/fit-data.ts";
import { expectNear } from "../../../helpers/near.ts";

const plan = { unitsCount: 3, penalty: 0.5, stepsMax: 60 };

test("network: the gradient of the loss: as differences of the loss say", () => {
  const loss = new NetworkLoss(fitInputs, fitHits, plan);
  const at = loss.start(Random.fromSeed(5)).map((value, index) => value + 0.05 * (index % 3));
  const gradient = new Float64Array(at.length);
  loss.at(at, gradient);
  const spare = new Float64Array(at.length);
  const lossWith = (index: number, by: number) =>
    loss.at(
      at.map((value, i) => (i === index ? value + by : value)),
      spare,
    );
  for (const [index, slope] of gradient.entries())
    expectNear(slope, (lossWith(index, 1e-5) - lossWith(index, -1e-5)) / 2e-5, 1e-6);
});

test("network: biases alone: no penalty", () => {
  const lossOf = (penalty: number) => {
    const loss = new NetworkLoss(fitInputs, fitHits, { unitsCount: 2, penalty });
    // Two rows of three weights, two biases, two output weights, one output bias.
    const at = Float64Array.of(...Array(6).fill(0), 0.7, -0.4, 0, 0, 1.5);
    return loss.at(at, new Float64Array(at.length));
  };
  expect(lossOf(100)).toBe(lossOf(1e-9));
});

test("network: exclusive or, which no line tells apart: told apart", () => {
  const corners = [
    [-1, -1],
    [-1, 1],
    [1, -1],
    [1, 1],
  ];
  const inputs = matrixOf(
    Array.from({ length: 40 }, (_, row) => corners[row % 4]!),
    2,
  );
  const hits = Uint8Array.from({ length: 40 }, (_, row) => (row % 4 === 1 || row % 4 === 2 ? 1 : 0));
  const fit = fitNetwork(inputs, hits, { unitsCount: 6, penalty: 0.01, stepsMax: 200 }, Random.fromSeed(1));
  const form = {
    kind: "network" as const,
    hiddenWeights: fit.hiddenWeights.map((row) => [...row]),
    hiddenBiases: [...fit.hiddenBiases],
    outputWeights: [...fit.outputWeights],
    outputBias: fit.outputBias,
    output: "logistic" as const,
  };
  for (const [row, chance] of predictions(form, inputs, 0, 4).entries()) expectNear(chance, hits[row]!, 0.05);
});

test("network: one seed twice: the same to the bit; another seed: another valley", () => {
  const fit = (seed: number) => fitNetwork(fitInputs, fitHits, plan, Random.fromSeed(seed));
  expect(fit(7)).toEqual(fit(7));
  expect(fit(8).outputBias).not.toBe(fit(7).outputBias);
});

test("descent: Rosenbrock's valley: its lowest point", () => {
  const rosenbrock = (at: Float64Array, gradient: Float64Array) => {
    const [x, y] = at as unknown as [number, number];
    const off = y - x * x;
    gradient[0] = -2 * (1 - x) - 400 * x * off;
    gradient[1] = 200 * off;
    return (1 - x) * (1 - x) + 100 * off * off;
  };
  const [x, y] = minimiseSmooth(rosenbrock, Float64Array.of(-1.2, 1), 500);
  expectNear(x!, 1, 1e-4);
  expectNear(y!, 1, 1e-4);
});

test("descent: more steps: never a higher loss", () => {
  const loss = new NetworkLoss(fitInputs, fitHits, plan);
  const start = loss.start(Random.fromSeed(5));
  const after = [0, 1, 2, 5, 10, 40].map((steps) =>
    loss.at(
      minimiseSmooth((at, gradient) => loss.at(at, gradient), start, steps),
      new Float64Array(start.length),
    ),
  );
  expect(after).toEqual(after.toSorted((a, b) => b - a));
  expect(after.at(-1)).toBeLessThan(after[0]!);
});
