// Goal: the calibration of edges is shown at one second, with each bin's share of the size.
// Method: calibrations of known figures, their cells read from the page.
import { expect, test } from "bun:test";
import { edgeSection } from "../../../sim/report/edge-tables.ts";
import { nsPerSecond } from "../../../src/domain/time.ts";
import { smallResult } from "../../helpers/results.ts";

const bin = (predictedTicks: number, lots: number) => ({
  ...{ fillsCount: 30, lots, predictedTicks, realisedTicks: predictedTicks + 0.5, errorTicks: 0.25 },
});

/** @param predictedTicks of the first bin, by which it is known. */
function calibrationOf(horizonNs: number, predictedTicks: number) {
  return { horizonNs, all: bin(9, 400), bins: [bin(predictedTicks, 100), bin(predictedTicks + 1, 300)] };
}

const cellsOf = (page: string) => [...page.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => cell);

test("edge tables: several horizons: bins at one second, the total of each", () => {
  const edges = [0.1, 1, 10].map((seconds) => calibrationOf(seconds * nsPerSecond, 10 * seconds));
  const page = edgeSection(smallResult({ edges })).text;
  expect(page).toContain("what the mid did within 1 s");
  const [first, second] = [page.indexOf(">10.00<"), page.indexOf(">11.00<")];
  expect(first > 0 && second > first).toBe(true);
  expect(cellsOf(page).slice(0, 6)).toEqual([
    ...["10.50 <small>± 0.25</small>", "30", "25.0%"],
    ...["11.50 <small>± 0.25</small>", "30", "75.0%"],
  ]);
  expect(page.match(/9\.50 <small>± 0\.25/g)).toHaveLength(3);
});

test("edge tables: none at one second: the first there is; none at all: nothing", () => {
  const page = edgeSection(smallResult({ edges: [calibrationOf(10 * nsPerSecond, 5)] })).text;
  expect(page).toContain("what the mid did within 10 s");
  expect(edgeSection(smallResult({ edges: [] })).text).toBe("");
});
