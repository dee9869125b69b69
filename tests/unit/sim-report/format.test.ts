// Goal: numbers read well and mean what they meant.
// Method: tables of examples; properties that grouping and rounding lose nothing they should not.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  breakEvenText,
  durationText,
  estimateText,
  exactPlaces,
  gridPlaces,
  grouped,
  horizonKey,
  horizonText,
  moneyText,
  numberText,
  percentText,
  priceText,
  rateText,
  sentencePlaces,
  shareText,
  sizeText,
  spanText,
} from "../../../sim/report/format.ts";
import { formatDecimal, parseDecimal } from "../../../src/base/decimal.ts";
import { nsPerDay, nsPerMinute, nsPerMs, nsPerSecond } from "../../../src/domain/time.ts";
import { btcusdPerp, btcusdt, smallResult } from "../../helpers/results.ts";

describe("format", () => {
  test.each([
    ["0", "0"],
    ["-123", "-123"],
    ["1234", "1,234"],
    ["-1234567.12345", "-1,234,567.12345"],
    ["999999", "999,999"],
  ])("format: thousands of %s: %s", (plain, expected) => {
    expect(grouped(plain)).toBe(expected);
  });

  test("format: any money at the places where it is exact: it parses back", () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), { minLength: 1 }),
        fc.nat(8),
        (amounts, zeros) => {
          const units = amounts.map((amount) => amount * 10n ** BigInt(zeros));
          const places = exactPlaces(units, 8);
          expect(places).toBeLessThanOrEqual(Math.max(2, 8 - zeros));
          for (const amount of units)
            expect(parseDecimal(moneyText(amount, 8, places).replaceAll(",", ""), 8)).toBe(amount);
        },
      ),
    );
  });

  test("format: money with fewer places: rounded half away from zero, and 0 has no sign", () => {
    expect(moneyText(1_005_000n, 6, 2)).toBe("1.01");
    expect(moneyText(-1_005_000n, 6, 2)).toBe("-1.01");
    expect(moneyText(-4_999n, 6, 2)).toBe("0.00");
    expect(moneyText(7n, 0, 2)).toBe("7");
  });

  test("format: places of a sentence: 2 for ordinary money, more for a little coin", () => {
    const { pnl } = smallResult();
    const tiny = { ...pnl, net: -123n, gross: 0n, fees: 123n, spreadCapture: 10n, inventory: -10n };
    expect(sentencePlaces(pnl)).toBe(2);
    expect(formatDecimal(tiny.net, 8)).toBe("-0.00000123");
    expect(sentencePlaces(tiny)).toBe(8);
    expect(sentencePlaces({ ...tiny, fees: 45_600_000n })).toBe(3);
    const nothing = { ...tiny, net: 0n, gross: 0n, fees: 0n, spreadCapture: 0n, inventory: 0n };
    expect(sentencePlaces(nothing)).toBe(2);
  });

  test.each([
    [0.001, "0.1%"],
    [0.00075, "0.075%"],
    [-0.0000001, "0%"],
    [1, "100%"],
    [0.317, "31.7%"],
  ])("format: %p as percent: %s", (fraction, expected) => {
    expect(percentText(fraction)).toBe(expected);
  });

  test("format: fee rates and break-even: exact percent, a rebate by name", () => {
    expect([rateText(100_000n), rateText(75_000n), rateText(-500n), rateText(0n)]).toEqual([
      "0.1%",
      "0.075%",
      "-0.0005%",
      "0%",
    ]);
    expect([0.0002, -0.00005, undefined].map(breakEvenText)).toEqual([
      "a maker fee of 0.02%",
      "a maker rebate of 0.005%",
      "–",
    ]);
  });

  test("format: prices and sizes: places of the tick and the lot, however many the venue prints", () => {
    expect(priceText(btcusdt, 6_100_000)).toBe("61,000.00");
    expect(sizeText(btcusdt, -123_456_789)).toBe("-1,234.56789");
    expect([priceText(btcusdPerp, 610_001), sizeText(btcusdPerp, 31_200)]).toEqual(["61,000.1", "31,200"]);
    expect(gridPlaces(50_000n, 8)).toBe(4);
    expect(gridPlaces(25n, 2)).toBe(2);
    expect(gridPlaces(100n, 2)).toBe(0);
  });

  test.each([
    [0, "0 ns"],
    [850, "850 ns"],
    [1500, "1.5 µs"],
    [10.24 * nsPerMs, "10.2 ms"],
    [nsPerSecond, "1 s"],
    [1234 * nsPerSecond, "1,230 s"],
  ])("format: %p ns as a duration: %s", (durationNs, expected) => {
    expect(durationText(durationNs)).toBe(expected);
  });

  test("format: shares: one place, and none of nothing", () => {
    expect([shareText(1, 3), shareText(5, 5), shareText(0, 0)]).toEqual(["33.3%", "100.0%", "–"]);
  });

  test("format: horizons: keys for programs, words for people", () => {
    const horizons = [250, 50_000, 100 * nsPerMs, 1500 * nsPerMs, nsPerSecond, nsPerMinute];
    expect(horizons.map(horizonKey)).toEqual(["250ns", "50us", "100ms", "1500ms", "1s", "60s"]);
    expect(horizons.map(horizonText)).toEqual(["250 ns", "50 µs", "100 ms", "1500 ms", "1 s", "60 s"]);
  });

  test("format: how long a run is: its two largest units", () => {
    const spans = [
      2 * nsPerDay + 3600 * nsPerSecond,
      3905 * nsPerSecond,
      65 * nsPerSecond,
      3600 * nsPerSecond,
      5 * nsPerMs,
    ];
    expect(spans.map(spanText)).toEqual(["2 d 1 h", "1 h 5 min", "1 min 5 s", "1 h", "5 ms"]);
  });

  test("format: estimates: an error only where there is one", () => {
    expect(estimateText(-41.23, 11.5, 1)).toBe("-41.2 ± 11.5");
    expect(estimateText(-41.23, Number.NaN, 1)).toBe("-41.2");
    expect(estimateText(undefined, 3, 1)).toBe("–");
    expect(numberText(-0.001, 2)).toBe("0.00");
    expect(numberText(Number.POSITIVE_INFINITY, 2)).toBe("–");
  });
});
