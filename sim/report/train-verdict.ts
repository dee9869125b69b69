/**
 * Three sentences on what a training found of fills, moves against them and drift, out of the fits' own data: whether
 * the answer of the lowest loss beats a baseline by more than two standard errors. Of how models compare with each
 * other they say nothing, and chance helps whoever is lowest (`notModelled`).
 */
import type { BlockedMean } from "../statistics/block-error.ts";
import type { FillJudgement, FillScores } from "../training/judge-fill.ts";
import type { MoveJudgement, MoveScores } from "../training/judge-moves.ts";
import type { TrainingResult } from "../training/training-result.ts";
import { estimateText, numberText } from "./format.ts";
import { contenderNames } from "./train-rows.ts";

/** Each ended by a full stop. */
export function trainVerdict({ fill, adverse, drift }: TrainingResult): string[] {
  return [
    fillSentence(fill),
    moveSentence("moves against filled quotes", adverse),
    moveSentence("the drift of the mid", drift),
  ];
}

/** Whether a gain is beyond two standard errors: above 0 for better, below for worse, 0 for neither. */
export function beyondChance({ mean, error }: BlockedMean): -1 | 0 | 1 {
  if (!(Math.abs(mean) > 2 * error)) return 0;
  return mean > 0 ? 1 : -1;
}

function fillSentence({ scores }: FillJudgement): string {
  const [distance, ...models] = scores.filter(({ contender }) => contender !== "constant");
  const best = models.reduce((a, b) => (b.logLoss.mean < a.logLoss.mean ? b : a));
  const losses = `log loss ${numberText(best.logLoss.mean, 4)} against ${numberText(distance!.logLoss.mean, 4)}`;
  const gain = `a gain of ${estimateText(best.overDistance.mean, best.overDistance.error, 4)}`;
  const order = `C-index ${numberText(best.concordance, 3)} against ${numberText(distance!.concordance, 3)}`;
  const name = contenderNames[best.contender];
  if (beyondChance(best.overDistance) === 1)
    return `Whether a quote fills, the ${name} model foretells better than the distance alone: ${losses}, ${gain}; ${order}.${worse(models)}`;
  return `No model foretells fills better than the distance alone, beyond two standard errors: the best, ${name}, has ${losses}, ${gain}; ${order}.${worse(models)}`;
}

function worse(models: readonly FillScores[]): string {
  const names = models
    .filter(({ overDistance }) => beyondChance(overDistance) === -1)
    .map(({ contender }) => contenderNames[contender]);
  return names.length === 0 ? "" : ` Worse than the distance alone: ${names.join(", ")}.`;
}

function moveSentence(what: string, { scores }: MoveJudgement): string {
  const models = scores.filter(({ contender }) => contender !== "constant");
  const useful = models.filter(({ overConstant }) => beyondChance(overConstant) === 1);
  const gain = ({ contender, overConstant: { mean, error }, constantSquare }: MoveScores) =>
    `${contenderNames[contender]} has ${estimatePercent(mean / constantSquare, error / constantSquare)} less squared error than a constant`;
  const harmful = models.filter(({ overConstant }) => beyondChance(overConstant) === -1);
  const warning = harmful.length === 0 ? "" : ` Worse than a constant: ${harmful.map(nameOf).join(", ")}.`;
  if (useful.length > 0) return `Something can be said of ${what}: ${useful.map(gain).join("; ")}.${warning}`;
  return `No model says more of ${what} than a constant, beyond two standard errors: ${models.map(gain).join("; ")}.${warning}`;
}

function nameOf({ contender }: Pick<MoveScores, "contender">): string {
  return contenderNames[contender];
}

function estimatePercent(value: number, error: number): string {
  return `${numberText(100 * value, 2)}% ± ${numberText(100 * error, 2)}%`;
}
