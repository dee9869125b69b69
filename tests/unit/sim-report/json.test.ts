// Goal: programs find every promised name, exact money, and null for what is not known.
// Method: the document after a round trip through text; money parsed back against bigint.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { resultJson } from "../../../sim/report/json.ts";
import { parseDecimal } from "../../../src/base/decimal.ts";
import { smallResult } from "../../helpers/results.ts";
import { anyPnl } from "./any-pnl.ts";

const promised = [
  "runHash, configHash, version, symbol, strategy, queueModel, eventsCount, tradesCount, decisionsCount, ordersCount",
  "cancelsCount, fillsCount, makerFillsCount, volumeLots, positionLots, pnl, sharpe, sharpeError, feeTier, breakEvenFee",
  "winRate, maxDrawdown, turnover, markouts, latency, bracket, replaySeconds, eventsPerSecond, peakRssBytes, reportPath",
].flatMap((line) => line.split(", "));

describe("json", () => {
  test("json: any result: every promised field is there", () => {
    const document = roundTrip(smallResult());
    expect(promised.filter((name) => !(name in document))).toEqual([]);
    expect(Object.keys(document.pnl).sort()).toEqual([
      "adverseSelection",
      "fees",
      "gross",
      "inventory",
      "net",
      "spreadCapture",
      "unit",
    ]);
  });

  test("json: a small result: money as text, markouts by horizon, latency by action", () => {
    const document = roundTrip(smallResult(), "out/report.html");
    expect(document.pnl.net).toBe("-12.41000000");
    expect(document.turnover).toBe("15510.00000000");
    expect(document.maxDrawdown).toBe("13.02000000");
    expect(document.feeTier).toBe("spot-vip0");
    expect(document.fillRatio).toEqual({ orders: 0.1, lots: 31_200 / 221_000 });
    expect([document.deflatedSharpe, document.sharpeThreshold, document.trialsCount]).toEqual([0.0004, 0, 1]);
    expect([document.skewness, document.kurtosis, document.incrementsCount]).toEqual([-0.42, 5.13, 65]);
    expect(document.longestDrawdownSeconds).toBe(3601);
    expect(document.timeAtTouch).toEqual({ samplesCount: 3905, bid: 0.451, ask: 0.4375, both: 0.2 });
    expect(document.queueAhead.atRest).toEqual({ count: 2198, medianLots: 1200, p90Lots: 5400 });
    expect(document.makerFee).toBe("0.00100000");
    expect(document.balances).toEqual({ BTC: "0.99600000", USDT: "100231.41000000" });
    expect(Object.keys(document.markouts)).toEqual(["100ms", "1s", "10s", "60s"]);
    expect(document.markouts["1s"]).toEqual({ meanTicks: -5.15, errorTicks: 1.6, fillsCount: 312, lots: 31_200 });
    expect(document.latency.place).toEqual({ count: 2210, p50: 10_000_000, p99: 14_250_000, max: 31_000_000 });
    expect(document.latency.fill).toEqual({ count: 0, p50: null, p99: null, max: null });
    expect(document.bracket.probable.net).toBe("-19.02000000");
    expect(document.firstTime).toBe("2024-08-08T23:00:00.000000000Z");
    expect(document.reportPath).toBe("out/report.html");
  });

  test("json: what is not known: null, and the name stays", () => {
    const [first] = smallResult().markouts;
    const document = roundTrip(
      smallResult({
        sharpe: undefined,
        sharpeError: Number.NaN,
        winRate: undefined,
        breakEvenFee: undefined,
        deflated: undefined,
        skewness: undefined,
        kurtosis: undefined,
        ordersCount: 0,
        placedLots: 0,
        timeAtTouch: { samplesCount: 0, bid: undefined, ask: undefined, both: undefined },
        queueAhead: {
          atRest: { count: 0, medianLots: 0, p90Lots: 0 },
          atFill: { count: 0, medianLots: 0, p90Lots: 0 },
        },
        markouts: [{ ...first!, fillsCount: 1, errorTicks: Number.NaN }],
      }),
    );
    expect(document.fillRatio).toEqual({ orders: null, lots: null });
    expect(document.timeAtTouch).toEqual({ samplesCount: 0, bid: null, ask: null, both: null });
    expect(document.queueAhead.atFill).toEqual({ count: 0, medianLots: null, p90Lots: null });
    const unknown = ["sharpe", "sharpeError", "skewness", "kurtosis", "deflatedSharpe", "winRate", "breakEvenFee"];
    for (const name of [...unknown, "reportPath"]) expect(document[name]).toBeNull();
    expect(document.markouts["100ms"].errorTicks).toBeNull();
  });

  test("json: any P&L: money parses back exactly", () => {
    fc.assert(
      fc.property(anyPnl, (pnl) => {
        const { unit, ...texts } = roundTrip(smallResult({ pnl })).pnl;
        expect(unit).toBe(pnl.unit);
        for (const [name, text] of Object.entries(texts))
          expect(parseDecimal(text as string, pnl.places)).toBe(pnl[name as "net"]);
      }),
    );
  });
});

// biome-ignore lint/suspicious/noExplicitAny: a document is read here as another program would.
function roundTrip(result: ReturnType<typeof smallResult>, reportPath: string | null = null): any {
  return JSON.parse(JSON.stringify(resultJson(result, reportPath)));
}
