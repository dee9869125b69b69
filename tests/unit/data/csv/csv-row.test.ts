// Goal: a line of CSV gives the fields that were written into it, and what is wrong with a row is told at its place.
// Method: any fields, written by the rules of RFC 4180 here, quoted or not; rows at both kinds of findings.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { CsvFindings } from "../../../../src/data/csv/csv-findings.ts";
import { CsvRow, splitFields } from "../../../../src/data/csv/csv-row.ts";

const text = fc.string({ unit: fc.constantFrom('"', ",", "a", "é", " ", "1", "'") });

describe("csv row:", () => {
  test("any fields, each quoted or, where it can be, plain: come back as they were", () => {
    const field = fc.record({ value: text, isQuoted: fc.boolean() });
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 6 }), (fields) => {
        const line = fields.map(({ value, isQuoted }) => written(value, isQuoted)).join(",");
        expect(splitFields(line)).toEqual(fields.map(({ value }) => value));
      }),
    );
  });

  test.each(['"open', 'a,"open', '"closed"behind,b', '"a""'])("%s: no fields", (line) => {
    expect(splitFields(line)).toBeUndefined();
  });

  test("an empty line: one empty field", () => {
    expect(splitFields("")).toEqual([""]);
  });

  test("what is wrong: told with file, line and column, all of it, and the row is bad until the next", () => {
    const { row, findings } = rowOf(true);
    row.set(7, ["1", "x"]);
    row.fault("expected a number", 1);
    row.fault("has too few fields");
    expect(row.isBad).toBe(true);
    row.set(8, ["1", "2"]);
    expect(row.isBad).toBe(false);
    row.finding("is hard to believe", 5);
    expect(row.isBad).toBe(false);
    expect(findings.listed).toEqual([
      { place: "x.csv:7, column 2 (size)", problem: "expected a number" },
      { place: "x.csv:7", problem: "has too few fields" },
      { place: "x.csv:8, column 6 (unnamed)", problem: "is hard to believe" },
    ]);
  });

  test("not lenient: a fault ends the reading at its place, a finding does not", () => {
    const { row, findings } = rowOf(false);
    row.set(3, []);
    row.finding("is hard to believe");
    expect(() => row.fault("is none", 0)).toThrow("x.csv:3, column 1 (price): is none");
    expect(findings.count).toBe(1);
  });

  test("more than a thousand findings: all are counted, the first thousand listed", () => {
    const { row, findings } = rowOf(true);
    for (let line = 1; line <= 1001; line++) {
      row.set(line, []);
      row.finding("is hard to believe");
    }
    expect([findings.count, findings.listed.length]).toEqual([1001, 1000]);
    expect(findings.listed.at(-1)!.place).toBe("x.csv:1000");
  });
});

function written(value: string, isQuoted: boolean): string {
  return isQuoted || /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function rowOf(isLenient: boolean) {
  const findings = new CsvFindings(isLenient);
  const row = new CsvRow(findings);
  row.path = "x.csv";
  row.names = ["price", "size"];
  return { row, findings };
}
