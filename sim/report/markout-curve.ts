/**
 * The markout curve: the mean move after a fill at each horizon, with whiskers of one standard error, as a still
 * picture.
 */
import type { Markout } from "../result.ts";
import { horizonText } from "./format.ts";
import { html, type Markup } from "./markup.ts";

const width = 360;
const height = 190;
const margin = { left: 46, right: 14, top: 14, bottom: 28 };

/** Empty markup without fills. The table beside it says the same, so it is hidden from readers aloud. */
export function markoutCurve(markouts: readonly Markout[]): Markup {
  const shown = markouts.filter(({ fillsCount }) => fillsCount > 0);
  if (shown.length === 0) return html``;
  const extremes = shown.flatMap((one) => [one.meanTicks - errorOf(one), one.meanTicks + errorOf(one)]);
  const [low, high] = [Math.min(0, ...extremes), Math.max(0, ...extremes)];
  const x = (index: number) =>
    round(margin.left + ((index + 0.5) * (width - margin.left - margin.right)) / shown.length);
  const y = (ticks: number) =>
    round(margin.top + ((high - ticks) / (high - low || 1)) * (height - margin.top - margin.bottom));
  return html`<svg class="curve" viewBox="0 0 ${width} ${height}" aria-hidden="true">
${labels([low, 0, high], y)}
<path class="line" d="M${shown.map((one, i) => `${x(i)},${y(one.meanTicks)}`).join("L")}"/>
${shown.map((one, i) => point(one, x(i), y))}
</svg>
`;
}

function labels(ticks: readonly number[], y: (ticks: number) => number): Markup[] {
  return [...new Set(ticks)].map(
    (
      value,
    ) => html`<path class="${value === 0 ? "zero" : "grid"}" d="M${margin.left},${y(value)}H${width - margin.right}"/>
<text x="${margin.left - 6}" y="${y(value) + 4}" text-anchor="end">${Number(value.toPrecision(2))}</text>
`,
  );
}

function point(markout: Markout, x: number, y: (ticks: number) => number): Markup {
  const { meanTicks, horizonNs } = markout;
  const [top, bottom] = [y(meanTicks + errorOf(markout)), y(meanTicks - errorOf(markout))];
  return html`<path class="whisker" d="M${x - 5},${top}h10m-5,0V${bottom}m-5,0h10"/>
<circle cx="${x}" cy="${y(meanTicks)}" r="3.5"/>
<text x="${x}" y="${height - 8}" text-anchor="middle">${horizonText(horizonNs)}</text>
`;
}

function errorOf({ errorTicks, fillsCount }: Markout): number {
  return fillsCount > 1 && Number.isFinite(errorTicks) ? errorTicks : 0;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
