/** The page of a fit of agents: recorded and simulated figures side by side, as pictures and tables; one file that opens offline. */
import type { FitResult } from "../agent-fit/fit-result.ts";
import { depthLevels, signLags, volatilitySteps } from "../agent-fit/market-statistics.ts";
import { type FitCurve, fitCurve } from "./fit-curve.ts";
import { fitHead, fitOrigin, fitTables, fitTitle, stepText } from "./fit-rows.ts";
import { htmlPage } from "./html-page.ts";
import { html, type Markup } from "./markup.ts";
import fitStyle from "./page/fit.css" with { type: "text" };
import { table } from "./tables.ts";

/** A whole HTML document. Equal results give equal bytes. */
export function fitHtml(result: FitResult): string {
  return htmlPage({
    title: fitTitle(result),
    ownStyles: [fitStyle],
    over: "Halfspread fit of agents",
    verdict: html`<p class="verdict even">Recorded figures are drawn with full lines, those of the fitted agents with dashes.</p>
`,
    main: html`<section class="pictures" aria-label="Pictures">
${curvesOf(result).map(fitCurve)}</section>
<section class="tables" aria-label="Tables">
${fitTables(result).map(({ caption, rows }) => html`<div>${table(caption, fitHead, rows)}</div>`)}
</section>
${origin(result)}`,
  });
}

function curvesOf({ recorded, simulated }: FitResult): readonly FitCurve[] {
  return [
    {
      title: "Volatility, bps in a minute, by step",
      steps: volatilitySteps.map(stepText),
      recorded: recorded.bpsPerMinute,
      simulated: simulated.bpsPerMinute,
    },
    {
      title: "Correlation of takers' signs, by lag",
      steps: signLags.map(String),
      recorded: recorded.signCorrelation,
      simulated: simulated.signCorrelation,
    },
    {
      title: "Depth in quote currency, by level",
      steps: depthLevels.map(String),
      recorded: recorded.depthQuote,
      simulated: simulated.depthQuote,
    },
  ];
}

function origin(result: FitResult): Markup {
  return html`<section class="origin">
<h2>Where this came from</h2>
<dl>
${fitOrigin(result).map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>\n`)}</dl>
<h2>Parameters</h2>
<pre>${JSON.stringify(result.file.parameters, undefined, 2)}</pre>
</section>`;
}
