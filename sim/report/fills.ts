/**
 * Fills as a table that other tools read: CSV lines, or one Parquet file.
 *
 * Decimals are exact in both: text as the venue prints it, or Parquet's own DECIMAL. Times are Unix nanoseconds as int64.
 */
import {
  booleanColumn,
  decimalColumn,
  int64Column,
  tableParquet,
  textColumn,
} from "../../src/adapters/parquet/table.ts";
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
  return tableParquet([
    int64Column(
      "venue_time_ns",
      fills.map((fill) => epochUnixNs + BigInt(fill.venueNs)),
    ),
    int64Column(
      "received_time_ns",
      fills.map((fill) => epochUnixNs + BigInt(fill.receivedNs)),
    ),
    int64Column(
      "order_id",
      fills.map((fill) => BigInt(fill.orderId)),
    ),
    textColumn(
      "side",
      fills.map((fill) => sideName(fill.side)),
    ),
    decimalColumn(
      "price",
      instrument.pricePlaces,
      fills.map((fill) => BigInt(fill.priceTicks) * instrument.tickUnits),
    ),
    decimalColumn(
      "size",
      instrument.sizePlaces,
      fills.map((fill) => BigInt(fill.sizeLots) * instrument.lotUnits),
    ),
    decimalColumn("fee", feePlaces, fills.map(feeOf)),
    textColumn(
      "fee_asset",
      fills.map((fill) => fill.feeAsset),
    ),
    booleanColumn(
      "maker",
      fills.map((fill) => fill.maker),
    ),
    textColumn(
      "cause",
      fills.map((fill) => fill.cause),
    ),
    decimalColumn(
      "queue_ahead",
      instrument.sizePlaces,
      fills.map((fill) => BigInt(fill.queueAheadLots) * instrument.lotUnits),
    ),
  ]);
}

function assetsOf(instrument: Instrument) {
  return [instrument.base, instrument.quote, instrument.settle];
}

function assetPlaces(instrument: Instrument, name: string): number {
  const asset = assetsOf(instrument).find((candidate) => candidate.name === name);
  assert(asset !== undefined, "a fee is taken in one of the instrument's assets");
  return asset.places;
}
