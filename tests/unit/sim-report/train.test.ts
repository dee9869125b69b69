// Goal: what is said of a training is what its figures say, no more; the page, the terminal and the document agree.
// Method: a training written by hand, and its figures moved over the bounds of what is called better.
import { describe, expect, test } from "bun:test";
import { trainHtml } from "../../../sim/report/train-html.ts";
import { trainJson } from "../../../sim/report/train-json.ts";
import { scoreTables } from "../../../sim/report/train-rows.ts";
import { trainText } from "../../../sim/report/train-text.ts";
import { beyondChance, trainVerdict } from "../../../sim/report/train-verdict.ts";
import { modelFileName } from "../../../src/core/models/model-text.ts";
import { fillScores, moveScores, trainingResult } from "../../helpers/training-results.ts";

describe("verdict:", () => {
  test("a model five errors better than the distance alone: named, with its gain; one five errors worse: told", () => {
    expect(trainVerdict(trainingResult())[0]).toBe(
      "Whether a quote fills, the logistic model foretells better than the distance alone: log loss 0.5500 against 0.6000, " +
        "a gain of 0.0500 ± 0.0100; C-index 0.700 against 0.700. Worse than the distance alone: hazard.",
    );
  });

  test("the best within two errors of the distance alone: no model is called better", () => {
    const [constant, distance] = trainingResult().fill.scores;
    const scores = [constant!, distance!, fillScores("logistic", 0.58, 0.02, 0.0101)];
    const said = trainVerdict(trainingResult({ fill: { rowsCount: 1, knownCount: 1, scores } }))[0];
    expect(said).toStartWith(
      "No model foretells fills better than the distance alone, beyond two standard errors: the best, logistic,",
    );
    const better = [constant!, distance!, fillScores("logistic", 0.58, 0.02, 0.0099)];
    expect(trainVerdict(trainingResult({ fill: { rowsCount: 1, knownCount: 1, scores: better } }))[0]).toStartWith(
      "Whether a quote fills",
    );
  });

  test("moves: those beyond two errors are told, those that do harm as well", () => {
    expect(trainVerdict(trainingResult()).slice(1)).toEqual([
      "Something can be said of moves against filled quotes: distance alone has 4.00% ± 1.00% less squared error than a constant.",
      "No model says more of the drift of the mid than a constant, beyond two standard errors: " +
        "linear has -5.00% ± 1.00% less squared error than a constant. Worse than a constant: linear.",
    ]);
  });

  test("an error that is not known: nothing is beyond it", () => {
    expect(beyondChance({ mean: 1, error: Number.NaN, blocksCount: 1 })).toBe(0);
    expect([1, -1].map((mean) => beyondChance({ mean, error: 0.4, blocksCount: 9 }))).toEqual([1, -1]);
  });
});

test("tables: baselines have no gain over themselves; gains of moves are shares of the constant's error", () => {
  const [fill, adverse] = scoreTables(trainingResult());
  expect(fill!.rows.map((row) => row.slice(4))).toEqual([
    ["", ""],
    ["0.1000 ± 0.0100", ""],
    ["0.1000 ± 0.0100", "0.0500 ± 0.0100"],
    ["0.1000 ± 0.0200", "0.0200 ± 0.0200"],
    ["0.1000 ± 0.0100", "-0.0500 ± 0.0100"],
  ]);
  expect(adverse!.rows[1]).toEqual(["distance alone", "7.00 ± 0.50", "4.00% ± 1.00%"]);
});

test("page: a mark for each group with its numbers, weights, files, what is not modelled; text is escaped", () => {
  const result = trainingResult();
  const page = trainHtml(result);
  expect(page).toContain("<title>predicted 0.80, observed 0.70, 100 rows</title>");
  // Four curves of two groups, and three of one.
  expect(page.match(/<circle /g)).toHaveLength(4 * 2 + 3);
  expect(page).toContain('<th scope="row">touch_imbalance</th><td>-0.7500</td><td>0.125</td><td>0.500</td>');
  for (const model of result.models) expect(page).toContain(modelFileName(model));
  expect(page).toContain("Queues are those of the conservative model");
  expect(page).toContain("seed: 1 # &#60;b&#62;");
  expect(page).toContain("2 gaps");
  expect(trainHtml(trainingResult())).toBe(page);
});

test("terminal: the same sentences and counts; what was left out, and why", () => {
  const text = trainText(trainingResult(), { width: 400, color: false });
  for (const sentence of trainVerdict(trainingResult())) expect(text).toContain(sentence);
  expect(text).toContain(
    "1,300 came to rest, of one lot each: 500 filled, 800 ended otherwise (5 of them before the horizon",
  );
  expect(text).toContain("60 that would have traded at once when they arrived; the moves after 2 fills");
  expect(text).not.toContain("were not sent");
  const busy = { ...trainingResult().counts, busy: 4 };
  expect(trainText(trainingResult({ counts: busy }), { width: 400, color: false })).toContain("4 that were not sent");
});

test("document: verdict, scores and files; an error that is not known is null", () => {
  const drift = { rowsCount: 9, scores: [moveScores("constant", 0), moveScores("linear", 1, Number.NaN)] };
  const document = JSON.parse(JSON.stringify(trainJson(trainingResult({ drift }))));
  expect(document).toMatchObject({
    ...{ instrument: "BTCUSDT", seed: 1, queueModel: "conservative", lanesCount: 14 },
    models: [{ role: "fill", name: "fill-logistic-btcusdt" }, { role: "drift" }],
  });
  expect(document.verdict).toHaveLength(3);
  expect(document.drift.scores[1].overConstant.error).toBeNull();
});
