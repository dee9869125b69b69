/**
 * Fills as a table that other tools read: CSV lines, or one Parquet file.
 *
 * Decimals are exact in both: text as the venue prints it, or Parquet's own DECIMAL (an int64 and a count of places),
 * which DuckDB, pyarrow and polars read as numbers. Times are Unix nanoseconds as int64.
 */
import type { DecodedArray, SchemaElement } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { assert } from "../../src/base/assert.ts";
import { formatDecimal, powerOfTen } from "../../src/base/decimal.ts";
import type { Fill } from "../../src/domain/fill.ts";
import { formatPrice, formatSize, type Instrument } from "../../src/domain/instrument.ts";
import { sideName } from "../../src/domain/side.ts";

/**
 * The columns, in their order. `side` is buy or sell; `size` and `queue_ahead` are in the base asset or in contracts.
 */
const fillsColumns = [
  "venue_time_ns",
  "received_time_ns",
  "order_id",
  "side",
  "price",
  "size",
  "fee",
  "fee_asset",
  "maker",
  "cause",
  "queue_ahead",
] as const;

/** First line of a CSV file, without its end of line. */
export const fillsCsvHeader = fillsColumns.join(",");

/** One line, without its end of line. No value can hold a comma or a quote. */
export function fillCsvLine(fill: Fill, instrument: Instrument, epochUnixNs: bigint): string {
  return [
    epochUnixNs + BigInt(fill.venueNs),
    epochUnixNs + BigInt(fill.receivedNs),
    fill.orderId,
    sideName(fill.side),
    formatPrice(instrument, fill.priceTicks),
    formatSize(instrument, fill.sizeLots),
    formatDecimal(BigInt(fill.feeUnits), assetPlaces(instrument, fill.feeAsset)),
    fill.feeAsset,
    fill.maker,
    fill.cause,
    formatSize(instrument, fill.queueAheadLots),
  ].join(",");
}

/** A whole Parquet file. Fees of assets with fewer places than the finest are scaled up to it. */
export function fillsParquet(fills: readonly Fill[], instrument: Instrument, epochUnixNs: bigint): ArrayBuffer {
  const feePlaces = Math.max(...assetsOf(instrument).map(({ places }) => places));
  const feeOf = ({ feeUnits, feeAsset }: Fill) =>
    BigInt(feeUnits) * powerOfTen(feePlaces - assetPlaces(instrument, feeAsset));
  const columns = [
    int64(
      "venue_time_ns",
      fills.map((fill) => epochUnixNs + BigInt(fill.venueNs)),
    ),
    int64(
      "received_time_ns",
      fills.map((fill) => epochUnixNs + BigInt(fill.receivedNs)),
    ),
    int64(
      "order_id",
      fills.map((fill) => BigInt(fill.orderId)),
    ),
    text(
      "side",
      fills.map((fill) => sideName(fill.side)),
    ),
    decimals(
      "price",
      instrument.pricePlaces,
      fills.map((fill) => BigInt(fill.priceTicks) * instrument.tickUnits),
    ),
    decimals(
      "size",
      instrument.sizePlaces,
      fills.map((fill) => BigInt(fill.sizeLots) * instrument.lotUnits),
    ),
    decimals("fee", feePlaces, fills.map(feeOf)),
    text(
      "fee_asset",
      fills.map((fill) => fill.feeAsset),
    ),
    { element: { name: "maker", type: "BOOLEAN" }, data: fills.map((fill) => fill.maker) },
    text(
      "cause",
      fills.map((fill) => fill.cause),
    ),
    decimals(
      "queue_ahead",
      instrument.sizePlaces,
      fills.map((fill) => BigInt(fill.queueAheadLots) * instrument.lotUnits),
    ),
  ] satisfies Column[];
  return parquetWriteBuffer({
    schema: [{ name: "root", num_children: columns.length }, ...columns.map(required)],
    columnData: columns.map(({ element, data }) => ({ name: element.name, data })),
  });
}

interface Column {
  readonly element: SchemaElement;
  readonly data: DecodedArray;
}

function required({ element }: Column): SchemaElement {
  return { ...element, repetition_type: "REQUIRED" };
}

function int64(name: string, values: readonly bigint[]): Column {
  return { element: { name, type: "INT64" }, data: BigInt64Array.from(values) };
}

function text(name: string, values: string[]): Column {
  return { element: { name, type: "BYTE_ARRAY", converted_type: "UTF8" }, data: values };
}

/** 18 digits is what an int64 holds of a DECIMAL. */
function decimals(name: string, scale: number, units: bigint[]): Column {
  assert(
    units.every((value) => value > -(10n ** 18n) && value < 10n ** 18n),
    "a decimal column has 18 digits at most",
  );
  return { element: { name, type: "INT64", converted_type: "DECIMAL", precision: 18, scale }, data: units };
}

function assetsOf(instrument: Instrument) {
  return [instrument.base, instrument.quote, instrument.settle];
}

function assetPlaces(instrument: Instrument, name: string): number {
  const asset = assetsOf(instrument).find((candidate) => candidate.name === name);
  assert(asset !== undefined, "a fee is taken in one of the instrument's assets");
  return asset.places;
}
