/** Figures of a training as rows: the same on the terminal and on the page. */
import type { ModelDocument } from "../../src/core/models/model-document.ts";
import { modelFileName } from "../../src/core/models/model-text.ts";
import { instrumentKey } from "../../src/domain/instrument.ts";
import { nsPerMs } from "../../src/domain/time.ts";
import { queueModelText } from "../queue-model.ts";
import type { FillContender } from "../training/fill-contenders.ts";
import type { FillScores } from "../training/judge-fill.ts";
import type { MoveContender, MoveJudgement, MoveScores } from "../training/judge-moves.ts";
import type { TrainingResult } from "../training/training-result.ts";
import { countText, durationText, estimateText, numberText } from "./format.ts";

export interface TrainTable {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export const contenderNames: Readonly<Record<FillContender | MoveContender, string>> = {
  constant: "constant",
  distance: "distance alone",
  logistic: "logistic",
  network: "network",
  hazard: "hazard",
  linear: "linear",
};

export function trainTitle({ instrument }: TrainingResult): string {
  return `Models of ${instrumentKey(instrument)}`;
}

/** How each answer was judged, baselines first. */
export function scoreTables(result: TrainingResult): TrainTable[] {
  const { config } = result;
  return [
    {
      caption: `Filled within ${msText(config.fill.horizonMs)}: ${countText(result.fill.knownCount)} probes judged`,
      head: ["", "Brier", "log loss", "C-index", "log loss below constant's", "below distance alone's"],
      rows: result.fill.scores.map(fillRow),
    },
    moveTable(result.adverse, `Moves against a quote, to ${msText(config.adverse.horizonMs)} after its fill`, "fills"),
    moveTable(result.drift, `Drift of the mid over ${msText(config.drift.horizonMs)}`, "moves"),
  ];
}

/** What was labelled, and what became of the rest. */
export function dataFacts(result: TrainingResult): readonly (readonly [name: string, text: string])[] {
  const { counts, data, config, lanesCount } = result;
  const { filled, censored, rejected, busy, cutShort, unlabelledFills } = counts;
  return [
    ["Data", data.sources.join(", ")],
    ["Time", `${data.firstTime} to ${data.lastTime}`],
    ...(data.problems.length > 0 ? [["Problems", data.problems.join("; ")] as const] : []),
    ["Data hash", data.hash],
    [
      "Samples",
      `${countText(counts.samples)} times, every ${msText(config.sampling.everyMs)}${unknownText(counts.unknown)}`,
    ],
    [
      "Probes",
      `${countText(filled + censored)} came to rest, of one lot each: ${countText(filled)} filled, ${countText(censored)} ended otherwise` +
        (cutShort > 0 ? ` (${countText(cutShort)} of them before the horizon: a gap, or the end of the data)` : ""),
    ],
    [
      "Left out",
      `${countText(rejected)} that would have traded at once when they arrived` +
        (busy > 0 ? `; ${countText(busy)} that were not sent, since the one before was still withdrawn` : "") +
        (unlabelledFills > 0 ? `; the moves after ${countText(unlabelledFills)} fills, not known for long enough` : ""),
    ],
    [
      "Queue ahead",
      `on average ${numberText(counts.aheadShownLots, 0)} lots as shown at the decision, ${numberText(counts.aheadAtRestLots, 0)} when the order came to rest`,
    ],
    ["Alone", `each probe in a market without any other: ${countText(lanesCount)} lanes`],
    ["Queue model", queueModelText(config.queueModel)],
    [
      "Judged",
      `${config.folds.count} folds, each fitted to the past and judged on what came next; ${msText(config.folds.purgeMs)} purged between; ` +
        `standard errors over ${countText(result.fill.scores[0]!.brier.blocksCount)} blocks of ${msText(config.folds.blockMs)}`,
    ],
    ["Seed", String(config.seed)],
    ["Configuration", result.origin.configHash],
  ];
}

/** What the figures do not say. */
export function notModelled({ config }: TrainingResult): string[] {
  return [
    "Probes are of one lot: a larger order waits longer for its last lot.",
    "Our orders move nothing: nobody in the recorded market answers them.",
    `Queues are those of the ${queueModelText(config.queueModel)} model, not those of the venue.`,
    "Orders that were refused on arrival are left out: the probability is that of an order that comes to rest.",
    "Between and beyond the distances that were tried, what is said is drawn on from them.",
    "Lots ahead are those shown at the decision, and none behind the levels that a view has.",
    "Penalties are as configured; the shipped ones were set by hand with figures such as these in view, of the data in sim/training/README.md.",
    "The files are fitted to all data, the figures to the past of each fold.",
    "The best of several models is named, and chance helps whoever is best; errors are of one standard error.",
    "Errors are of the rows judged: that another past would have given another fit is not in them.",
    "Moves are taken as they are: no tail is cut, so few large moves weigh much.",
  ];
}

/** Weights of inputs that are scaled alike, so that their sizes can be compared. */
export function weightTable({ name, inputs, form }: ModelDocument): TrainTable | undefined {
  if (form.kind === "network") return undefined;
  const biases =
    form.kind === "hazard"
      ? form.biases.map((bias, at) => [`rate up to ${msText(form.edgesMs[at]!)}, log`, numberText(bias, 4), "", ""])
      : [["bias", numberText(form.bias, 4), "", ""]];
  return {
    caption: name,
    head: ["input", "weight", "mean", "scale"],
    rows: [
      ...inputs.map(({ name: input, transform, mean, scale }, at) => [
        transform === "none" ? input : `${transform} ${input}`,
        numberText(form.weights[at], 4),
        numberText(mean, 3),
        numberText(scale, 3),
      ]),
      ...biases,
    ],
  };
}

/** @param folder where they lie. */
export function fileRows({ models }: TrainingResult): readonly (readonly string[])[] {
  return models.map((model) => [model.role, modelFileName(model), countText(model.manifest.rowsCount)]);
}

function msText(ms: number): string {
  return durationText(ms * nsPerMs);
}

function fillRow({ contender, brier, logLoss, concordance, overConstant, overDistance }: FillScores): string[] {
  const isBaseline = contender === "constant";
  return [
    contenderNames[contender],
    estimateText(brier.mean, brier.error, 4),
    estimateText(logLoss.mean, logLoss.error, 4),
    numberText(concordance, 3),
    isBaseline ? "" : estimateText(overConstant.mean, overConstant.error, 4),
    isBaseline || contender === "distance" ? "" : estimateText(overDistance.mean, overDistance.error, 4),
  ];
}

function moveTable({ scores, rowsCount }: MoveJudgement, caption: string, of: string): TrainTable {
  return {
    caption: `${caption}, in ticks: ${countText(rowsCount)} ${of} judged`,
    head: ["", "mean |error|", "R²: squared error below constant's"],
    rows: scores.map(moveRow),
  };
}

function moveRow({ contender, absoluteTicks, overConstant, constantSquare }: MoveScores): string[] {
  const share = (ticks2: number) => `${numberText((100 * ticks2) / constantSquare, 2)}%`;
  return [
    contenderNames[contender],
    estimateText(absoluteTicks.mean, absoluteTicks.error, 2),
    contender === "constant" ? "" : `${share(overConstant.mean)} ± ${share(overConstant.error)}`,
  ];
}

function unknownText(count: number): string {
  return count === 0 ? "" : `; at ${countText(count)} others the touch or an input was not known`;
}
