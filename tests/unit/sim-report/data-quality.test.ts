// Goal: nobody reads a result of broken data without being told; whole data take a line and no more.
// Method: made results in each form in which they are shown.

import { expect, test } from "bun:test";
import { dataQualityText, dataWarning } from "../../../sim/report/data-quality.ts";
import { reportHtml } from "../../../sim/report/html.ts";
import { resultJson } from "../../../sim/report/json.ts";
import { summaryText } from "../../../sim/report/summary.ts";
import { smallResult } from "../../helpers/results.ts";

const page = { color: false, width: 200 };
const warned = "Warning: the data are not clean: 2 gaps in the depth stream; valid book 28.8% of the time.";
const broken = smallResult({ dataProblems: ["2 gaps in the depth stream"], bookValidShare: 0.2884 });

test("data quality: whole data: one line, no warning", () => {
  expect(dataQualityText(smallResult())).toBe("whole; valid book 100%");
  expect(dataWarning(smallResult())).toBeUndefined();
  expect(summaryText(smallResult(), page)).toContain("whole; valid book 100%\n");
  expect(summaryText(smallResult(), page)).not.toContain("Warning");
  expect(reportHtml(smallResult())).not.toContain("Warning");
});

test("data quality: a gap: the warning stands in summary and page, and JSON has its parts", () => {
  expect(summaryText(broken, page)).toContain(warned);
  expect(reportHtml(broken)).toContain(warned);
  expect(resultJson(broken, null)).toMatchObject({
    dataProblems: ["2 gaps in the depth stream"],
    bookValidShare: 0.2884,
  });
});

test("data quality: nothing wrong but a book that comes late: a warning all the same", () => {
  expect(dataWarning({ dataProblems: [], bookValidShare: 0.98 })).toContain("not clean: valid book 98% of the time.");
  expect(dataWarning({ dataProblems: ["a", "b"], bookValidShare: 1 })).toEndWith("not clean: a; b.");
  expect(dataWarning({ dataProblems: [], bookValidShare: 0.99 })).toBeUndefined();
});
