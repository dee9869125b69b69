/**
 * The page of a training: calibration curves, figures beside baselines, weights, and what none of them say; one file
 * that opens offline.
 */
import type { CalibrationPoint } from "../training/calibration.ts";
import type { MoveJudgement } from "../training/judge-moves.ts";
import type { TrainingResult } from "../training/training-result.ts";
import { type CalibrationPicture, calibrationCurve, type Range, rangeWithZero } from "./calibration-curve.ts";
import { countText, numberText } from "./format.ts";
import { htmlPage } from "./html-page.ts";
import { html, type Markup } from "./markup.ts";
import trainStyle from "./page/train.css" with { type: "text" };
import { table } from "./tables.ts";
import {
  contenderNames,
  dataFacts,
  fileRows,
  notModelled,
  scoreTables,
  type TrainTable,
  trainTitle,
  weightTable,
} from "./train-rows.ts";
import { trainVerdict } from "./train-verdict.ts";

/** A whole HTML document. Equal results give equal bytes. */
export function trainHtml(result: TrainingResult): string {
  const [fill, adverse, drift] = scoreTables(result);
  const { scores } = result.fill;
  return htmlPage({
    title: trainTitle(result),
    ownStyles: [trainStyle],
    over: "Halfspread training",
    verdict: html`${trainVerdict(result).map((sentence) => html`<p class="verdict even">${sentence}</p>\n`)}`,
    main: html`${section(
      fill!,
      scores
        .filter(({ contender }) => contender !== "constant")
        .map((of) => chanceCurve(contenderNames[of.contender], of.calibration)),
    )}${section(adverse!, moveCurves(result.adverse))}${section(drift!, moveCurves(result.drift))}
<section class="tables" aria-label="Weights and groups">
${result.models.map(weightTable).flatMap((one) => (one === undefined ? [] : [html`<div>${tableOf(one)}</div>\n`]))}${scores
  .filter(({ contender }) => contender !== "constant")
  .map(
    ({ contender, calibration }) => html`<div>${groupTable(contenderNames[contender], calibration)}</div>\n`,
  )}</section>
${origin(result)}`,
  });
}

function section(scores: TrainTable, curves: readonly Curve[]): Markup {
  return html`<section class="scores">
${tableOf(scores)}<p class="note">Calibration: groups of equal size by what was predicted, ten where they differ enough; on the dashed line a prediction is honest.
Point at a mark for its numbers.</p>
<div class="pictures">
${curves.map(
  (curve) => html`<figure>
<figcaption><h2>${curve.title}</h2></figcaption>
${calibrationCurve(curve)}</figure>
`,
)}</div>
</section>
`;
}

type Curve = CalibrationPicture & { readonly title: string };

function chanceCurve(title: string, points: readonly CalibrationPoint[]): Curve {
  return curveOf(title, points, [0, 1], (value) => numberText(value, 2));
}

function moveCurves({ scores }: MoveJudgement): Curve[] {
  return scores
    .filter(({ contender }) => contender !== "constant")
    .map(({ contender, calibration: points }) => {
      const values = points.flatMap(({ predicted, observed }) => [predicted, observed]);
      const title = `${contenderNames[contender]}, in ticks`;
      return curveOf(title, points, rangeWithZero(values), (value) => numberText(value, 1));
    });
}

function curveOf(
  title: string,
  points: readonly CalibrationPoint[],
  range: Range,
  text: (value: number) => string,
): Curve {
  const rowsMax = Math.max(...points.map(({ rowsCount }) => rowsCount));
  const marks = points.map(({ predicted, observed, rowsCount }) => ({
    ...{ predicted, observed, weight: rowsCount / rowsMax },
    said: `predicted ${text(predicted)}, observed ${text(observed)}, ${countText(rowsCount)} rows`,
  }));
  return { title, marks, across: range, up: range, text };
}

function groupTable(name: string, points: readonly CalibrationPoint[]): Markup {
  return table(
    `Calibration: ${name}`,
    ["group", "predicted", "observed", "probes"],
    points.map(({ predicted, observed, rowsCount }, at) => [
      String(at + 1),
      numberText(predicted, 3),
      numberText(observed, 3),
      countText(rowsCount),
    ]),
  );
}

function tableOf({ caption, head, rows }: TrainTable): Markup {
  return table(caption, head, rows);
}

function origin(result: TrainingResult): Markup {
  return html`<section class="origin">
<h2>What is not modelled</h2>
<ul class="notes">
${notModelled(result).map((text) => html`<li>${text}</li>\n`)}</ul>
<h2>Where this came from</h2>
<dl>
${dataFacts(result).map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>\n`)}</dl>
${table("Files", ["role", "file", "rows"], fileRows(result))}
<h2>Configuration</h2>
<pre>${result.origin.configText}</pre>
</section>`;
}
