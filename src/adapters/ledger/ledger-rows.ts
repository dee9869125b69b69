/** What a table of the ledger holds once records were told, as each database makes it by its keys. */
import type { LedgerRecord } from "../../domain/ledger-record.ts";
import {
  fieldOf,
  type Kind,
  keyOf,
  type LedgerColumn,
  type LedgerTable,
  type RecordOf,
  tableOf,
} from "./ledger-tables.ts";

/** The records that count, one a key, in the order of the keys. @param records of this table, in the order told. */
export function onePerKey(table: LedgerTable, records: Iterable<LedgerRecord>): LedgerRecord[] {
  const { newest } = table;
  const kept = new Map<string, LedgerRecord>();
  for (const record of records) {
    const key = keyOf(table, record);
    const earlier = kept.get(key);
    const counts =
      earlier === undefined || (newest !== undefined && fieldOf(record, newest) >= fieldOf(earlier, newest));
    if (counts) kept.set(key, record);
  }
  return [...kept].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record);
}

/** Those of one kind among any records, as a ledger would give them: oldest first. */
export function rowsTold<K extends Kind>(kind: K, records: readonly LedgerRecord[]): RecordOf<K>[] {
  const table = tableOf(kind);
  const ofKind = records.filter((record) => record.kind === kind);
  return onePerKey(table, ofKind).toSorted((a, b) => compared(table.order, a, b)) as RecordOf<K>[];
}

function compared(order: readonly LedgerColumn[], a: LedgerRecord, b: LedgerRecord): number {
  for (const column of order) {
    const [one, other] = [fieldOf(a, column), fieldOf(b, column)];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
