/** Predicted edge against realised: a table, and the same as a picture with the line on which an honest model lies. */
import { nsPerSecond } from "../../src/domain/time.ts";
import type { BacktestResult, EdgeBin, EdgeCalibration } from "../result.ts";
import { calibrationCurve, rangeWithZero } from "./calibration-curve.ts";
import { countText, horizonText, numberText, shareText } from "./format.ts";
import { html, type Markup } from "./markup.ts";
import { table } from "./tables.ts";

/** Shown at one second, as adverse selection is; the others are in the table of totals. Empty markup without any. */
export function edgeSection(result: BacktestResult): Markup {
  const shown = result.edges.find(({ horizonNs }) => horizonNs === nsPerSecond) ?? result.edges[0];
  if (shown === undefined) return html``;
  return html`<div class="wide">${binsTable(shown)}${binsCurve(shown)}</div>
<div>${totalsTable(result)}</div>
`;
}

function binsTable({ horizonNs, bins, all }: EdgeCalibration): Markup {
  return table(
    `Is the predicted edge honest? Fills by what they were expected to earn, ticks a lot after fees, ` +
      `against what the mid did within ${horizonText(horizonNs)}, ± standard error over minutes`,
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

/** The table beside it has the numbers. */
function binsCurve({ bins }: EdgeCalibration): Markup {
  const lotsMax = Math.max(...bins.map(({ lots }) => lots));
  const predicted = bins.map(({ predictedTicks }) => predictedTicks);
  const reached = bins.flatMap(({ realisedTicks, errorTicks }) =>
    [0, -errorTicks, errorTicks].map((ticks) => realisedTicks + ticks),
  );
  return calibrationCurve({
    marks: bins.map((bin) => ({
      predicted: bin.predictedTicks,
      observed: bin.realisedTicks,
      ...(Number.isFinite(bin.errorTicks) && { error: bin.errorTicks }),
      weight: bin.lots / lotsMax,
      said: `predicted ${numberText(bin.predictedTicks, 2)}, realised ${numberText(bin.realisedTicks, 2)}, ${countText(bin.fillsCount)} fills`,
    })),
    across: rangeWithZero(predicted),
    up: rangeWithZero([...predicted, ...reached]),
    text: (ticks) => String(Number(ticks.toPrecision(2))),
  });
}
