// Goal: what is shown of a run of many instruments is what each of them shows, sums that add up, and links that lead
// somewhere.
// Method: hand-made results of two instruments that settle in one asset, and of one that settles in another.
import { describe, expect, test } from "bun:test";
import { settlementOf } from "../../../sim/backtest.ts";
import { runHtml } from "../../../sim/report/run-html.ts";
import { runJson } from "../../../sim/report/run-json.ts";
import { runText } from "../../../sim/report/run-text.ts";
import type { BacktestResult } from "../../../sim/result.ts";
import { type HedgeResult, type RunResult, totalsOf } from "../../../sim/run-result.ts";
import type { Instrument } from "../../../src/domain/instrument.ts";
import { nsPerSecond } from "../../../src/domain/time.ts";
import { btcusdPerp, btcusdt, smallResult } from "../../helpers/results.ts";

const btc = smallResult();
const eth = smallResult({ instrument: { ...btcusdt, symbol: "ETHUSDT", base: { name: "ETH", places: 8 } } });
const inverse = smallResult({ instrument: btcusdPerp, pnl: { ...btc.pnl, unit: "BTC" } });

const curve = {
  incrementsCount: 9,
  incrementDeviation: 0.2,
  sharpe: -50,
  sharpeError: 8,
  skewness: 0,
  kurtosis: 3,
  winRate: 0.25,
  maxDrawdownUnits: 2_600_000_000n,
  longestDrawdownNs: 60 * nsPerSecond,
};
const curves = new Map([btc, inverse].map(({ instrument }) => [settlementOf(instrument), curve]));

function hedgeOf(hedge: Instrument, netUnits: bigint | undefined): HedgeResult {
  return { hedge, hedged: btcusdt, netUnits, meanErrorLots: 2.5, maxErrorLots: 7 };
}

function runOf(...instruments: BacktestResult[]): RunResult {
  const { kind, runHash, configHash, configText, version, engineKind, seed, queueModel } = btc;
  const balances = { USDT: { units: 9_000_000_000_000n, places: 8 } };
  const speed = { replaySeconds: 2, peakRssBytes: 150e6, eventsPerSecond: 3e6 };
  const totals = totalsOf(instruments, curves);
  return {
    kind,
    runHash,
    configHash,
    configText,
    version,
    engineKind,
    seed,
    queueModel,
    instruments,
    totals,
    hedges: [],
    balances,
    ...speed,
  };
}

describe("run report", () => {
  test("run report: an instrument with an account of its own: shown and labelled beside the common one", () => {
    const own = { ...eth, hasOwnBalances: true, balances: { ETH: { units: 5n, places: 1 } } };
    const text = runText(runOf(btc, own), { color: false, width: 120 });
    expect(text).toMatch(/common balances +90,000\.00000000 USDT\n/);
    expect(text).toMatch(/own balances +ETHUSDT: 0\.5 ETH\n/);
    expect(runHtml(runOf(btc, own), ["a", "b"])).toContain("0.5 ETH");
    const alone = runText(runOf(own, { ...own, instrument: btc.instrument }), { color: false, width: 120 });
    expect(alone).not.toContain("90,000.00000000");
  });

  test("run report: data of one instrument that are not clean: a warning with its name", () => {
    const broken = smallResult({ dataProblems: ["2 gaps in the depth stream"] });
    const warning = "BTCUSDT: Warning: the data are not clean: 2 gaps in the depth stream.";
    expect(runText(runOf(eth, broken), { color: false, width: 200 })).toContain(warning);
    expect(runHtml(runOf(eth, broken), ["a", "b"])).toContain(warning);
    expect(runText(runOf(eth, btc), { color: false, width: 200 })).not.toContain("Warning");
  });

  test("run: a hedge: its row has the net of both, and in its own units by how much it was off", () => {
    const future = { ...btcusdt, market: "usdm" as const };
    const result = { ...runOf(btc, smallResult({ instrument: future })), hedges: [hedgeOf(future, -2_482_000_000n)] };
    const row = ["BTCUSDT.usdm", "BTCUSDT", "-24.82 USDT", "0.000025 BTC", "0.000070 BTC"];
    const text = runText(result, { color: false, width: 120 });
    expect(text).toMatch(new RegExp(row.join(" +").replaceAll(".", "\\.")));
    for (const cell of row) expect(runHtml(result, ["a", "b"])).toContain(`>${cell}<`);
    const { hedges } = JSON.parse(JSON.stringify(runJson(result, "r", ["a", "b"])));
    const off = { meanErrorLots: 2.5, maxErrorLots: 7 };
    expect(hedges).toEqual([{ hedge: row[0], hedged: row[1], unit: "USDT", net: "-24.82000000", ...off }]);
    const apart = { ...result, hedges: [hedgeOf(future, undefined)] };
    expect(runText(apart, { color: false, width: 120 })).toMatch(/BTCUSDT\.usdm +BTCUSDT +– +0/);
    expect(runText(runOf(btc, eth), { color: false, width: 120 })).not.toContain("Hedges");
  });

  test("run: futures held: funding not modelled is said once, wherever the run is shown", () => {
    const held = runOf(btc, smallResult({ instrument: btcusdPerp }), inverse);
    const shown = [
      runText(held, { color: false, width: 200 }),
      runHtml(held, ["a", "b", "c"]),
      JSON.stringify((runJson(held, "r", ["a", "b", "c"]) as { notes: unknown }).notes),
    ];
    for (const text of shown) expect(text.split("funding not modelled").length - 1).toBe(1);
    expect(runText(runOf(btc, eth), { color: false, width: 200 })).not.toContain("funding");
  });

  test("run: totals: sums over what settles in one asset, apart from another", () => {
    const [usdt, coin] = totalsOf([btc, inverse, eth], curves);
    expect([usdt!.pnl.unit, usdt!.instrumentsCount, coin!.pnl.unit, coin!.instrumentsCount]).toEqual([
      "USDT",
      2,
      "BTC",
      1,
    ]);
    expect(usdt!.pnl.net).toBe(2n * btc.pnl.net);
    expect(usdt!.pnl.gross - usdt!.pnl.fees).toBe(usdt!.pnl.net);
    expect(usdt!.bracket.probable).toEqual({
      fillsCount: 2 * btc.bracket.probable.fillsCount,
      net: 2n * btc.bracket.probable.net,
      gross: 2n * btc.bracket.probable.gross,
    });
  });

  test("run: the terminal: the verdict, a line for each instrument, the sums, where it came from", () => {
    expect(runText(runOf(btc, eth), { color: false, width: 100 })).toMatchInlineSnapshot(`
      "BTCUSDT, ETHUSDT

      Together they lost 24.82 USDT: a gain of 6.20 USDT before fees of 31.02 USDT.

      Instruments
        instrument             fills       volume     gross      fees          net  other queue        Sharpe
        BTCUSDT                  312  0.31200 BTC      3.10     15.51  -12.41 USDT       -19.02  -41.2 ± 11.5
        ETHUSDT                  312  0.31200 ETH      3.10     15.51  -12.41 USDT       -19.02  -41.2 ± 11.5

      Together
        settled in          instruments     fills     gross      fees       net  other queue  drawdown       Sharpe
        USDT                          2       624      6.20     31.02    -24.82       -38.04     26.00  -50.0 ± 8.0

      Run
        BTCUSDT           naiveMaker on synthetic market: whole; valid book 100%
        ETHUSDT           naiveMaker on synthetic market: whole; valid book 100%
        balances          90,000.00000000 USDT
        queue model       conservative
        seed, engine      7, native, halfspread 0.1.0
        configuration     c0ffee00c0ffee00
        run hash          5b1f0c9e7a3d2468
        replay            2.00 s, 3.0 million events/s, 150 MB of memory at most
      "
    `);
  });

  test("run: the page: a link to each report, and nothing of a name is markup", () => {
    const odd = smallResult({ strategy: "<b>&", dataSource: "<script>" });
    const page = runHtml(runOf(odd, eth), ["BTCUSDT.html", "ETHUSDT.html"]);
    expect([...page.matchAll(/<a href="([^"]+)">([^<]+)<\/a>/g)].map(([, to, name]) => [to, name])).toEqual([
      ["BTCUSDT.html", "BTCUSDT"],
      ["ETHUSDT.html", "ETHUSDT"],
    ]);
    expect(page).not.toContain("<b>");
    expect(page).not.toContain("<script>");
  });

  test("run: json: each instrument's document as it is alone, totals as text, one hash", () => {
    const document = JSON.parse(JSON.stringify(runJson(runOf(btc, eth), "out/report.html", ["a.html", "b.html"])));
    expect(document.instruments.map(({ symbol, reportPath }: Record<string, string>) => [symbol, reportPath])).toEqual([
      ["BTCUSDT", "a.html"],
      ["ETHUSDT", "b.html"],
    ]);
    expect(document.totals).toMatchObject([
      { unit: "USDT", instrumentsCount: 2, pnl: { net: "-24.82000000", unit: "USDT" } },
    ]);
    expect(document.totals[0]).toMatchObject({ maxDrawdown: "26.00000000", longestDrawdownSeconds: 60, sharpe: -50 });
    expect([document.runHash, document.reportPath]).toEqual([btc.runHash, "out/report.html"]);
    expect(document.balances).toEqual({ USDT: "90000.00000000" });
  });
});
