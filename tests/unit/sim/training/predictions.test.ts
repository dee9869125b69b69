// Goal: what judges a form says the same as the model that trades.
// Method: drawn documents of all forms, asked both ways for a drawn quote in a drawn market, from either side.
import { test } from "bun:test";
import fc from "fast-check";
import { matrixOf } from "../../../../sim/training/matrix.ts";
import { predictions } from "../../../../sim/training/predictions.ts";
import { featureInputs, quoteInputs } from "../../../../sim/training/train-inputs.ts";
import { Random } from "../../../../src/base/random.ts";
import type { ModelDocument, ModelForm } from "../../../../src/core/models/model-document.ts";
import { transformed } from "../../../../src/core/models/transform.ts";
import { watchModels } from "../../../../src/core/models/watched-models.ts";
import { ask, bid } from "../../../../src/domain/side.ts";
import { expectNear } from "../../../helpers/near.ts";
import { marketView } from "../../../helpers/own-events.ts";

const kinds = ["logistic", "network", "hazard"] as const;

const mirrored: Readonly<Record<string, (values: Readonly<Record<string, number>>) => number>> = {
  touch_imbalance: ({ touch_imbalance }) => -touch_imbalance!,
  spread: ({ spread }) => spread!,
  bid_queue: ({ ask_queue }) => ask_queue!,
};

function formOfKind(kind: (typeof kinds)[number], count: number, draw: () => number): ModelForm {
  const weights = () => Array.from({ length: count }, draw);
  if (kind === "logistic") return { kind, weights: weights(), bias: draw() };
  if (kind === "hazard") return { kind, weights: weights(), edgesMs: [300, 5000], biases: [draw(), draw()] };
  return {
    kind,
    hiddenWeights: [weights(), weights()],
    hiddenBiases: [draw(), draw()],
    outputWeights: [draw(), draw()],
    outputBias: draw(),
    output: "logistic",
  };
}

test("predictions: any form, quote and market, from either side: what the model says that trades", () => {
  fc.assert(
    fc.property(fc.nat(1e9), fc.constantFrom(...kinds), fc.constantFrom(bid, ask), (seed, kind, side) => {
      const random = Random.fromSeed(seed);
      const draw = () => 2 * random.unit() - 1;
      const inputs = quoteInputs(featureInputs(Object.keys(mirrored), "test")).map((input) => ({
        ...input,
        mean: draw(),
        scale: 0.5 + random.unit(),
      }));
      const form = formOfKind(kind, inputs.length, draw);
      const values = { touch_imbalance: draw(), spread: 3 * random.unit(), bid_queue: draw(), ask_queue: draw() };
      const [distanceTicks, aheadLots] = [random.int(-5, 50), random.int(0, 900)];

      const seen = inputs
        .slice(0, -2)
        .map(({ name }) => (side === bid ? values[name as keyof typeof values] : mirrored[name]!(values)));
      const row = [...seen, distanceTicks, aheadLots].map((value, at) => {
        const { transform, mean, scale } = inputs[at]!;
        return (transformed(transform, value!) - mean) / scale;
      });
      const judged = predictions(form, matrixOf([row], row.length), 0, 1)[0]!;

      const document = { role: "fill", horizonMs: 5000, inputs, form } as unknown as ModelDocument;
      const { models } = watchModels({ fill: document }, ({ name }) => ({
        value: () => values[name as keyof typeof values],
      }));
      models.fill!.prepare(side, marketView({}));
      expectNear(models.fill!.at(distanceTicks, aheadLots), judged, 1e-12);
    }),
  );
});
