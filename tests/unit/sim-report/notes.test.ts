// Goal: what the figures of a result leave out is said in each form of it, and only where there was something to leave out.
// Method: hand-made results of Spot and of futures, held, traded and untouched; of models that have seen the data, and not.
import { expect, test } from "bun:test";
import { reportHtml } from "../../../sim/report/html.ts";
import { resultJson } from "../../../sim/report/json.ts";
import { summaryText } from "../../../sim/report/summary.ts";
import type { BacktestResult } from "../../../sim/result.ts";
import { btcusdPerp, btcusdt, smallResult } from "../../helpers/results.ts";

const words = "funding not modelled";
const usdm = { ...btcusdt, market: "usdm" as const };

function shownOf(result: BacktestResult): string[] {
  return [
    summaryText(result, { color: false, width: 200 }),
    reportHtml(result),
    JSON.stringify(resultJson(result, null)),
  ];
}

test.each([usdm, btcusdPerp])(
  "notes: futures %#: held at the end, or during a run: funding not modelled",
  (instrument) => {
    const cases = [
      { fillsCount: 2, positionLots: 0 },
      { fillsCount: 0, positionLots: -3 },
    ];
    for (const held of cases)
      for (const text of shownOf(smallResult({ instrument, ...held }))) expect(text).toContain(words);
  },
);

test("notes: futures never held, or Spot: nothing is left out", () => {
  const untouched = smallResult({ instrument: usdm, fillsCount: 0, positionLots: 0 });
  for (const text of [...shownOf(untouched), ...shownOf(smallResult())]) expect(text).not.toContain("funding");
});

test("notes: models: each is named with what it was fitted to, and said to have seen these data only if it has", () => {
  const seen = {
    role: "fill",
    name: "fill-logistic-btcusdt",
    hash: "7bd377ad".padEnd(64, "0"),
    data: ["monday.gz"],
    isFittedToTheseData: true,
  } as const;
  const unseen = { ...seen, role: "drift", name: "drift-linear-btcusdt", isFittedToTheseData: false } as const;
  const named = "fill-logistic-btcusdt-7bd377ad, fitted to monday.gz";
  for (const models of [[seen, unseen], [unseen]]) {
    const [terminal, page, json] = shownOf(smallResult({ models })) as [string, string, string];
    for (const text of [terminal, page]) {
      expect(text.includes(named)).toBe(models.length === 2);
      expect(text).toContain("drift-linear-btcusdt-7bd377ad, fitted to monday.gz");
    }
    expect(JSON.parse(json).models).toEqual(models);
    for (const text of [terminal, page, json])
      expect(text.includes("Models (fill) were fitted to these very data")).toBe(models.length === 2);
  }
});
