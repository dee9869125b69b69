/**
 * What of a batch is still to be written, and whether a database can hold it. Both databases are given the same: one
 * would take what the other refuses, and a ledger must not depend on where it is kept.
 */
import { InputError } from "../../base/input-error.ts";
import type { LedgerRecord } from "../../domain/ledger-record.ts";
import type { LedgerBatch } from "../../ports/ledger.ts";
import { type ColumnType, fieldOf, type LedgerTable, tableOf, type Value } from "./ledger-tables.ts";

const int64Max = 2n ** 63n - 1n;
/** Within what Postgres keeps exactly, and without zeros in front, which it would not keep. */
const decimal = /^-?(?:0|[1-9]\d{0,99})(?:\.\d{1,99})?$/;

/**
 * The records behind the ones that are there. @param place names the ledger for people.
 * @throws InputError when records before these were never delivered here.
 */
export function undelivered(place: string, batch: LedgerBatch, deliveredCount: number): readonly LedgerRecord[] {
  const { outboxId, fromCount, records } = batch;
  if (fromCount <= deliveredCount) return records.slice(deliveredCount - fromCount);
  throw new InputError(
    place,
    `holds ${deliveredCount} records of outbox ${outboxId}, and ${fromCount} were delivered; expected the ledger that took them, not an older copy or another one`,
  );
}

/** @throws InputError naming the field that no database would keep as it is. */
export function checkBatch(place: string, { records }: LedgerBatch): void {
  for (const record of records)
    for (const column of tableOf(record.kind).columns)
      if (!holds[column.type](fieldOf(record, column)))
        throw new InputError(place, `${record.kind}, ${column.field}: expected ${expected[column.type]}`);
}

/** The records of one table, in order. */
export function recordsOf({ kind }: LedgerTable, records: readonly LedgerRecord[]): LedgerRecord[] {
  return records.filter((record) => record.kind === kind);
}

const holds: Readonly<Record<ColumnType, (value: Value) => boolean>> = {
  text: (value) => typeof value === "string" && value.isWellFormed() && !value.includes("\0"),
  decimal: (value) => typeof value === "string" && decimal.test(value),
  unixNs: (value) => typeof value === "bigint" && value >= 0n && value <= int64Max,
  flag: (value) => typeof value === "boolean",
};

const expected: Readonly<Record<ColumnType, string>> = {
  text: "text without a zero byte",
  decimal: "a plain decimal",
  unixNs: "a Unix time in nanoseconds",
  flag: "true or false",
};
