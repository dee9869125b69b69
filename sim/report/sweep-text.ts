/** A sweep on a terminal: what was found, then the best runs. */
import { type SweepResult, sweptName } from "../sweep-result.ts";
import { countText, numberText } from "./format.ts";
import { sweepHead, sweepRow } from "./sweep-rows.ts";
import { sweepVerdict, sweepWarnings } from "./sweep-verdict.ts";
import { TerminalPage } from "./terminal-page.ts";

const rowsMax = 20;

/** Lines each ended by a line feed; the table's are as wide as its columns need. */
export function sweepText(result: SweepResult, options: { readonly color: boolean; readonly width: number }): string {
  const { ranking } = result;
  const { runs, trialsCount, threshold } = ranking;
  const page = new TerminalPage(Math.max(72, options.width), options.color);
  page.title(`${sweptName(result, "symbol")} · ${sweptName(result, "strategy")} · ${countText(trialsCount)} runs`);
  page.paragraph(sweepVerdict(result), BigInt(Math.sign(Number(runs[0]!.figures.pnl.net))));
  for (const warning of sweepWarnings(result)) page.paragraph(warning, -1n);
  page.section("Sweep");
  page.fact("base", result.basePath);
  result.entries.forEach(({ path, values }, at) => {
    page.fact(at === 0 ? "swept" : "", `${path}: ${valuesText(values)}`);
  });
  page.fact("data", result.dataSource);
  page.fact("queue model", sweptName(result, "queueModel"));
  page.fact("luck's Sharpe", `${numberText(threshold, 1)} a year is expected of the best of ${countText(trialsCount)}`);
  page.section(`Ranking by deflated Sharpe ratio${runs.length > rowsMax ? `, the first ${rowsMax}` : ""}`);
  page.table(sweepHead(result), runs.slice(0, rowsMax).map(sweepRow));
  return page.text();
}

function valuesText(values: readonly unknown[]): string {
  return values.length <= 8 ? values.join(", ") : `${values[0]} to ${values.at(-1)}, ${values.length} values`;
}
