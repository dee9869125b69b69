/**
 * The ranking as a table of texts, the same in the terminal and on the page. `other queue` is the net with the other
 * queue model.
 */

import type { RankedRun } from "../sweep-ranking.ts";
import { entryNames, type SweepResult } from "../sweep-result.ts";
import { countText, estimateText, grouped, partText } from "./format.ts";

export function sweepHead({ entries, ranking }: SweepResult): string[] {
  const { pnl } = ranking.runs[0]!.figures;
  return ["run", ...entryNames(entries), `net, ${pnl.unit}`, "other queue", "drawdown", "fills", "Sharpe", "deflated"];
}

export function sweepRow({ rank, point, figures, deflatedSharpe }: RankedRun): string[] {
  const { pnl, bracket, queueModel, sharpe, sharpeError, fillsCount, maxDrawdown, runHash } = figures;
  const other = queueModel === "conservative" ? bracket.probable : bracket.conservative;
  return [
    `${rank} · ${runHash.slice(0, 12)}`,
    ...point.map(String),
    cents(pnl.net),
    cents(other.net),
    cents(maxDrawdown),
    countText(fillsCount),
    estimateText(sharpe ?? undefined, sharpeError ?? undefined, 1),
    partText(deflatedSharpe),
  ];
}

/** Two places of large amounts, five digits of small ones: coin. */
function cents(decimal: string): string {
  const size = Math.abs(Number(decimal));
  if (size >= 1 || size === 0) return grouped(Number(decimal).toFixed(2));
  return String(Number(Number(decimal).toPrecision(5)));
}
