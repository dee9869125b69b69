/** What a ledger holds of live sessions, asked in SQL and not through ours: in words that compare with the venue's. */
import { basename, dirname } from "node:path";
import postgres from "postgres";
import { outboxIdOf, readOutbox } from "../../src/commands/live-outbox.ts";
import type { LedgerRecord, OrderRecord } from "../../src/domain/ledger-record.ts";
import type { Json } from "./live-process.ts";
import { filledWords, tradeWords } from "./live-records.ts";

/** What is compared of it. */
export interface LedgerContents {
  /** Each row of fills. */
  readonly trades: readonly string[];
  /** Each row of orders: client order id, state, filled. */
  readonly orders: readonly string[];
  /** Of sessions, by their start; undefined: none. */
  readonly endings: readonly (string | undefined)[];
  /** As counted by the ledger, of each outbox. */
  readonly delivered: Readonly<Record<string, number>>;
}

export async function postgresContents(url: string): Promise<LedgerContents> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const fills = await sql`select * from fills`;
    const orders = await sql`select client_order_id, state, filled from orders`;
    const sessions = await sql`select ending from sessions left join session_ends using (session_id)
      order by started_unix_ns`;
    const outboxes = await sql`select outbox_id, delivered_count from outboxes`;
    return {
      trades: fills.map(fillWords).toSorted(),
      orders: orders.map(orderWords).toSorted(),
      endings: sessions.map(({ ending }) => ending ?? undefined),
      delivered: Object.fromEntries(outboxes.map(({ outbox_id, delivered_count }) => [outbox_id, +delivered_count])),
    };
  } finally {
    await sql.end();
  }
}

/** @param row of fills. */
export function fillWords(row: Json): string {
  const { trade_id, client_order_id, side, price, size, fee, fee_asset, maker } = row;
  return tradeWords({
    ...{ id: trade_id, clientOrderId: client_order_id, side, price, size, maker: Boolean(maker) },
    commission: `${fee} ${fee_asset}`,
  });
}

function orderWords({ client_order_id, state, filled }: Json): string {
  return `${client_order_id}: ${state}, ${filled} filled`;
}

/** Each row of fills in a SQLite file, as Python reads it. */
export async function sqliteTrades(path: string): Promise<string[]> {
  const script = `
import json, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.row_factory = sqlite3.Row
print(json.dumps([dict(row) for row in db.execute("select * from fills")]))`;
  const child = Bun.spawn(["python3", "-c", script, path], { stdin: "ignore", stdout: "pipe", stderr: "inherit" });
  const rows: Json[] = JSON.parse(await child.stdout.text());
  return rows.map(fillWords).toSorted();
}

/** What it ought to hold: all that sessions told their outboxes. @param folders of sessions, the oldest first. */
export function toldContents(folders: readonly string[]): LedgerContents {
  const outboxes = folders.map((folder) => ({ folder, records: [...readOutbox(folder)] }));
  const all = outboxes.flatMap(({ records }) => records);
  const newest = new Map(ordersIn(all).map((order) => [order.clientOrderId, order]));
  const ends = new Map(all.flatMap((of) => (of.kind === "session_end" ? [[of.sessionId, of.ending]] : [])));
  return {
    trades: folders.flatMap(filledWords).toSorted(),
    orders: [...newest.values()].map(orderWordsOf).toSorted(),
    endings: all.flatMap((of) => (of.kind === "session" ? [ends.get(of.sessionId)] : [])),
    delivered: Object.fromEntries(outboxes.map(({ folder, records }) => [outboxIdOfFolder(folder), records.length])),
  };
}

function ordersIn(records: readonly LedgerRecord[]): OrderRecord[] {
  return records.filter((record) => record.kind === "order");
}

function orderWordsOf({ clientOrderId, state, filled }: OrderRecord): string {
  return orderWords({ client_order_id: clientOrderId, state, filled });
}

function outboxIdOfFolder(folder: string): string {
  return outboxIdOf(basename(dirname(folder)), basename(folder));
}
