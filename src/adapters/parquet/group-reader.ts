/**
 * One row group of a Parquet file, back to rows.
 *
 * Other programs may have changed the file, so what the rest of the project takes for granted is checked here: known
 * kinds and sides, prices in int32, numbers that a double holds exactly, and times that do not run backwards.
 */
import { readSync } from "node:fs";
import type { RowGroup } from "hyparquet";
import { assert } from "../../base/assert.ts";
import { type MarketRows, noId } from "../../domain/market-rows.ts";
import { ask, bid } from "../../domain/side.ts";
import { type ColumnName, kindNames } from "./columns.ts";
import { type PlainColumnBytes, readPlainColumn } from "./plain-column.ts";
import { fillBits, fillInt32, fillInt64, fillNames } from "./plain-values.ts";

export interface GroupPlace {
  /** An open file. */
  readonly fileDescriptor: number;
  readonly group: RowGroup;
  /** What the rows' times shall count from. */
  readonly epochUnixNs: bigint;
}

const kindCodes = Object.fromEntries(kindNames.map((name, code) => [name, code]));
const sideCodes = { bid, ask, buy: bid, sell: ask };

/**
 * Fills `rows`, which are as many as the group's.
 * @throws Error in words when the group cannot be read, or holds what no market event is.
 */
export function readGroup({ fileDescriptor, group, epochUnixNs }: GroupPlace, rows: MarketRows): void {
  assert(rows.countMax === Number(group.num_rows), "there is room for as many rows as the group has");
  rows.count = rows.countMax;
  const fill = columnsOf(fileDescriptor, group);
  fill("received_time_ns", (bytes) => fillInt64(bytes, rows.receivedNs, Number.NaN, epochUnixNs));
  fill("venue_time_ns", (bytes) => fillInt64(bytes, rows.venueNs, Number.NaN, epochUnixNs));
  fill("price_ticks", (bytes) => fillInt32(bytes, rows.priceTicks));
  fill("size_lots", (bytes) => fillInt64(bytes, rows.sizeLots, 0));
  fill("size_dust", (bytes) => fillInt64(bytes, rows.sizeDust, 0));
  fill("first_update_id", (bytes) => fillInt64(bytes, rows.firstUpdateId, noId));
  fill("update_id", (bytes) => fillInt64(bytes, rows.updateId, noId));
  fill("previous_update_id", (bytes) => fillInt64(bytes, rows.previousUpdateId, noId));
  fill("trade_id", (bytes) => fillInt64(bytes, rows.tradeId, noId));
  fill("kind", (bytes) => fillNames(bytes, rows.kind, kindCodes, undefined));
  fill("side", (bytes) => fillNames(bytes, rows.side, sideCodes, bid));
  fill("is_last", (bytes) => fillBits(bytes, rows.isLast));
  for (let at = 1; at < rows.count; at++)
    if (!(rows.receivedNs[at]! >= rows.receivedNs[at - 1]!))
      throw new Error(`received_time_ns runs backwards at row ${at} of the group`);
}

/** Reads the whole group at once; hands a column's bytes to whoever fills from them, and names it if that fails. */
function columnsOf(fileDescriptor: number, { columns, num_rows: rowsCount }: RowGroup) {
  const byName = new Map(columns.map((column) => [column.meta_data?.path_in_schema.join("."), column]));
  const starts = columns.map(({ meta_data }) => Number(meta_data?.data_page_offset ?? Number.NaN));
  const from = Math.min(...starts);
  const to = Math.max(...columns.map(({ meta_data }, at) => starts[at]! + Number(meta_data?.total_compressed_size)));
  const file = new Uint8Array(to - from);
  if (readSync(fileDescriptor, file, 0, file.length, from) !== file.length) throw new Error("the file is cut off");
  return (name: ColumnName, take: (bytes: PlainColumnBytes) => void) => {
    const column = byName.get(name);
    if (column === undefined) throw new Error(`there is no column ${name}`);
    try {
      take(readPlainColumn(file, from, column, Number(rowsCount)));
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`);
    }
  };
}
