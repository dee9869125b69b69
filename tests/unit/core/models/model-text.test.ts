// Goal: a model that cannot be what it says is refused at the start, in one line with the key and what was expected; one
// that was trained again from the same data is the same version.
// Method: one document, changed in one place each; two that differ in where and when they were trained.
import { describe, expect, test } from "bun:test";
import { modelFileName, modelOfText, modelText, sealedModel } from "../../../../src/core/models/model-text.ts";
import { exampleModel, unsealedModel } from "../../../helpers/model-documents.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document that is to be spoiled.
type Anything = any;
type Change = (document: Anything) => void;

/** @param path of keys and places, with dots. */
function put(path: string, value: unknown): Change {
  const keys = path.split(".");
  const last = keys.pop()!;
  return (document) => {
    keys.reduce((at, key) => at[key], document)[last] = value;
  };
}

/** Of the example with one change, as a file would have it. */
function problemOf(change: Change): string {
  const document = JSON.parse(modelText(exampleModel()));
  change(document);
  return problemOfText(JSON.stringify(document));
}

function problemOfText(text: string): string {
  try {
    modelOfText(text, "m.json");
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

describe("model document refused:", () => {
  const network = {
    ...{ kind: "network", hiddenWeights: [[1, 2, 3, 4]], hiddenBiases: [0], outputWeights: [1], outputBias: 0 },
    output: "logistic",
  };
  const hazard = { kind: "hazard", edgesMs: [1000, 5000], biases: [-1, -2], weights: [1, 2, 3, 4] };
  const cases: [what: string, change: Change, problem: string][] = [
    ["another schema", put("schema", 2), "schema: expected a model document of schema 1"],
    ["another schema, all else new", (of) => Object.assign(of, { schema: 2, form: 5, more: 1 }), "schema: expected a"],
    ["no horizon", (of) => delete of.horizonMs, "horizonMs: expected a finite number, it is missing"],
    ["a horizon of none", put("horizonMs", 0), "horizonMs: expected a number above 0"],
    ["NaN as text", put("form.weights.1", "NaN"), "form.weights.1: expected a finite number"],
    ["null for NaN", put("form.bias", null), "form.bias: expected a finite number"],
    ["a weight too few", (of) => of.form.weights.pop(), "form.weights: has 3 numbers; expected 4, one an input"],
    ["a form of none", put("form.kind", "tree"), "form.kind: "],
    ["a scale of 0", put("inputs.0.scale", 0), "inputs.0.scale: expected a number above 0"],
    ["an unknown feature", put("inputs.0.name", "mood"), "inputs.0.name: no feature mood; expected one of"],
    [
      "a feature without a mirror",
      put("inputs.0.name", "mid"),
      "inputs.0.name: mid cannot be seen from the other side; expected a feature that has a mirror",
    ],
    ["a feature twice", put("inputs.1.name", "touch_imbalance"), "inputs.1.name: touch_imbalance is there twice"],
    ["inputs in another order", (of) => of.inputs.reverse(), "inputs.0.name: queue_ahead_lots is out of order"],
    [
      "a feature after the quote's",
      (of) => of.inputs.push(of.inputs.shift()),
      "inputs.3.name: touch_imbalance is out of order",
    ],
    [
      "a logarithm of what may be negative",
      put("inputs.0.transform", "log1p"),
      "inputs.0.transform: touch_imbalance may be negative; expected none or asinh",
    ],
    [
      "a logarithm of a distance",
      put("inputs.2.transform", "log1p"),
      "inputs.2.transform: distance_ticks may be negative; expected none or asinh",
    ],
    ["a model of the market that asks of a quote", put("role", "drift"), "inputs.2.name: distance_ticks is of a quote"],
    ["a probability for a move", put("role", "adverse"), "form: expected a number of ticks of adverse"],
    [
      "a move for a probability",
      put("form", { ...network, output: "identity" }),
      "form: expected a probability of fill",
    ],
    [
      "a unit's weights too many",
      put("form", { ...network, hiddenWeights: [[1, 2, 3, 4, 5]] }),
      "form.hiddenWeights.0: has 5 numbers; expected 4, one an input",
    ],
    [
      "a unit without a bias",
      put("form", { ...network, hiddenBiases: [] }),
      "form.hiddenBiases: has 0 numbers; expected 1, one a unit",
    ],
    [
      "an interval without a bias",
      put("form", { ...hazard, biases: [-1] }),
      "form.biases: has 1 numbers; expected 2, one an interval",
    ],
    [
      "intervals that do not rise",
      put("form", { ...hazard, edgesMs: [5000, 5000] }),
      "form.edgesMs.1: expected ends that rise",
    ],
    [
      "intervals that end elsewhere",
      put("form", { ...hazard, edgesMs: [1000, 4000] }),
      "form.edgesMs: expected the last interval to end at horizonMs",
    ],
    ["an unknown key", put("notes", "x"), "notes: unknown key; expected a model document of schema 1"],
    ["an unknown key within", put("manifest.notes", "x"), "manifest.notes: unknown key"],
    ["no manifest", (of) => delete of.manifest, "manifest: is missing; expected object"],
    ["a number that was changed", put("form.bias", 0.25), "hash: is of another content"],
    ["data that were changed", put("manifest.seed", 2), "hash: is of another content"],
  ];

  test.each(cases)("%s", (_, change, problem) => {
    expect(problemOf(change)).toStartWith(`m.json: ${problem}`);
  });

  test("a number beyond all doubles", () => {
    const text = modelText(exampleModel()).replace('"bias": 0.2', '"bias": 1e999');
    expect(problemOfText(text)).toBe("m.json: form.bias: expected a finite number");
  });

  test("no JSON, no document", () => {
    expect(problemOfText("{")).toBe("m.json: is not JSON; expected a model of train");
    expect(problemOfText("[]")).toStartWith("m.json: ");
    expect(problemOfText("null")).toStartWith("m.json: ");
  });
});

describe("model document:", () => {
  test("trained again from the same data, elsewhere and later: the same hash and name", () => {
    const { manifest } = unsealedModel();
    const again = exampleModel({ manifest: { ...manifest, command: "train", created: "2025-01-01T00:00:00Z" } });
    expect(again.hash).toBe(exampleModel().hash);
    expect(modelFileName(again)).toBe(`fill-btcusdt-${again.hash.slice(0, 8)}.json`);
    expect(problemOfText(modelText(again))).toBe("");
  });

  test("keys in another order: the same document", () => {
    const document = JSON.parse(modelText(exampleModel()));
    const turned = Object.fromEntries(Object.entries(document).reverse());
    expect(problemOfText(JSON.stringify(turned))).toBe("");
  });

  test("the hash: pinned, since files are found by it", () => {
    expect(exampleModel().hash).toBe("b21e451a7e59ce64b8029b079b2dae0c3eb19c874656572f0a1aceb379c7e0a2");
  });

  test("sealed though it is no document: refused", () => {
    expect(() => sealedModel(unsealedModel({ horizonMs: Number.NaN }))).toThrow("model fill-btcusdt: horizonMs: ");
  });
});
