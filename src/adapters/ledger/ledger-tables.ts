/**
 * The tables of the ledger, whichever database holds them: one a kind of record, one column a field. The statements of
 * both stores are made from this, so that they cannot differ; the migrations create what is named here.
 */
import type {
  ConfigRecord,
  FillRecord,
  LedgerRecord,
  ModelRecord,
  OrderRecord,
  PnlRecord,
  SessionEndRecord,
  SessionRecord,
} from "../../domain/ledger-record.ts";

/** `decimal` is text here, with the places it was given; `unixNs` a bigint; `flag` a boolean. */
export type ColumnType = "text" | "decimal" | "unixNs" | "flag";
export type Value = string | bigint | boolean;
export type Kind = LedgerRecord["kind"];
export type RecordOf<K extends Kind> = Extract<LedgerRecord, { readonly kind: K }>;

export interface LedgerTable {
  readonly kind: Kind;
  readonly name: string;
  readonly columns: readonly LedgerColumn[];
  /** What may be there once. */
  readonly key: readonly LedgerColumn[];
  /** Oldest first; equal times by the key. */
  readonly order: readonly LedgerColumn[];
  /** Of records with one key the one counts for which this is largest, the later told of equals; without: the first told. */
  readonly newest: LedgerColumn | undefined;
}

export interface LedgerColumn {
  readonly field: string;
  /** In the database. */
  readonly name: string;
  readonly type: ColumnType;
}

const place = { account: "text", mode: "text", venue: "text", market: "text", symbol: "text" } as const;
const placeKey = ["account", "mode", "venue", "market", "symbol"] as const;

/** In the order in which a write goes through them: two writers never wait for each other in a circle. */
export const ledgerTables: readonly LedgerTable[] = [
  table<SessionRecord>("session", "sessions", ["sessionId"], ["startedUnixNs"], {
    sessionId: "text",
    account: "text",
    mode: "text",
    version: "text",
    configHash: "text",
    startedUnixNs: "unixNs",
  }),
  table<SessionEndRecord>("session_end", "session_ends", ["sessionId"], ["endedUnixNs"], {
    sessionId: "text",
    endedUnixNs: "unixNs",
    ending: "text",
    runHash: "text",
  }),
  table<ConfigRecord>("config", "configs", ["hash"], ["atUnixNs"], {
    hash: "text",
    text: "text",
    who: "text",
    atUnixNs: "unixNs",
  }),
  table<ModelRecord>("model", "models", ["name", "hash"], ["atUnixNs"], {
    name: "text",
    hash: "text",
    manifest: "text",
    atUnixNs: "unixNs",
  }),
  table<OrderRecord>(
    "order",
    "orders",
    [...placeKey, "clientOrderId"],
    ["sentUnixNs"],
    {
      ...place,
      sessionId: "text",
      clientOrderId: "text",
      side: "text",
      type: "text",
      price: "decimal",
      size: "decimal",
      filled: "decimal",
      state: "text",
      sentUnixNs: "unixNs",
      updatedUnixNs: "unixNs",
    },
    "updatedUnixNs",
  ),
  table<FillRecord>("fill", "fills", [...placeKey, "tradeId", "clientOrderId"], ["venueUnixNs", "receivedUnixNs"], {
    ...place,
    sessionId: "text",
    tradeId: "text",
    clientOrderId: "text",
    side: "text",
    price: "decimal",
    size: "decimal",
    fee: "decimal",
    feeAsset: "text",
    maker: "flag",
    cause: "text",
    venueUnixNs: "unixNs",
    receivedUnixNs: "unixNs",
  }),
  table<PnlRecord>("pnl", "pnl", ["sessionId", ...placeKey, "atUnixNs"], ["atUnixNs"], {
    ...place,
    sessionId: "text",
    atUnixNs: "unixNs",
    position: "decimal",
    mid: "decimal",
    unit: "text",
    net: "decimal",
    gross: "decimal",
    fees: "decimal",
    spreadCapture: "decimal",
    inventory: "decimal",
  }),
];

export function tableOf(kind: Kind): LedgerTable {
  return tables.get(kind)!;
}

export function fieldOf(record: LedgerRecord, column: LedgerColumn): Value {
  return (record as unknown as Readonly<Record<string, Value>>)[column.field]!;
}

/** Equal for two records of one table exactly when their keys are. */
export function keyOf({ key }: LedgerTable, record: LedgerRecord): string {
  return key.map((column) => fieldOf(record, column)).join("\0"); // No text of a record holds it.
}

const tables = new Map(ledgerTables.map((one) => [one.kind, one]));

type Field<R extends LedgerRecord> = Exclude<keyof R, "kind"> & string;

function table<R extends LedgerRecord>(
  kind: R["kind"],
  name: string,
  key: readonly Field<R>[],
  times: readonly Field<R>[],
  types: Readonly<Record<Field<R>, ColumnType>>,
  newest?: Field<R>,
): LedgerTable {
  const column = (field: Field<R>): LedgerColumn => ({ field, name: snakeCase(field), type: types[field] });
  return {
    kind,
    name,
    columns: (Object.keys(types) as Field<R>[]).map(column),
    key: key.map(column),
    order: [...times, ...key].map(column),
    newest: newest === undefined ? undefined : column(newest),
  };
}

function snakeCase(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
