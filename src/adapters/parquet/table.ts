/**
 * A table that fits into memory, as one Parquet file: what a session or a backtest did, for other programs.
 *
 * Decimals are exact: Parquet's own DECIMAL, which DuckDB, pyarrow and polars read as numbers.
 */
import { zstdCompressSync } from "node:zlib";
import type { DecodedArray, SchemaElement } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { assert } from "../../base/assert.ts";
import { decimal } from "../../base/decimal.ts";

export interface TableColumn {
  readonly element: SchemaElement;
  readonly data: DecodedArray;
}

/** A whole file, under zstd. @param columns of as many rows; none of them is ever null. */
export function tableParquet(columns: readonly TableColumn[]): ArrayBuffer {
  const required = columns.map(({ element }) => ({ ...element, repetition_type: "REQUIRED" as const }));
  return parquetWriteBuffer({
    schema: [{ name: "root", num_children: columns.length }, ...required],
    columnData: columns.map(({ element, data }) => ({ name: element.name, data })),
    codec: "ZSTD",
    compressors: { ZSTD: (bytes) => zstdCompressSync(bytes) },
    createdBy: "halfspread",
  });
}

export function int64Column(name: string, values: readonly bigint[]): TableColumn {
  return { element: { name, type: "INT64" }, data: BigInt64Array.from(values) };
}

export function textColumn(name: string, values: readonly string[]): TableColumn {
  const element = { name, type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } } as const;
  return { element, data: [...values] };
}

export function booleanColumn(name: string, values: readonly boolean[]): TableColumn {
  return { element: { name, type: "BOOLEAN" }, data: [...values] };
}

/** @param units of 10^-scale. An int64 holds 18 digits; a column that has more takes 38, and there are never more. */
export function decimalColumn(name: string, scale: number, units: readonly bigint[]): TableColumn {
  assert(
    units.every((value) => value > -(10n ** 38n) && value < 10n ** 38n),
    "a decimal has 38 digits at most",
  );
  const isLong = units.some((value) => value <= -(10n ** 18n) || value >= 10n ** 18n);
  const shape = isLong
    ? ({ type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, precision: 38 } as const)
    : ({ type: "INT64", precision: 18 } as const);
  const logical_type = { type: "DECIMAL", precision: shape.precision, scale } as const;
  return { element: { name, ...shape, converted_type: "DECIMAL", scale, logical_type }, data: [...units] };
}

/** Of texts: with as many places as any has, and `placesMin` at least, so that files are alike. */
export function decimalTextColumn(name: string, texts: readonly string[], placesMin: number): TableColumn {
  const places = texts.reduce((most, text) => Math.max(most, text.split(".")[1]?.length ?? 0), placesMin);
  return decimalColumn(
    name,
    places,
    texts.map((text) => decimal(text, places)),
  );
}
