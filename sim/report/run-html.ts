/** The page of a run of many instruments: their figures, the sums, and links to each one's report beside it. */
import { instrumentKey } from "../../src/domain/instrument.ts";
import type { RunResult } from "../run-result.ts";
import { htmlPage } from "./html-page.ts";
import { html, type Markup } from "./markup.ts";
import runStyle from "./page/run.css" with { type: "text" };
import { runNames } from "./run-kind.ts";
import {
  hedgeRow,
  hedgesHead,
  instrumentRow,
  instrumentsHead,
  runNotes,
  runOrigin,
  runOutcome,
  runVerdict,
  runWarnings,
  totalRow,
  totalsHead,
} from "./run-tables.ts";
import { table } from "./tables.ts";

/**
 * A whole HTML document. Equal results give equal bytes. @param links to the reports, in the order of the instruments.
 */
export function runHtml(result: RunResult, links: readonly string[]): string {
  const title = result.instruments.map(({ instrument }) => instrumentKey(instrument)).join(", ");
  const outcome = runOutcome(result);
  return htmlPage({
    title,
    ownStyles: [runStyle],
    over: `Halfspread ${runNames[result.kind]} of ${result.instruments.length} instruments`,
    verdict: html`<p class="verdict ${outcome > 0n ? "gain" : outcome < 0n ? "loss" : "even"}">${runVerdict(result)}</p>
${runWarnings(result).map((warning) => html`<p class="verdict loss">${warning}</p>\n`)}${runNotes(result).map((note) => html`<p class="verdict">${note}</p>\n`)}`,
    main: html`<section class="instruments" aria-label="Instruments">${instruments(result, links)}</section>
<section class="instruments" aria-label="Together">${together(result)}</section>
${hedges(result)}${origin(result)}`,
  });
}

function instruments(result: RunResult, links: readonly string[]): Markup {
  return table(
    "Instruments; each name leads to its report",
    instrumentsHead,
    result.instruments.map((instrument, at) => {
      const [name = "", ...cells] = instrumentRow(instrument);
      return [html`<a href="${links[at]!}">${name}</a>`, ...cells];
    }),
  );
}

function together({ totals, queueModel }: RunResult): Markup {
  return table(
    "Sums of what settles in one asset; drawdown and Sharpe ratio (annual, ± standard error) are of the summed P&L",
    totalsHead,
    totals.map((total) => totalRow(total, queueModel)),
  );
}

function hedges({ hedges: list }: RunResult): Markup | string {
  if (list.length === 0) return "";
  const shown = table("Hedges: how far the sum of both positions was from 0", hedgesHead, list.map(hedgeRow));
  return html`<section class="instruments" aria-label="Hedges">${shown}</section>
`;
}

function origin(result: RunResult): Markup {
  return html`<section class="origin">
<h2>Where this came from</h2>
<dl>
${runOrigin(result).map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>\n`)}</dl>
<h2>Configuration</h2>
<pre>${result.configText}</pre>
</section>`;
}
