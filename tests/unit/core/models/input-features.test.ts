// Goal: what models read is kept for them, and what an ask reads in its place.
// Method: documents that read features of each kind of mirror.
import { expect, test } from "bun:test";
import { askQueue, bidQueue } from "../../../../src/core/features/queue-size.ts";
import { spread } from "../../../../src/core/features/spread.ts";
import { touchImbalance } from "../../../../src/core/features/touch-imbalance.ts";
import { featuresOf, inputFeatures } from "../../../../src/core/models/input-features.ts";
import { exampleModel } from "../../../helpers/model-documents.ts";

test("features of models: those of their inputs, each once, and what an ask reads instead", () => {
  const input = { name: "bid_queue", transform: "none", mean: 0, scale: 1 } as const;
  const queue = exampleModel({ inputs: [input], form: { kind: "logistic", weights: [1], bias: 0 } });
  expect(featuresOf([exampleModel()])).toEqual([touchImbalance, spread]);
  expect(featuresOf([queue])).toEqual([bidQueue, askQueue]);
  expect(featuresOf([queue, exampleModel(), queue])).toEqual([bidQueue, askQueue, touchImbalance, spread]);
});

test("input features: none whose mirror is not known", () => {
  expect(inputFeatures.has("mid")).toBe(false);
  expect(inputFeatures.get("touch_imbalance")).toBe(touchImbalance);
});
