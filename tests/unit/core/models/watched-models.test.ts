// Goal: a model answers what its document says, from either side of the market, and no bad answer goes unnoticed.
// Method: one document of each form on a view by hand, against numbers from numpy; views in the mirror; features that are
// missing, and weights that overflow.
import { describe, expect, test } from "bun:test";
import type { ModelForm } from "../../../../src/core/models/model-document.ts";
import { ask, bid, sides } from "../../../../src/domain/side.ts";
import { exampleForm, exampleInputs, exampleModel, watched } from "../../../helpers/model-documents.ts";
import { expectNear } from "../../../helpers/near.ts";
import { marketView } from "../../../helpers/own-events.ts";

/** Imbalance 0.5, spread 3. */
const view = marketView({ touchBidTicks: 100, touchBidLots: 30, touchAskTicks: 103, touchAskLots: 10 });
const mirrored = marketView({ touchBidTicks: 100, touchBidLots: 10, touchAskTicks: 103, touchAskLots: 30 });
const empty = marketView({ touchBidTicks: 0, touchBidLots: 0 });

const weights = [0.7, -0.3, -0.9, -0.4];
const hiddenWeights = [0, 1, 2].map((unit) => [0, 1, 2, 3].map((input) => (((7 * unit + 5 * input) % 11) - 5) / 4));
const hazard: ModelForm = { kind: "hazard", edgesMs: [500, 2000, 5000], biases: [-2, -2.5, -3.5], weights };
const network = (output: "logistic" | "identity"): ModelForm => ({
  ...{ kind: "network", hiddenWeights, hiddenBiases: [0.1, -0.2, 0.3], outputWeights: [1.5, -0.8, 0.6] },
  ...{ outputBias: -0.25, output },
});
const fillForms = [exampleForm, network("logistic"), hazard];
const adverseForms = [linear(weights, 0.2), network("identity")];

/*
 * numpy 2.4.6:
 *   w = np.array([0.7, -0.3, -0.9, -0.4]); b = 0.2; h = np.array([0.1, -0.2, 0.3]); v = np.array([1.5, -0.8, 0.6]); c = -0.25
 *   W = np.array([[(7*u + 5*i) % 11 - 5 for i in range(4)] for u in range(3)]) / 4
 *   s = lambda y: 1 / (1 + np.exp(-y))
 *   for side in (1, -1):
 *       for d, q in ((2, 40), (-1, 0), (10, 1000)):
 *           z = np.array([(side*0.5 - 0.1)/0.4, (np.log1p(3) - 1)/0.5, (np.arcsinh(d) - 0.2)/1.5, (np.log1p(q) - 3)/2])
 *           y = w @ z + b; n = v @ np.tanh(W @ z + h) + c
 *           H = np.exp(w @ z) * (np.exp(-2.0)*0.5 + np.exp(-2.5)*1.5 + np.exp(-3.5)*3)
 *           print([s(y), s(n), 1 - np.exp(-H), y, n])
 */
const asked = sides.flatMap((side) =>
  (
    [
      [2, 40],
      [-1, 0],
      [10, 1000],
    ] as const
  ).map((quote) => [side, ...quote] as const),
);
const fills = [
  [0.44505470969406286, 0.4751977030177183, 0.1686965305749979],
  [0.8718088336518495, 0.09799769466487512, 0.7912843800976674],
  [0.14277122070657128, 0.8042052436208771, 0.03764300237395235],
  [0.1223166918898384, 0.9246931601784553, 0.031596594416204105],
  [0.5416650407553852, 0.8387860436866725, 0.23834836144855043],
  [0.02812792466884401, 0.9275153399090148, 0.0066454914690851075],
];
const moves = [
  [-0.22067231512008217, -0.099290680172197],
  [1.9170475355397916, -2.219673121297188],
  [-1.7924613427137606, 1.412787565493436],
  [-1.9706723151200822, 2.5078909987914764],
  [0.1670475355397918, 1.6492232565104363],
  [-3.54246134271376, 2.5491343788088376],
];

describe("models:", () => {
  test("each form, both sides, several quotes: what numpy says", () => {
    const ofFill = fillForms.map((form) => watched({ fill: exampleModel({ form }) }).models.fill!);
    const ofAdverse = adverseForms.map(
      (form) => watched({ adverse: exampleModel({ role: "adverse", form }) }).models.adverse!,
    );
    for (const [at, [side, distanceTicks, aheadLots]] of asked.entries()) {
      for (const [models, expected] of [
        [ofFill, fills[at]!],
        [ofAdverse, moves[at]!],
      ] as const)
        for (const [form, model] of models.entries()) {
          model.prepare(side, view);
          expectNear(model.at(distanceTicks, aheadLots), expected[form]!, 1e-14);
        }
    }
  });

  test("a model of fewer inputs: a constant, or of the distance alone, whatever the queue", () => {
    const constant = watched({ fill: exampleModel({ inputs: [], form: { kind: "logistic", weights: [], bias: 0 } }) });
    constant.models.fill!.prepare(bid, empty);
    expect(constant.models.fill!.at(3, 5)).toBe(0.5);
    const distance = { name: "distance_ticks", transform: "none", mean: 1, scale: 2 } as const;
    const adverse = watched({
      adverse: exampleModel({ role: "adverse", inputs: [distance], form: linear([3], 1) }),
    });
    adverse.models.adverse!.prepare(ask, empty);
    expect([adverse.models.adverse!.at(5, 0), adverse.models.adverse!.at(5, 99)]).toEqual([7, 7]);
    expect(adverse.takeFault()).toBeUndefined();
  });

  test("a bid, and an ask in the mirrored market: the same to the bit", () => {
    for (const form of fillForms) {
      const fill = watched({ fill: exampleModel({ form }) }).models.fill!;
      fill.prepare(bid, view);
      const asBid = fill.at(3, 17);
      fill.prepare(ask, mirrored);
      expect(fill.at(3, 17)).toBe(asBid);
      fill.prepare(ask, view);
      expect(fill.at(3, 17)).not.toBe(asBid);
    }
  });

  test("a feature whose mirror is another: an ask reads the other one", () => {
    const queue = { name: "bid_queue", transform: "none", mean: 0, scale: 1 } as const;
    const adverse = watched({
      adverse: exampleModel({ role: "adverse", inputs: [queue], form: linear([1], 0) }),
    }).models.adverse!;
    adverse.prepare(ask, view);
    expectNear(adverse.at(0, 0), Math.log(10), 1e-15);
  });

  test("drift: the mean of both sides' views; none where the market is the same from both, whatever the bias", () => {
    const drift = watched({
      drift: exampleModel({ role: "drift", inputs: exampleInputs.slice(0, 2), form: linear([2, 1], 7) }),
    }).models.drift!;
    expectNear(drift.value(view), (2 * 0.5) / 0.4, 1e-15);
    expect(drift.value(mirrored)).toBe(-drift.value(view));
    expect(drift.value(marketView())).toBe(0);
  });

  test("horizon: in nanoseconds", () => {
    expect(watched({ fill: exampleModel() }).models.fill!.horizonNs).toBe(5e9);
    expect(watched({ fill: exampleModel({ horizonMs: 0.5 }) }).models.fill!.horizonNs).toBe(500_000);
  });
});

describe("models at fault:", () => {
  test("a feature that the market does not say: NaN, feature_missing, told once", () => {
    const { models, takeFault } = watched({ fill: exampleModel() });
    models.fill!.prepare(bid, empty);
    expect(takeFault()).toBeUndefined();
    expect(models.fill!.at(0, 0)).toBeNaN();
    expect([takeFault(), takeFault()]).toEqual(["feature_missing", undefined]);
    models.fill!.prepare(bid, view);
    expect(models.fill!.at(0, 0)).toBeGreaterThan(0);
    expect(takeFault()).toBeUndefined();
  });

  test("drift of a market that does not say: NaN, feature_missing", () => {
    const { models, takeFault } = watched({
      drift: exampleModel({ role: "drift", inputs: exampleInputs.slice(0, 2), form: linear([1, 1], 0) }),
    });
    expect(models.drift!.value(empty)).toBeNaN();
    expect(takeFault()).toBe("feature_missing");
  });

  test("weights that overflow: no number though all is known, model_nan, graver than a missing feature", () => {
    const { models, takeFault } = watched({
      adverse: exampleModel({ role: "adverse", form: linear([1e308, 1e308, -1e308, 0], 1e308) }),
      fill: exampleModel(),
    });
    models.adverse!.prepare(bid, view);
    expect(models.adverse!.at(1e9, 0)).toBeNaN();
    models.fill!.prepare(bid, empty);
    models.fill!.at(0, 0);
    expect([takeFault(), takeFault()]).toEqual(["model_nan", undefined]);
  });

  test("a move of a finite number of ticks that no price can make: model_nan; one that could be made: taken", () => {
    const foretold = (bias: number) => {
      const { models, takeFault } = watched({
        adverse: exampleModel({ role: "adverse", form: linear([0, 0, 0, 0], bias) }),
      });
      models.adverse!.prepare(bid, view);
      return [models.adverse!.at(0, 0), takeFault()];
    };
    expect(foretold(-(2 ** 31))).toEqual([-(2 ** 31), undefined]);
    expect(foretold(-(2 ** 31) - 1)).toEqual([Number.NaN, "model_nan"]);
    expect(foretold(1e300)).toEqual([Number.NaN, "model_nan"]);
  });
});

function linear(ofInputs: readonly number[], bias: number): ModelForm {
  return { kind: "linear", weights: [...ofInputs], bias };
}
