// Goal: drawn models are documents that a run takes, of every role and form, and those of fills are plausible: further
// away or further back is never the likelier.
// Method: documents sealed (which checks them) and asked as a strategy asks them, with features that are given.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { spotBtcusdt } from "../../../../sim/fuzz/instruments.ts";
import { modelDrafts, modelOf } from "../../../../sim/fuzz/models.ts";
import { modelRoles } from "../../../../src/core/models/model.ts";
import { watchModels } from "../../../../src/core/models/watched-models.ts";
import { sides } from "../../../../src/domain/side.ts";
import { propertyRuns } from "../../../helpers/engine-kinds.ts";
import { marketView } from "../../../helpers/own-events.ts";

test("models: drawn for all roles: every form comes up, and each document is one", () => {
  const forms = new Set<string>();
  for (const drafts of fc.sample(modelDrafts(modelRoles), { numRuns: 200, seed: 2 }))
    for (const draft of Object.values(drafts)) forms.add(`${draft.role} ${modelOf(draft, spotBtcusdt).form.kind}`);
  const expected = ["fill logistic", "fill hazard", "fill network", "adverse linear", "adverse network"];
  expect([...forms].toSorted()).toEqual([...expected, "drift linear", "drift network"].toSorted());
});

test("models: drawn for a strategy that uses none: are none", () => {
  expect(fc.sample(modelDrafts(), { numRuns: 5, seed: 2 })).toEqual([{}, {}, {}, {}, {}]);
});

test("models: of fills: no likelier further away or behind more lots, and a probability", () => {
  const lots = fc.integer({ min: 0, max: 1000 });
  const distance = fc.integer({ min: -50, max: 500 });
  fc.assert(
    fc.property(
      modelDrafts(["fill"]),
      distance,
      lots,
      fc.nat(50),
      fc.nat(50),
      ({ fill }, ticks, ahead, more, further) => {
        if (fill === undefined) return;
        const { models } = watchModels({ fill: modelOf(fill, spotBtcusdt) }, () => ({ value: () => 0.5 }));
        for (const side of sides) {
          models.fill!.prepare(side, marketView());
          const here = models.fill!.at(ticks, ahead);
          expect(here).toBeGreaterThanOrEqual(0);
          expect(here).toBeLessThanOrEqual(1);
          expect(models.fill!.at(ticks + further, ahead + more)).toBeLessThanOrEqual(here);
        }
      },
    ),
    propertyRuns(300),
  );
});
