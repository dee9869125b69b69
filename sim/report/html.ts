/**
 * The HTML report: one file that opens offline and stays readable in ten years.
 *
 * Script, styles and data are inside, and a content security policy forbids every request. The page is complete without
 * its script but for the charts: numbers and tables are plain markup.
 */

import uplotScript from "uplot/dist/uPlot.iife.min.js" with { type: "text" };
import uplotStyle from "uplot/dist/uPlot.min.css" with { type: "text" };
import { instrumentKey } from "../../src/domain/instrument.ts";
import type { BacktestResult } from "../result.ts";
import { chartData } from "./chart-data.ts";
import { chartFigures } from "./chart-figures.ts";
import { dataQualityText, dataWarning } from "./data-quality.ts";
import { edgeSection } from "./edge-tables.ts";
import {
  countText,
  estimateText,
  exactPlaces,
  moneyText,
  noNumber,
  numberText,
  partText,
  percentText,
  rateText,
  sentencePlaces,
  shareText,
  sizeText,
  sizeUnit,
  spanText,
  utcText,
} from "./format.ts";
import { htmlPage } from "./html-page.ts";
import { markoutCurve } from "./markout-curve.ts";
import { embeddedJson, html, type Markup, trusted } from "./markup.ts";
import { modelText } from "./models.ts";
import { notesOf } from "./notes.ts";
import chartsScript from "./page/charts.js" with { type: "text" };
import { runNames, runTime } from "./run-kind.ts";
import {
  balancesTable,
  bracketTable,
  causesTable,
  latencyTable,
  markoutsTable,
  ordersTable,
  queueTable,
  touchTable,
} from "./tables.ts";
import { verdict } from "./verdict.ts";

const columnTables = [bracketTable, causesTable, queueTable, touchTable, latencyTable, ordersTable, balancesTable];

/** A whole HTML document. Equal results give equal bytes. */
export function reportHtml(result: BacktestResult): string {
  const data = chartData(result);
  const title = `${instrumentKey(result.instrument)} ${result.strategy}`;
  return htmlPage({
    title,
    styles: [uplotStyle],
    over: html`Halfspread ${runNames[result.kind]} · ${period(result)}`,
    verdict: html`<p class="verdict ${outcome(result.pnl.net)}">${verdict(result)}</p>
${warningOf(result)}${notesOf(result).map((note) => html`<p class="verdict">${note}</p>\n`)}`,
    main: html`${sum(result)}${figures(result)}${chartFigures(result, data)}
<section class="tables" aria-label="Tables">
<div class="wide">${markoutsTable(result)}${markoutCurve(result.markouts)}</div>
${edgeSection(result)}${columnTables.map((table) => html`<div>${table(result)}</div>`)}
</section>
${configuration(result)}`,
    scripts: html`<script type="application/json" id="run-data">${embeddedJson(data)}</script>
<script>${trusted(uplotScript)}</script>
<script>${trusted(chartsScript)}</script>
`,
  });
}

function period({ epochUnixNs, firstReceivedNs, lastReceivedNs }: BacktestResult): Markup {
  const [first, last] = [firstReceivedNs, lastReceivedNs].map((timeNs) => utcText(epochUnixNs + BigInt(timeNs)));
  return html`<time>${first!}</time> to <time>${last!}</time> UTC (${spanText(lastReceivedNs - firstReceivedNs)})`;
}

function outcome(net: bigint): string {
  return net > 0n ? "gain" : net < 0n ? "loss" : "even";
}

/** Of data that are not clean; nothing else. */
function warningOf(result: BacktestResult): Markup | string {
  const warning = dataWarning(result);
  return warning === undefined ? "" : html`<p class="verdict loss">${warning}</p>`;
}

/** The P&L as a sum that can be checked by eye, hence with all its digits. */
function sum({ pnl }: BacktestResult): Markup {
  const { unit, places, ...amounts } = pnl;
  const shownPlaces = exactPlaces(Object.values(amounts), places);
  const part = (name: string, operator: string, units: bigint) =>
    html`<div data-operator="${operator}"><dt>${name}</dt><dd>${moneyText(units, places, shownPlaces)}</dd></div>
`;
  return html`<section aria-label="Profit and loss in ${unit}">
<dl class="sum">
${part("Spread captured", "", pnl.spreadCapture)}${part("Inventory", "+", pnl.inventory)}${part("Gross", "=", pnl.gross)}
${part("Fees", "−", pnl.fees)}${part(`Net, ${unit}`, "=", pnl.net)}</dl>
</section>
`;
}

function figures(result: BacktestResult): Markup {
  const { instrument, feeTier, fillsCount } = result;
  const size = (lots: number) => `${sizeText(instrument, lots)} ${sizeUnit(instrument)}`;
  const rows: [string, string][] = [
    ["Fills", countText(fillsCount)],
    ["As maker", shareText(result.makerFillsCount, fillsCount)],
    ["Volume", size(result.volumeLots)],
    ["Turnover", money(result, result.turnoverUnits)],
    ["Fill ratio, orders", shareText(result.filledOrdersCount, result.ordersCount)],
    ["Fill ratio, lots", shareText(result.volumeLots, result.placedLots)],
    ["Position left", size(result.positionLots)],
    ["Adverse selection, 1 s", money(result, result.pnl.adverseSelection)],
    ["Max drawdown", money(result, result.maxDrawdownUnits)],
    ["Longest drawdown", spanText(result.longestDrawdownNs)],
    ["Sharpe, annual", estimateText(result.sharpe, result.sharpeError, 1)],
    ["Chance of Sharpe above 0", partText(result.deflated?.probability)],
    ["Skewness, kurtosis", `${numberText(result.skewness, 1)}, ${numberText(result.kurtosis, 1)}`],
    ["Winning minutes", result.winRate === undefined ? noNumber : percentText(result.winRate, 1)],
    ["Break-even maker fee", result.breakEvenFee === undefined ? noNumber : percentText(result.breakEvenFee)],
    ["Maker / taker fee", `${rateText(feeTier.makerRate)} / ${rateText(feeTier.takerRate)}`],
    ["Queue model", result.queueModel],
  ];
  return html`<dl class="figures">
${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>
`;
}

function configuration(result: BacktestResult): Markup {
  const { counts } = result;
  const rows: [string, string][] = [
    ["Data", result.dataSource],
    ["Data quality", dataQualityText(result)],
    ["Data hash", result.dataHash],
    ["Read", `${countText(counts.eventsCount)} events, ${countText(counts.tradesCount)} trades of them`],
    ["Decisions", `${countText(counts.decisionsCount)}, skipped unchanged ${countText(counts.decisionsSkippedCount)}`],
    ...result.models.map((model): [string, string] => [`Model, ${model.role}`, modelText(model)]),
    ["Fee tier", result.feeTier.name],
    ["Seed", String(result.seed)],
    ["Run hash", result.runHash],
    ["Configuration hash", result.configHash],
    ["Versions", `Halfspread ${result.version}, ${result.engineKind} engine`],
    speed(result),
  ];
  return html`<section class="origin">
<h2>Where this came from</h2>
<dl>
${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>
<h2>Configuration</h2>
<pre>${result.configText}</pre>
</section>`;
}

function speed(result: BacktestResult): [string, string] {
  const [, text] = runTime(result);
  return [result.kind === "backtest" ? "Speed" : "Lasted", text];
}

function money(result: BacktestResult, units: bigint): string {
  return `${moneyText(units, result.pnl.places, sentencePlaces(result.pnl))} ${result.pnl.unit}`;
}
