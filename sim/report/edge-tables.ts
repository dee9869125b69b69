/** Predicted edge against realised: a table, and the same as a picture with the line on which an honest model lies. */
import { nsPerSecond } from "../../src/domain/time.ts";
import type { BacktestResult, EdgeBin, EdgeCalibration } from "../result.ts";
import { countText, horizonText, numberText, shareText } from "./format.ts";
import { html, type Markup } from "./markup.ts";
import { table } from "./tables.ts";

const width = 360;
const height = 240;
const margin = { left: 52, right: 14, top: 14, bottom: 34 };

/** Shown at one second, as adverse selection is; the others are in the table of totals. Empty markup without any. */
export function edgeSection(result: BacktestResult): Markup {
  const shown = result.edges.find(({ horizonNs }) => horizonNs === nsPerSecond) ?? result.edges[0];
  if (shown === undefined) return html``;
  return html`<div class="wide">${binsTable(shown)}${calibrationCurve(shown)}</div>
<div>${totalsTable(result)}</div>
`;
}

function binsTable({ horizonNs, bins, all }: EdgeCalibration): Markup {
  return table(
    `Is the predicted edge honest? Fills by what they were expected to earn, ticks a lot after fees, ` +
      `against what the mid did within ${horizonText(horizonNs)}, ± standard error`,
    ["predicted", "realised", "fills", "share of size"],
    bins.map((bin) => [
      numberText(bin.predictedTicks, 2),
      realisedCell(bin),
      countText(bin.fillsCount),
      shareText(bin.lots, all.lots),
    ]),
  );
}

function totalsTable({ edges }: BacktestResult): Markup {
  return table(
    "Edge of all fills that had a prediction, ticks a lot after fees, weighted by size",
    ["after", "predicted", "realised", "fills"],
    edges.map(({ horizonNs, all }) => [
      horizonText(horizonNs),
      numberText(all.predictedTicks, 2),
      realisedCell(all),
      countText(all.fillsCount),
    ]),
  );
}

function realisedCell({ realisedTicks, errorTicks }: EdgeBin): Markup {
  return html`${numberText(realisedTicks, 2)} <small>± ${numberText(errorTicks, 2)}</small>`;
}

/** The table beside it says the same, so it is hidden from readers aloud. */
function calibrationCurve({ bins }: EdgeCalibration): Markup {
  const [left, right] = extent(bins.map(({ predictedTicks }) => predictedTicks));
  const [low, high] = extent([
    ...bins.flatMap((bin) => [bin.realisedTicks - bin.errorTicks, bin.realisedTicks + bin.errorTicks]),
    left,
    right,
  ]);
  const x = (ticks: number) =>
    round(margin.left + ((ticks - left) / (right - left || 1)) * (width - margin.left - margin.right));
  const y = (ticks: number) =>
    round(margin.top + ((high - ticks) / (high - low || 1)) * (height - margin.top - margin.bottom));
  const whisker = ({ predictedTicks, realisedTicks, errorTicks }: EdgeBin) =>
    html`<path class="whisker" d="M${x(predictedTicks)},${y(realisedTicks + errorTicks)}V${y(realisedTicks - errorTicks)}"/>
<circle cx="${x(predictedTicks)}" cy="${y(realisedTicks)}" r="3.5"/>
`;
  return html`<svg class="curve calibration" viewBox="0 0 ${width} ${height}" aria-hidden="true">
${[...new Set([low, 0, high])].map(
  (
    ticks,
  ) => html`<path class="${ticks === 0 ? "zero" : "grid"}" d="M${margin.left},${y(ticks)}H${width - margin.right}"/>
<text x="${margin.left - 6}" y="${y(ticks) + 4}" text-anchor="end">${Number(ticks.toPrecision(2))}</text>
`,
)}<path class="honest" d="M${x(left)},${y(left)}L${x(right)},${y(right)}"/>
${bins.map(whisker)}${[left, right].map(
  (ticks, at) =>
    html`<text x="${x(ticks)}" y="${height - 18}" text-anchor="${at === 0 ? "start" : "end"}">${Number(ticks.toPrecision(2))}</text>
`,
)}<text x="${(margin.left + width - margin.right) / 2}" y="${height - 3}" text-anchor="middle">predicted; dashed: as predicted</text>
</svg>
`;
}

/** With 0, so that the sign can be seen. */
function extent(values: readonly number[]): [number, number] {
  const finite = values.filter(Number.isFinite);
  return [Math.min(0, ...finite), Math.max(0, ...finite)];
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
