/**
 * The page of a sweep: ranking, charts over one or two entries, and where it came from; one file that opens offline.
 */
import uplotScript from "uplot/dist/uPlot.iife.min.js" with { type: "text" };
import uplotStyle from "uplot/dist/uPlot.min.css" with { type: "text" };
import { type SweepResult, sweptName } from "../sweep-result.ts";
import { countText, numberText, partText } from "./format.ts";
import { htmlPage } from "./html-page.ts";
import { embeddedJson, html, type Markup, trusted } from "./markup.ts";
import sweepStyle from "./page/sweep.css" with { type: "text" };
import chartsScript from "./page/sweep-charts.js" with { type: "text" };
import { type SweepChartData, type SweepLine, sweepChartData } from "./sweep-chart-data.ts";
import { sweepHead, sweepRow } from "./sweep-rows.ts";
import { sweepVerdict, sweepWarnings } from "./sweep-verdict.ts";
import { table } from "./tables.ts";

/** More rows would make the page slow; the results file has them all. */
const rowsMax = 1000;

/** A whole HTML document. Equal results give equal bytes. */
export function sweepHtml(result: SweepResult): string {
  const { runs, trialsCount } = result.ranking;
  const { pnl } = runs[0]!.figures;
  const title = `${sweptName(result, "symbol")} ${sweptName(result, "strategy")}: ${countText(trialsCount)} runs`;
  const data = sweepChartData(result);
  return htmlPage({
    title,
    styles: [uplotStyle],
    ownStyles: [sweepStyle],
    over: "Halfspread sweep",
    verdict: html`<p class="verdict ${Number(pnl.net) > 0 ? "gain" : "loss"}">${sweepVerdict(result)}</p>
${sweepWarnings(result).map(
  (warning) => html`<p class="verdict loss">${warning}</p>
`,
)}`,
    main: html`${figures(result)}${data === undefined ? html`` : charts(data)}
<section class="ranking" aria-label="Ranking">
${ranking(result)}</section>
${origin(result)}`,
    scripts: html`${data === undefined ? html`` : script(data)}
`,
  });
}

function script(data: SweepChartData): Markup {
  return html`<script type="application/json" id="sweep-data">${embeddedJson(data)}</script>
<script>${trusted(uplotScript)}</script>
<script>${trusted(chartsScript)}</script>`;
}

function figures(result: SweepResult): Markup {
  const { runs, trialsCount, threshold } = result.ranking;
  const gainsCount = runs.filter(({ figures }) => Number(figures.pnl.net) > 0).length;
  const rows: [string, string][] = [
    ["Runs", countText(trialsCount)],
    ["With a gain after fees", countText(gainsCount)],
    ["Best deflated Sharpe", partText(runs[0]!.deflatedSharpe)],
    ["Luck's Sharpe, annual", numberText(threshold, 1)],
    ["Queue model", sweptName(result, "queueModel")],
  ];
  return html`<dl class="figures">
${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>
`;
}

function charts(data: SweepChartData): Markup {
  return html`<section class="charts" aria-label="Charts">
${figure("net", `Net, ${data.unit}, by ${data.xName}`, data.net)}
${figure("sharpe", `Sharpe ratio, annual, by ${data.xName}`, data.sharpe)}
<noscript><p class="note">The charts need JavaScript; the table has all numbers.</p></noscript>
</section>
`;
}

function figure(id: string, title: string, lines: readonly SweepLine[]): Markup {
  const values = lines.flatMap((line) => line.values).filter((value) => value !== null);
  const reach =
    values.length === 0 ? "no values" : `from ${round(Math.min(...values))} to ${round(Math.max(...values))}`;
  return html`<figure>
<figcaption><h2>${title}</h2><output class="entry"></output><ul class="key">${lines.map(key)}</ul></figcaption>
<div class="plot" id="${id}" role="img" aria-label="${title}: ${lines.length} lines, ${reach}"></div>
</figure>
`;
}

function key({ name }: SweepLine, at: number): Markup {
  return html`<li><button type="button" data-line="${at}" aria-pressed="true">
<svg viewBox="0 0 22 8" aria-hidden="true"><path d="M0,4H22"/></svg>${name} <output></output>
</button></li>
`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function ranking(result: SweepResult): Markup {
  const { runs } = result.ranking;
  const note = runs.length > rowsMax ? `, the first ${countText(rowsMax)} of ${countText(runs.length)}` : "";
  return table(
    `Runs by deflated Sharpe ratio${note}; Sharpe ratios are annual, ± standard error`,
    sweepHead(result),
    runs.slice(0, rowsMax).map(sweepRow),
  );
}

function origin(result: SweepResult): Markup {
  const { figures } = result.ranking.runs[0]!;
  const rows: [string, string][] = [
    ["Base", result.basePath],
    ...result.entries.map(({ path, values }): [string, string] => [path, values.join(", ")]),
    ["Data", result.dataSource],
    ["Data hash", figures.dataHash],
    ["Best run's hash", figures.runHash],
    ["Best run's configuration", figures.configHash],
    ["Version", `Halfspread ${result.version}, sources ${result.codeHash}`],
  ];
  return html`<section class="origin">
<h2>Where this came from</h2>
<dl>
${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>
<p class="note">The deflated Sharpe ratio takes off what the luckiest of these runs would show without any skill. It knows
of no other trials: whoever chose the grid after looking at the same data has had more than it counts.</p>
</section>`;
}
