// Goal: row groups written from bytes are those that hyparquet-writer writes from values.
// Method: differential: random columns of every kind, with and without nulls, in groups of any length, through both;
// the files are equal to the last byte.

import { expect, test } from "bun:test";
import { constants, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import type { SchemaElement } from "hyparquet";
import { ByteWriter, type ColumnSource, ParquetWriter } from "hyparquet-writer";
import { type PlainColumn, writeRowGroup } from "../../../../src/adapters/parquet/column-chunk.ts";
import { BooleanPage, Int64Page, TextPage } from "../../../../src/adapters/parquet/plain-page.ts";

const texts = ["bid", "a", "snapshot_level", "é"];
const offset = 1_723_075_200_000_000_000n;
const schema: SchemaElement[] = [
  { name: "rows", num_children: 5, repetition_type: "REQUIRED" },
  { name: "whole", type: "INT64", repetition_type: "REQUIRED" },
  { name: "moved", type: "INT64", repetition_type: "OPTIONAL" },
  { name: "text", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
  { name: "some_text", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
  { name: "flag", type: "BOOLEAN", repetition_type: "REQUIRED" },
];

const row = fc.record({
  whole: fc.maxSafeInteger(),
  moved: fc.option(fc.integer({ min: -(2 ** 40), max: 2 ** 53 - 1 }), { freq: 2 }),
  text: fc.nat({ max: texts.length - 1 }),
  someText: fc.option(fc.nat({ max: texts.length - 1 }), { freq: 2 }),
  flag: fc.boolean(),
});
type Row = typeof row extends fc.Arbitrary<infer R> ? R : never;

function writer(): { output: ByteWriter; file: ParquetWriter } {
  const params = { [constants.ZSTD_c_checksumFlag]: 1, [constants.ZSTD_c_compressionLevel]: 1 };
  const output = new ByteWriter();
  const compressors = { ZSTD: (bytes: Uint8Array) => zstdCompressSync(bytes, { params }) };
  return { output, file: new ParquetWriter({ writer: output, schema, codec: "ZSTD", compressors }) };
}

function fromValues(groups: readonly Row[][]): Uint8Array {
  const { output, file } = writer();
  for (const rows of groups) {
    const column = (name: string, data: unknown[], statistics: boolean): ColumnSource => ({
      ...{ name, data, statistics, encoding: "PLAIN" },
    });
    const columnData = [
      column("whole", rows.map(({ whole }) => BigInt(whole)), true), // biome-ignore format: a column a line
      column(
        "moved",
        rows.map(({ moved }) => (moved === null ? null : offset + BigInt(moved))),
        true,
      ),
      column(
        "text",
        rows.map(({ text }) => texts[text]),
        false,
      ),
      column(
        "some_text",
        rows.map(({ someText }) => (someText === null ? null : texts[someText])),
        false,
      ),
      column(
        "flag",
        rows.map(({ flag }) => flag),
        false,
      ),
    ];
    file.write({ columnData, rowGroupSize: rows.length, pageSize: 0 });
  }
  file.finish();
  return output.getBytes();
}

function fromBytes(groups: readonly Row[][]): Uint8Array {
  const { output, file } = writer();
  const rowsMax = Math.max(...groups.map(({ length }) => length));
  const [whole, moved] = [new Int64Page(rowsMax, false), new Int64Page(rowsMax, true, offset)];
  const [text, someText] = [new TextPage(rowsMax, false, texts), new TextPage(rowsMax, true, texts)];
  const flag = new BooleanPage(rowsMax);
  const columns: PlainColumn[] = [
    { name: "whole", type: "INT64", page: whole, isSearched: true },
    { name: "moved", type: "INT64", page: moved, isSearched: true },
    { name: "text", type: "BYTE_ARRAY", page: text, isSearched: false },
    { name: "some_text", type: "BYTE_ARRAY", page: someText, isSearched: false },
    { name: "flag", type: "BOOLEAN", page: flag, isSearched: false },
  ];
  for (const rows of groups) {
    whole.add(
      Float64Array.from(rows, (row) => row.whole),
      0,
      rows.length,
    );
    moved.add(
      Float64Array.from(rows, (row) => row.moved ?? Number.NaN),
      0,
      rows.length,
    );
    for (const row of rows) {
      text.add(row.text);
      someText.add(row.someText ?? undefined);
      flag.add(row.flag);
    }
    writeRowGroup(file, columns);
    for (const { page } of columns) page.clear();
  }
  file.finish();
  return output.getBytes();
}

test("column chunk: any columns in any groups: the very bytes that the library writes from values", () => {
  fc.assert(
    fc.property(fc.array(fc.array(row, { minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 4 }), (groups) => {
      expect(fromBytes(groups)).toEqual(fromValues(groups));
    }),
    { numRuns: 150 },
  );
});

test("column chunk: no value at all, or one in every row: the very bytes as well", () => {
  const rows = (moved: number | null, someText: number | null) =>
    Array.from({ length: 1000 }, (_, at): Row => ({ whole: at, moved, text: 0, someText, flag: at % 3 === 0 }));
  const groups = [rows(null, null), rows(7, 2), rows(null, 1)];
  expect(fromBytes(groups)).toEqual(fromValues(groups));
});

test("column chunk: a row without a value where there are no nulls, or a text that is none: a bug of the caller", () => {
  expect(() => new Int64Page(1, false).add(Float64Array.of(Number.NaN), 0, 1)).toThrow("has a value in every row");
  expect(() => new TextPage(1, false, texts).add(undefined)).toThrow("a text is one of the few, or null");
  expect(() => new TextPage(1, true, texts).add(9)).toThrow("a text is one of the few, or null");
});
