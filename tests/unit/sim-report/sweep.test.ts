// Goal: a sweep's text, page and JSON say what its ranking says, and warn of luck.
// Method: one hand-made sweep as exact text; charts read back from the page's data.
import { describe, expect, test } from "bun:test";
import { sweepChartData } from "../../../sim/report/sweep-chart-data.ts";
import { sweepHtml } from "../../../sim/report/sweep-html.ts";
import { sweepJson } from "../../../sim/report/sweep-json.ts";
import { sweepText } from "../../../sim/report/sweep-text.ts";
import { sweepVerdict } from "../../../sim/report/sweep-verdict.ts";
import { rankRuns } from "../../../sim/sweep-ranking.ts";
import { entryNames, type SweepResult } from "../../../sim/sweep-result.ts";
import { smallSweep, sweepFigures } from "../../helpers/sweeps.ts";

function sweepOver(entries: SweepResult["entries"], points: SweepResult["ranking"]["runs"][number]["point"][]) {
  const runs = points.map((point) => ({ point, figures: sweepFigures({ sharpe: Number(point[0]) || 1 }) }));
  return { ...smallSweep(), entries, ranking: rankRuns(runs) };
}

describe("sweep report", () => {
  test("sweep: data that are not clean: the terminal and the page warn once", () => {
    const figures = sweepFigures({ dataProblems: ["2 gaps in the depth stream"], bookValidShare: 0.5 });
    const runs = [
      [1, 10],
      [2, 10],
    ].map((point) => ({ point, figures }));
    const sweep = { ...smallSweep(), ranking: rankRuns(runs) };
    const warning = "Warning: the data are not clean: 2 gaps in the depth stream; valid book 50% of the time.";
    expect(sweepText(sweep, { color: false, width: 200 }).split(warning)).toHaveLength(2);
    expect(sweepHtml(sweep).split(warning)).toHaveLength(2);
    expect(sweepHtml(smallSweep())).not.toContain("Warning");
  });

  test("sweep: a small one: the terminal says what was found, then the ranking", () => {
    expect(sweepText(smallSweep(), { color: false, width: 100 })).toMatchInlineSnapshot(`
      "BTCUSDT · naiveMaker · 8 runs

      3 of 8 runs made money after fees; the best (half_spread_ticks 4, size_lots 10) has an annual Sharpe
      ratio of 70.0 ± 10.0, where the best of 8 without skill is expected to show 67.2: a deflated Sharpe
      ratio of 60.6%, so nothing was found that luck would not show.

      Sweep
        base              configs/base.yaml
        swept             strategy.parameters.half_spread_ticks: 1, 2, 3, 4
                          strategy.parameters.size_lots: 10, 20
        data              a.gz
        queue model       conservative
        luck's Sharpe     67.2 a year is expected of the best of 8

      Ranking by deflated Sharpe ratio
        run                 half_spread_ticks  size_lots  net, USDT  other queue  drawdown     fills        Sharpe  deflated
        1 · 410000000000                    4         10       4.00         4.00     13.02       312   70.0 ± 10.0     60.6%
        2 · 310000000000                    3         10       1.50         1.50     13.02       312   30.0 ± 10.0      0.0%
        3 · 320000000000                    3         20       1.50         1.50     13.02       312   20.0 ± 10.0      0.0%
        4 · 210000000000                    2         10      -1.00        -1.00     13.02       312  -10.0 ± 10.0      0.0%
        5 · 220000000000                    2         20      -1.00        -1.00     13.02       312  -20.0 ± 10.0      0.0%
        6 · 110000000000                    1         10      -3.50        -3.50     13.02       312  -50.0 ± 10.0      0.0%
        7 · 120000000000                    1         20      -3.50        -3.50     13.02       312  -60.0 ± 10.0      0.0%
        8 · 420000000000                    4         20       0.00         0.00     13.02       312             –         –
      "
    `);
  });

  test("sweep: verdict: only what luck would hardly show is believed", () => {
    const one = { ...smallSweep(), ranking: { ...smallSweep().ranking } };
    const [best, ...rest] = one.ranking.runs;
    const told = (deflatedSharpe: number | undefined) =>
      sweepVerdict({ ...one, ranking: { ...one.ranking, runs: [{ ...best!, deflatedSharpe }, ...rest] } });
    expect(told(0.96)).not.toContain("luck would not show");
    expect(told(0.94)).toContain("so nothing was found that luck would not show.");
    expect(told(undefined)).toContain("none is long enough for a Sharpe ratio.");
  });

  test("sweep: verdict: queue models that disagree on the sign of the best run: it says so", () => {
    const { pnl, bracket } = sweepFigures({});
    const figures = sweepFigures({
      pnl: { ...pnl, net: "1" },
      bracket: { conservative: { ...bracket.conservative, net: "1" }, probable: { ...bracket.probable, net: "-1" } },
    });
    const result = { ...smallSweep(), ranking: rankRuns([{ point: [1, 10], figures }]) };
    expect(sweepVerdict(result)).toContain("the two queue models disagree on whether it makes money.");
  });

  test("sweep: JSON: every run with its values by key path, hash and figures, best first", () => {
    const files = { resultsPath: "runs.jsonl", reportPath: "report.html", resumedCount: 3 };
    const document = JSON.parse(JSON.stringify(sweepJson(smallSweep(), files)));
    expect(document.trialsCount).toBe(8);
    expect(document.resumedCount).toBe(3);
    expect(document.runs.map(({ rank }: { rank: number }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(document.runs[0]).toMatchObject({
      values: { "strategy.parameters.half_spread_ticks": 4, "strategy.parameters.size_lots": 10 },
      sharpe: 70,
      runHash: "410".padEnd(64, "0"),
    });
    expect(document.runs[7]).toMatchObject({ deflatedSharpe: null, sharpe: null });
  });

  test("sweep: charts over two entries: a line for each value of the other, and gaps where nothing is known", () => {
    const data = sweepChartData(smallSweep())!;
    expect([data.xName, data.x, data.xLabels]).toEqual(["half_spread_ticks", [1, 2, 3, 4], null]);
    expect(data.sharpe).toEqual([
      { name: "size_lots 10", values: [-50, -10, 30, 70] },
      { name: "size_lots 20", values: [-60, -20, 20, null] },
    ]);
  });

  test("sweep: charts over one entry: a line for each queue model; texts are places with labels", () => {
    const values = ["fast", "slow"];
    const data = sweepChartData(
      sweepOver(
        [{ path: "a", values }],
        values.map((value) => [value]),
      ),
    )!;
    expect([data.x, data.xLabels]).toEqual([
      [0, 1],
      ["fast", "slow"],
    ]);
    expect(data.net.map(({ name, values: nets }) => [name, nets])).toEqual([
      ["conservative", [-12.41, -12.41]],
      ["probable", [-19.02, -19.02]],
    ]);
  });

  test("sweep: charts over more than two entries, or a single value: none", () => {
    const entry = (path: string) => ({ path, values: [1] });
    expect(sweepChartData(sweepOver([entry("a")], [[1]]))).toBeUndefined();
    expect(sweepChartData(sweepOver(["a", "b", "c"].map(entry), [[1, 1, 1]]))).toBeUndefined();
    expect(sweepHtml(sweepOver([entry("a")], [[1]]))).not.toContain("<script");
  });

  test("sweep: page: nothing is loaded from elsewhere, hostile values are text, equal sweeps give equal bytes", () => {
    const hostile = "</script><script>alert(1)</script>";
    const page = sweepHtml(sweepOver([{ path: "a", values: [hostile, "b"] }], [[hostile], ["b"]]));
    expect(page.match(/<script/g)).toHaveLength(3);
    expect(page).not.toMatch(/(?:src|href)="(?!data:,)/);
    expect(sweepHtml(smallSweep())).toBe(sweepHtml(smallSweep()));
  });

  test("sweep: names of entries: the last word where that is enough", () => {
    const paths = ["latency.entry_ms", "a.size", "b.size"].map((path) => ({ path, values: [] }));
    expect(entryNames(paths)).toEqual(["entry_ms", "a.size", "b.size"]);
  });
});
