/**
 * The statements of the ledger in Postgres. Records of a table go in as one array a column, whatever their number: one
 * statement that is planned once.
 */
import type { LedgerRecord } from "../../domain/ledger-record.ts";
import type { LedgerFilter } from "../../ports/ledger.ts";
import { onePerKey } from "../ledger/ledger-rows.ts";
import { type ColumnType, fieldOf, type Kind, type LedgerTable, tableOf } from "../ledger/ledger-tables.ts";

export interface Query {
  readonly sql: string;
  readonly parameters: readonly (string | string[])[];
}

/** All values travel as text: the client would take an array of bigints for one bigint, and of booleans for one. */
const arrayTypes: Readonly<Record<ColumnType, string>> = {
  text: "text[]",
  decimal: "numeric[]",
  unixNs: "bigint[]",
  flag: "text[]::boolean[]",
};

/**
 * A statement can touch a row once only, so of each key one record goes in; by key, so that two writers who tell the same
 * take the rows in the same order and neither waits for the other.
 *
 * @param records of this table, in the order told.
 */
export function insertion(table: LedgerTable, records: readonly LedgerRecord[]): Query {
  const { name, columns, key, newest } = table;
  const names = columns.map((column) => column.name);
  const arrays = columns.map(({ type }, at) => `$${at + 1}::${arrayTypes[type]}`);
  const insert = `insert into ${name} (${names}) select * from unnest(${arrays})`;
  const conflict = `on conflict (${key.map((column) => column.name)})`;
  const rows = onePerKey(table, records);
  const parameters = columns.map((column) => rows.map((row) => String(fieldOf(row, column))));
  if (newest === undefined) return { sql: `${insert} ${conflict} do nothing`, parameters };
  const set = names.map((column) => `${column} = excluded.${column}`);
  const condition = `excluded.${newest.name} >= ${name}.${newest.name}`;
  return { sql: `${insert} ${conflict} do update set ${set} where ${condition}`, parameters };
}

/** All records of a kind, or those of one session. */
export function selection(kind: Kind, sessionId?: string): Query {
  const parameters = sessionId === undefined ? [] : [sessionId];
  return select(kind, parameters.length === 0 ? "true" : "session_id = $1", parameters);
}

export function fillsSelection({ sessionId, account, symbol, fromUnixNs, toUnixNs }: LedgerFilter): Query {
  const wanted = [
    ["session_id =", sessionId],
    ["account =", account],
    ["symbol =", symbol],
    ["venue_unix_ns >=", fromUnixNs],
    ["venue_unix_ns <", toUnixNs],
  ] as const;
  const parts = wanted.filter(([, value]) => value !== undefined);
  const condition = ["true", ...parts.map(([part], at) => `${part} $${at + 1}`)].join(" and ");
  return select(
    "fill",
    condition,
    parts.map(([, value]) => String(value)),
  );
}

function select(kind: Kind, condition: string, parameters: string[]): Query {
  const { name, columns, order } = tableOf(kind);
  const fields = columns.map((column) => `${column.name} as "${column.field}"`);
  const sql = `select ${fields} from ${name} where ${condition} order by ${order.map((column) => column.name)}`;
  return { sql, parameters };
}
