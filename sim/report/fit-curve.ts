/** Two lines over the same few steps, recorded and simulated, as a still picture. */
import { html, type Markup } from "./markup.ts";

const width = 360;
const height = 190;
const margin = { left: 52, right: 14, top: 14, bottom: 28 };

export interface FitCurve {
  readonly title: string;
  /** Under the points. */
  readonly steps: readonly string[];
  /** As many as `steps`; what is not finite has no point. */
  readonly recorded: readonly number[];
  readonly simulated: readonly number[];
}

/** From 0, or from the lowest value below it. A table has the same numbers, so the picture is hidden from readers aloud. */
export function fitCurve({ title, steps, recorded, simulated }: FitCurve): Markup {
  const values = [...recorded, ...simulated].filter(Number.isFinite);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const x = (at: number) => round(margin.left + ((at + 0.5) * (width - margin.left - margin.right)) / steps.length);
  const y = (value: number) =>
    round(margin.top + ((high - value) / (high - low || 1)) * (height - margin.top - margin.bottom));
  const line = (points: readonly number[], name: string) => {
    const shown = points.map((value, at) => ({ value, at })).filter(({ value }) => Number.isFinite(value));
    if (shown.length === 0) return html``;
    return html`<path class="${name}" d="M${shown.map(({ value, at }) => `${x(at)},${y(value)}`).join("L")}"/>
${shown.map(({ value, at }) => html`<circle class="${name}" cx="${x(at)}" cy="${y(value)}" r="3.5"/>\n`)}`;
  };
  return html`<figure>
<figcaption><h2>${title}</h2></figcaption>
<svg class="curve" viewBox="0 0 ${width} ${height}" aria-hidden="true">
${[...new Set([low, high])].map(
  (value) => html`<path class="grid" d="M${margin.left},${y(value)}H${width - margin.right}"/>
<text x="${margin.left - 6}" y="${y(value) + 4}" text-anchor="end">${label(value)}</text>
`,
)}${line(recorded, "recorded")}${line(simulated, "simulated")}
${steps.map((step, at) => html`<text x="${x(at)}" y="${height - 8}" text-anchor="middle">${step}</text>\n`)}</svg>
</figure>
`;
}

function label(value: number): string {
  return value >= 1000 ? `${Number((value / 1000).toPrecision(2))}k` : String(Number(value.toPrecision(2)));
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
