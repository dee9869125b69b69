/**
 * A calibration curve as a still picture: what was predicted, to the right, against what happened, up. On the dashed
 * line a prediction is honest. A mark says its numbers when it is pointed at.
 */
import { html, type Markup } from "./markup.ts";

const width = 360;
const height = 260;
const margin = { left: 54, right: 24, top: 14, bottom: 40 };

export interface CalibrationMark {
  readonly predicted: number;
  readonly observed: number;
  /** One standard error of what happened, if it is to be shown. */
  readonly error?: number;
  /** What it counts beside the largest, 0 to 1. */
  readonly weight: number;
  readonly said: string;
}

export interface CalibrationPicture {
  /** Read aloud with the numbers; none where a table beside the picture has them. */
  readonly title?: string;
  readonly marks: readonly CalibrationMark[];
  /** Of what was predicted, and of what happened: the latter holds the former. */
  readonly across: Range;
  readonly up: Range;
  readonly text: (value: number) => string;
}

export type Range = readonly [low: number, high: number];

export function calibrationCurve({ title, marks, across, up, text }: CalibrationPicture): Markup {
  const [left, right] = across;
  const x = (value: number) => round(margin.left + shareOf(across, value) * (width - margin.left - margin.right));
  const y = (value: number) =>
    round(height - margin.bottom - shareOf(up, value) * (height - margin.top - margin.bottom));
  return html`<svg class="curve" viewBox="0 0 ${width} ${height}" ${readAloud(title, marks)}>
${ticksOf(up).map(
  (value) => html`<path class="${value === 0 ? "zero" : "grid"}" d="M${x(left)},${y(value)}H${x(right)}"/>
<text x="${margin.left - 6}" y="${y(value) + 4}" text-anchor="end">${text(value)}</text>
`,
)}${across.map(
  (value) => html`<text x="${x(value)}" y="${height - 22}" text-anchor="middle">${text(value)}</text>\n`,
)}<text x="${(margin.left + width - margin.right) / 2}" y="${height - 6}" text-anchor="middle">predicted</text>
<text transform="rotate(-90)" x="${(margin.bottom - margin.top - height) / 2}" y="14" text-anchor="middle">observed</text>
<path class="honest" d="M${x(left)},${y(left)}L${x(right)},${y(right)}"/>
${marks.map((mark) => drawn(mark, x, y))}</svg>
`;
}

/** With 0, so that signs can be seen. What is not known is passed over. */
export function rangeWithZero(values: readonly number[]): Range {
  const finite = values.filter(Number.isFinite);
  return [Math.min(0, ...finite), Math.max(0, ...finite)];
}

function readAloud(title: string | undefined, marks: readonly CalibrationMark[]): Markup {
  if (title === undefined) return html`aria-hidden="true"`;
  return html`role="img" aria-label="${title}: ${marks.map(({ said }) => said).join("; ")}"`;
}

function drawn(mark: CalibrationMark, x: (value: number) => number, y: (value: number) => number): Markup {
  const { predicted, observed, error, weight, said } = mark;
  const radius = round(2 + 3 * Math.sqrt(weight));
  const whisker =
    error === undefined
      ? html``
      : html`<path class="whisker" d="M${x(predicted)},${y(observed + error)}V${y(observed - error)}"/>\n`;
  return html`${whisker}<circle cx="${x(predicted)}" cy="${y(observed)}" r="${radius}"><title>${said}</title></circle>\n`;
}

/** Its ends, and 0 where it is far enough from both to be read. */
function ticksOf(range: Range): number[] {
  const zero = shareOf(range, 0);
  return zero > 0.08 && zero < 0.92 ? [range[0], 0, range[1]] : [...range];
}

function shareOf([low, high]: Range, value: number): number {
  return (value - low) / (high - low || 1);
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
