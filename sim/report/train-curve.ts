/** A calibration curve as a still picture: what was predicted, to the right, against what happened, up; honest is the diagonal. */
import type { CalibrationPoint } from "../training/calibration.ts";
import { countText } from "./format.ts";
import { html, type Markup } from "./markup.ts";

const width = 300;
const height = 290;
const margin = { left: 54, right: 14, top: 14, bottom: 40 };

export interface TrainCurve {
  readonly title: string;
  readonly points: readonly CalibrationPoint[];
  /** Of both axes; probabilities are drawn from 0 to 1. */
  readonly range: readonly [low: number, high: number];
  readonly text: (value: number) => string;
}

/** Groups are as large as their marks; a mark says its numbers when it is pointed at. */
export function trainCurve({ title, points, range, text }: TrainCurve): Markup {
  const [low, high] = range;
  const share = (value: number) => (value - low) / (high - low || 1);
  const x = (value: number) => round(margin.left + share(value) * (width - margin.left - margin.right));
  const y = (value: number) => round(height - margin.bottom - share(value) * (height - margin.top - margin.bottom));
  const rowsMax = Math.max(...points.map(({ rowsCount }) => rowsCount));
  return html`<figure>
<figcaption><h2>${title}</h2></figcaption>
<svg class="curve" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}: ${points.map((one) => said(one, text)).join("; ")}">
<path class="grid" d="M${x(low)},${y(low)}H${x(high)}M${x(low)},${y(low)}V${y(high)}"/>
<path class="zero" d="M${x(low)},${y(low)}L${x(high)},${y(high)}"/>
${[low, high].map(
  (value) => html`<text x="${x(value)}" y="${height - 22}" text-anchor="middle">${text(value)}</text>
<text x="${margin.left - 6}" y="${y(value) + 4}" text-anchor="end">${text(value)}</text>
`,
)}<text x="${x((low + high) / 2)}" y="${height - 6}" text-anchor="middle">predicted</text>
<text transform="rotate(-90)" x="${-y((low + high) / 2)}" y="14" text-anchor="middle">observed</text>
<path class="line" d="M${points.map(({ predicted, observed }) => `${x(predicted)},${y(observed)}`).join("L")}"/>
${points.map(
  (point) =>
    html`<circle cx="${x(point.predicted)}" cy="${y(point.observed)}" r="${round(2 + 3 * Math.sqrt(point.rowsCount / rowsMax))}"><title>${said(point, text)}</title></circle>\n`,
)}</svg>
</figure>
`;
}

function said({ predicted, observed, rowsCount }: CalibrationPoint, text: (value: number) => string): string {
  return `predicted ${text(predicted)}, observed ${text(observed)}, ${countText(rowsCount)} rows`;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
