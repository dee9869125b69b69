/**
 * One sentence on what a sweep found: how many runs earned anything, and whether the best of them is more than the luck
 * of having tried so many.
 */
import { entryNames, type SweepResult } from "../sweep-result.ts";
import { dataWarning } from "./data-quality.ts";
import { countText, estimateText, numberText, partText } from "./format.ts";

/** From here on the best run is not put down to luck. */
const believable = 0.95;

/** What is wrong with the data of the runs, each warning once. */
export function sweepWarnings({ ranking }: SweepResult): string[] {
  return [...new Set(ranking.runs.flatMap(({ figures }) => dataWarning(figures) ?? []))];
}

/** One sentence, ended by a full stop, without a line break. */
export function sweepVerdict({ ranking, entries }: SweepResult): string {
  const { runs, trialsCount, threshold } = ranking;
  const best = runs[0]!;
  const { sharpe, sharpeError, bracket } = best.figures;
  const gainsCount = runs.filter(({ figures }) => Number(figures.pnl.net) > 0).length;
  const start = `${countText(gainsCount)} of ${countText(trialsCount)} runs made money after fees`;
  if (best.deflatedSharpe === undefined) return `${start}, and none is long enough for a Sharpe ratio.`;
  const point = entryNames(entries).map((name, at) => `${name} ${best.point[at]}`);
  const ratio = estimateText(sharpe ?? undefined, sharpeError ?? undefined, 1);
  const luck =
    trialsCount === 1
      ? ""
      : `, where the best of ${countText(trialsCount)} without skill is expected to show ${numberText(threshold, 1)}`;
  const verdict = `a deflated Sharpe ratio of ${partText(best.deflatedSharpe)}`;
  const doubt = best.deflatedSharpe < believable ? ", so nothing was found that luck would not show" : "";
  const signs = [bracket.conservative, bracket.probable].map(({ net }) => Number(net) > 0);
  const disagreement = signs[0] === signs[1] ? "" : "; the two queue models disagree on whether it makes money";
  return `${start}; the best (${point.join(", ")}) has an annual Sharpe ratio of ${ratio}${luck}: ${verdict}${doubt}${disagreement}.`;
}
