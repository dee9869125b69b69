// Goal: a cell is read as what it says, or told as what it is not; nothing is guessed.
// Method: any values of the grid, written out; texts that are none; both sides of each bound.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { formatDecimal } from "../../../../src/base/decimal.ts";
import { CsvCells } from "../../../../src/data/csv/csv-cells.ts";
import { CsvFindings } from "../../../../src/data/csv/csv-findings.ts";
import { Levels } from "../../../../src/data/csv/csv-message.ts";
import { CsvRow } from "../../../../src/data/csv/csv-row.ts";
import { nsPerDay } from "../../../../src/domain/time.ts";
import { spotBtcusdt } from "../../../helpers/instruments.ts";

/** 2024-01-01. */
const epochUnixNs = 1_704_067_200_000_000_000n;
const { pricePlaces, sizePlaces, tickUnits, lotUnits } = spotBtcusdt;

class Cells {
  readonly findings = new CsvFindings(true);
  readonly row = new CsvRow(this.findings);
  readonly cells = new CsvCells(spotBtcusdt, epochUnixNs);

  set(...fields: string[]): this {
    this.row.set(1, fields);
    return this;
  }

  get problems(): string[] {
    return this.findings.listed.map(({ problem }) => problem);
  }
}

describe("csv cells:", () => {
  test.each([
    ["1704067200001", 1_000_000],
    ["1704067200001002", 1_002_000],
    ["1704067199999", -1_000_000],
  ])("time %s: from the epoch", (text, ns) => {
    const one = new Cells().set(text);
    expect(one.cells.time(one.row, 0)).toBe(ns);
    expect(one.row.isBad).toBe(false);
  });

  test.each([
    "",
    "0",
    "170406720000",
    "17040672000010",
    "1704067200001002003",
    "0000000000001",
    "1704067200001.5",
    " 1704067200001",
  ])("time %p: none, of which nobody could be sure", (text) => {
    const one = new Cells().set(text);
    expect(one.cells.time(one.row, 0)).toBeNaN();
    expect(one.problems).toEqual([
      `time ${JSON.stringify(text)}: expected Unix milliseconds (13 digits) or microseconds (16 digits)`,
    ]);
  });

  test("a time 104 days on: read; 105 days on: too far", () => {
    const at = (days: number) => String((epochUnixNs + BigInt(days * nsPerDay)) / 1_000_000n);
    const one = new Cells().set(at(104), at(105));
    expect(one.cells.time(one.row, 0)).toBe(104 * nsPerDay);
    expect(one.cells.time(one.row, 1)).toBeNaN();
    expect(one.problems).toEqual([`time "${at(105)}": expected one within 104 days of the first`]);
  });

  test("ids: whole numbers below 2^53, and nothing else", () => {
    const one = new Cells().set("0", "9007199254740991", "9007199254740992", "-1", "1.0", "");
    expect([0, 1].map((at) => one.cells.id(one.row, at))).toEqual([0, 2 ** 53 - 1]);
    expect(one.row.isBad).toBe(false);
    for (const at of [2, 3, 4, 5]) one.cells.id(one.row, at);
    expect(one.problems).toHaveLength(4);
  });

  test("any price on the tick and any size of whole lots, with any zeros behind: as they are", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        fc.nat({ max: 1e9 }),
        fc.nat({ max: 3 }),
        (ticks, lots, zeros) => {
          const price = formatDecimal(BigInt(ticks) * tickUnits, pricePlaces) + "0".repeat(zeros);
          const one = new Cells().set(price, formatDecimal(BigInt(lots) * lotUnits, sizePlaces));
          expect([one.cells.price(one.row, 0), one.cells.size(one.row, 1)]).toEqual([ticks, lots]);
          expect([one.cells.sizeDust, one.row.isBad]).toEqual([0, false]);
        },
      ),
    );
  });

  test.each(["0", "-1", "100.001", "21474836.48", "1e2", "", "NaN"])("price %p: none", (text) => {
    const one = new Cells().set(text);
    one.cells.price(one.row, 0);
    expect(one.problems).toEqual([
      `price ${JSON.stringify(text)}: expected a multiple of the tick 0.01, above 0 and below 2^31 ticks`,
    ]);
  });

  test("a size beyond whole lots: the rest is its dust; more than ten of them, and the lot is wrong", () => {
    const one = new Cells().set("0.000015", "1.00000");
    expect(one.cells.size(one.row, 0)).toBe(1);
    expect(one.cells.sizeDust).toBe(500);
    for (let times = 2; times <= 10; times++) one.cells.size(one.row, 0);
    expect(one.row.isBad).toBe(false);
    one.cells.size(one.row, 0);
    expect(one.problems).toEqual(['size "0.000015": 11 of 11 are no multiples of the lot 0.00001']);
  });

  test("dust in one size of a hundred: is dust", () => {
    const one = new Cells().set("0.000015", "1.00000");
    for (let dusty = 0; dusty < 20; dusty++) {
      for (let whole = 0; whole < 99; whole++) one.cells.size(one.row, 1);
      one.cells.size(one.row, 0);
    }
    expect(one.problems).toEqual([]);
  });

  test("what was traded: more than nothing", () => {
    const one = new Cells().set("0.00000", "0.000001");
    one.cells.tradeSize(one.row, 1);
    expect(one.row.isBad).toBe(false);
    one.cells.tradeSize(one.row, 0);
    expect(one.problems).toEqual(['size "0.00000": expected more than 0']);
  });

  test("a side of the best without orders: empty cells, or a size of 0 at any price", () => {
    const one = new Cells().set("", "", "100.001", "0", "100.00", "2");
    const levels = new Levels();
    for (const at of [0, 2, 4]) one.cells.best(one.row, at, at + 1, levels);
    expect(levels.priceTicks).toEqual([0, 0, 10_000]);
    expect(levels.sizeLots).toEqual([0, 0, 200_000]);
    expect(one.row.isBad).toBe(false);
    one.set("100.00", "").cells.best(one.row, 0, 1, levels);
    expect(one.row.isBad).toBe(true);
  });

  test("one of two words, a symbol: whatever the case; else told", () => {
    const one = new Cells().set("True", "FALSE", "yes", "btcusdt", "ETHUSDT");
    const words = ["false", "true"] as const;
    expect([0, 1].map((at) => one.cells.either(one.row, at, words))).toEqual([true, false]);
    one.cells.symbol(one.row, 3);
    expect(one.row.isBad).toBe(false);
    one.cells.either(one.row, 2, words);
    one.cells.symbol(one.row, 4);
    expect(one.problems).toEqual(['"yes": expected false or true', 'a row of "ETHUSDT": expected BTCUSDT alone']);
  });
});
