// Goal: the page is whole, needs nothing from outside, and no text in it can become markup.
// Method: the document as text; the browser's view of it is in tests/e2e/report.test.ts.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { quoteSeries } from "../../../sim/quote-moments.ts";
import { chartData } from "../../../sim/report/chart-data.ts";
import { reportHtml } from "../../../sim/report/html.ts";
import { embeddedJson, html } from "../../../sim/report/markup.ts";
import { largeResult, smallResult } from "../../helpers/results.ts";

describe("html", () => {
  test("html: a result twice: equal bytes", () => {
    expect(reportHtml(largeResult())).toBe(reportHtml(largeResult()));
  });

  test("html: each kind of run: is called what it is", () => {
    const over = (kind: "backtest" | "paper" | "real") =>
      /Halfspread [a-z ]+ ·/.exec(reportHtml(smallResult({ kind })))![0];
    expect(over("backtest")).toBe("Halfspread backtest ·");
    expect(over("paper")).toBe("Halfspread paper session ·");
    expect(over("real")).toBe("Halfspread session with real orders ·");
  });

  test("html: the whole page: nothing is loaded from elsewhere", () => {
    const page = reportHtml(smallResult());
    expect(page.includes('content="default-src &#39;none&#39;')).toBe(true);
    expect(page.match(/<(script|link|img|iframe)[^>]*\b(src|href)="(?!data:)[^"]*"/g)).toBeNull();
    expect(page.match(/@import|url\(/g)).toBeNull();
  });

  test("html: hostile names anywhere: three script elements, as always", () => {
    const hostile = `"><script>alert(1)</script><!--`;
    const page = reportHtml(
      smallResult({
        strategy: hostile,
        configText: hostile,
        dataSource: hostile,
        runHash: hostile,
        rejectsByReason: { [hostile]: 1 },
        fillsByCause: { [hostile]: { fillsCount: 1, lots: 1 } },
        feeTier: { name: hostile, makerRate: 1n, takerRate: 1n },
      }),
    );
    expect(page.match(/<script/g)).toHaveLength(3);
    expect(page.includes("<!--")).toBe(false);
  });

  test("html: any text in a template: no character of it is markup", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const element = html`<p title="${text}">${text}</p>`.text;
        expect(element.match(/[<>"]/g)).toHaveLength(6);
      }),
    );
  });

  test("html: any value in a script element: no way out of it, and it parses back", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { text } = embeddedJson(value);
        expect(text).not.toContain("<");
        expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(value));
      }),
    );
    expect(embeddedJson("</script>").text).not.toContain("<");
  });

  test("html: a run without a second point: no charts, and it says so", () => {
    const { series, fills: _, ...rest } = smallResult();
    const { quotes: _quotes, ...columns } = series;
    const first = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.slice(0, 1)]));
    const short = { ...first, quotes: quoteSeries([undefined]) } as unknown as typeof series;
    const page = reportHtml({ ...rest, fills: [], series: short });
    expect(page.includes("The run is too short for charts.")).toBe(true);
    expect(page.includes('class="plot"')).toBe(false);
  });

  test("html: the strategy's words: a chart for each unit that has values, gaps where it said nothing", () => {
    const { panels } = chartData(smallResult());
    expect(panels.map(({ id, lines }) => [id, lines.map(({ name, values }) => [name, values])])).toEqual([
      [
        "parts",
        [
          ["fairOffset", [null, 0.5, null]],
          ["skew", [null, -0.25, null]],
          ["baseHalf", [null, 1.25, null]],
        ],
      ],
      [
        "edge",
        [
          ["bidEdge", [null, 2.5, null]],
          ["askEdge", [null, 1.5, null]],
        ],
      ],
      [
        "chance",
        [
          ["bidChance", [null, 0.25, null]],
          ["askChance", [null, 0.125, null]],
        ],
      ],
      ["volatility", [["volatilityTicks", [null, 3, null]]]],
    ]);
  });

  test("html: a strategy that predicts no edge: no calibration, and no charts of its words", () => {
    const { series } = smallResult();
    const page = reportHtml(
      smallResult({ edges: [], series: { ...series, quotes: quoteSeries(series.timeNs.map(() => undefined)) } }),
    );
    expect(page.includes("predicted edge")).toBe(false);
    expect(page.match(/class="plot"/g)).toHaveLength(3);
  });

  test("html: sampled fills: the page says how many of how many are drawn", () => {
    const note = (page: string) => /data-note="([^"]*)"/.exec(page)?.[1];
    expect(note(reportHtml(smallResult({ fillsSampled: true })))).toBe("3 of 312 fills are drawn, evenly chosen");
    expect(note(reportHtml(smallResult()))).toBe("3 fills are drawn");
  });

  test("html: chart data: prices and sizes in their units, gaps where there was no quote, fees as a cost", () => {
    const data = chartData(smallResult());
    expect(data.startUnixSeconds).toBe(Date.UTC(2024, 7, 8, 23) / 1000);
    expect(data.time).toEqual([0, 1952e6, 3905e6]);
    expect(data.mid).toEqual([61_000, 61_000.005, 60_990]);
    expect(data.ownAsk).toEqual([null, 61_000.01, null]);
    expect(data.position).toEqual([0, 0.002, -0.004]);
    expect(data.feesPaid).toEqual([0, -7.7, -15.51]);
    expect(data.fills.buy).toEqual([1, 0, 0]);
    expect(data.fills.price).toEqual([60_999.99, 61_000.01, 60_991]);
    expect(data.veto.map((veto) => data.vetoes[veto!])).toEqual(["", "", "stale_book"]);
    expect(data.fills.cause.map((cause) => data.causes[cause!])).toEqual(["print", "quote_through", "print"]);
  });
});
