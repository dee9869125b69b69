// Goal: a calibration curve shows where predictions are honest, and by how much they are not.
// Method: marks whose places are known, read from the picture.
import { expect, test } from "bun:test";
import { type CalibrationMark, calibrationCurve, rangeWithZero } from "../../../sim/report/calibration-curve.ts";

const markOf = (predicted: number, observed: number, error?: number): CalibrationMark => ({
  ...{ predicted, observed, weight: 1, said: `${predicted} and ${observed} <said>` },
  ...(error !== undefined && { error }),
});

const drawn = (marks: readonly CalibrationMark[], title?: string) =>
  calibrationCurve({
    ...{ marks, across: [-10, 10] as const, up: [-20, 40] as const, text: String },
    ...(title !== undefined && { title }),
  }).text;

const numbers = (text: string | undefined) =>
  (text ?? "")
    .split(/[^\d.]+/)
    .filter(Boolean)
    .map(Number);
const circlesOf = (picture: string) =>
  [...picture.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)] as const);

test("calibration curve: honest predictions: on the dashed line; more than predicted: above it", () => {
  const picture = drawn([markOf(-10, -10), markOf(10, 10), markOf(5, 25)]);
  const [first, last, above] = circlesOf(picture);
  const [x1, y1, x2, y2] = numbers(/class="honest" d="([^"]*)"/.exec(picture)?.[1]);
  expect([first, last]).toEqual([
    [x1!, y1!],
    [x2!, y2!],
  ]);
  const [, yOfHonest] = circlesOf(drawn([markOf(5, 5)]))[0]!;
  expect(above![1]).toBeLessThan(yOfHonest);
});

test("calibration curve: an error: a whisker of one either way; none without", () => {
  const picture = drawn([markOf(0, 10, 5)]);
  const ends = circlesOf(drawn([markOf(0, 15), markOf(0, 5)])).map(([, y]) => y);
  const [, top, bottom] = numbers(/class="whisker" d="([^"]*)"/.exec(picture)?.[1]);
  expect([top, bottom]).toEqual(ends);
  expect(drawn([markOf(0, 10)])).not.toContain("whisker");
});

test("calibration curve: a title: read aloud with its numbers; none: hidden, since a table says them; text is escaped", () => {
  expect(drawn([markOf(1, 2)], "Moves")).toContain('role="img" aria-label="Moves: 1 and 2 &#60;said&#62;"');
  expect(drawn([markOf(1, 2)])).toContain('aria-hidden="true"');
});

test("calibration curve: a range: holds 0 and all that is known", () => {
  expect(rangeWithZero([3, Number.NaN, 7])).toEqual([0, 7]);
  expect(rangeWithZero([-3, Number.NEGATIVE_INFINITY])).toEqual([-3, 0]);
  expect(rangeWithZero([])).toEqual([0, 0]);
});
