/**
 * The ledger that needs no server: one SQLite file. Its calls wait for the disk, and for another process that writes, so
 * it lives in a thread of its own (`ThreadedLedger`). The file is a log with a main part (WAL): others can read it while a
 * session writes, and each commit is on the disk when it returns.
 */
import { Database, type SQLQueryBindings, type Statement } from "bun:sqlite";
import { join } from "node:path";
import { assert } from "../../base/assert.ts";
import { InputError } from "../../base/input-error.ts";
import type { LedgerRecord } from "../../domain/ledger-record.ts";
import type { Ledger, LedgerBatch, LedgerFilter } from "../../ports/ledger.ts";
import { checkBatch, recordsOf, undelivered } from "../ledger/ledger-batch.ts";
import { fieldOf, type Kind, type LedgerTable, ledgerTables, type RecordOf, tableOf } from "../ledger/ledger-tables.ts";
import { type AppliedMigration, pendingMigrations, readMigrations } from "../ledger/migrations.ts";

type Bindings = SQLQueryBindings[];
type Row = Record<string, string | bigint | boolean>;

export class SqliteLedger implements Ledger {
  #db: Database | undefined;

  /**
   * @param place names it for people.
   * @param path of the file; its folder exists.
   * @param busyMs for how long a write waits for the one of another process.
   */
  constructor(
    private readonly place: string,
    private readonly path: string,
    private readonly busyMs: number,
  ) {}

  /** @throws InputError for a file that cannot be opened, that is no ledger, or that a later version has made. */
  async open(): Promise<void> {
    try {
      const db = new Database(this.path, { create: true, safeIntegers: true });
      this.#db = db;
      db.run(`pragma busy_timeout = ${this.busyMs}`);
      db.run("pragma journal_mode = wal");
      db.run("pragma synchronous = full");
      this.#transact(() => this.#migrate(db));
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError(this.place, `${(error as Error).message}; expected a file that can be opened`);
    }
  }

  async write(batch: LedgerBatch): Promise<void> {
    checkBatch(this.place, batch);
    this.#transact(() => {
      const deliveredCount = this.#deliveredCount(batch.outboxId);
      const records = undelivered(this.place, batch, deliveredCount);
      for (const table of ledgerTables) this.#insert(table, recordsOf(table, records));
      this.#setDelivered(batch.outboxId, deliveredCount + records.length);
    });
  }

  async deliveredCount(outboxId: string): Promise<number> {
    return this.#deliveredCount(outboxId);
  }
  async sessions(): Promise<RecordOf<"session">[]> {
    return this.#select("session", "true");
  }
  async sessionEnds(): Promise<RecordOf<"session_end">[]> {
    return this.#select("session_end", "true");
  }
  async configs(): Promise<RecordOf<"config">[]> {
    return this.#select("config", "true");
  }
  async models(): Promise<RecordOf<"model">[]> {
    return this.#select("model", "true");
  }
  async orders(sessionId: string): Promise<RecordOf<"order">[]> {
    return this.#select("order", "session_id = ?", sessionId);
  }
  async pnl(sessionId: string): Promise<RecordOf<"pnl">[]> {
    return this.#select("pnl", "session_id = ?", sessionId);
  }

  async fills({ sessionId, account, symbol, fromUnixNs, toUnixNs }: LedgerFilter): Promise<RecordOf<"fill">[]> {
    const wanted = [
      ["session_id = ?", sessionId],
      ["account = ?", account],
      ["symbol = ?", symbol],
      ["venue_unix_ns >= ?", fromUnixNs],
      ["venue_unix_ns < ?", toUnixNs],
    ] as const;
    const parts = wanted.filter(([, value]) => value !== undefined);
    const condition = ["true", ...parts.map(([part]) => part)].join(" and ");
    return this.#select("fill", condition, ...parts.map(([, value]) => value!));
  }

  async close(): Promise<void> {
    this.#db?.close();
    this.#db = undefined;
  }

  #deliveredCount(outboxId: string): number {
    const row = this.#statement("select delivered_count from outboxes where outbox_id = ?").get(outboxId);
    return row === null ? 0 : Number((row as { delivered_count: bigint }).delivered_count);
  }

  #select<K extends Kind>(kind: K, condition: string, ...bindings: Bindings): RecordOf<K>[] {
    const table = tableOf(kind);
    const columns = table.columns.map(({ name, field }) => `${name} as "${field}"`);
    const order = table.order.map(({ name }) => name);
    const sql = `select ${columns} from ${table.name} where ${condition} order by ${order}`;
    return (this.#statement(sql).all(...bindings) as Row[]).map((row) => recordOf<K>(table, row));
  }

  #insert(table: LedgerTable, records: readonly LedgerRecord[]): void {
    if (records.length === 0) return;
    const statement = this.#statement(insertion(table));
    // A bigint is bound as the integer it is: a number from 2^51 on would become a float.
    for (const record of records) statement.run(...table.columns.map((column) => fieldOf(record, column)));
  }

  #setDelivered(outboxId: string, count: number): void {
    this.#statement("insert or replace into outboxes (outbox_id, delivered_count) values (?, ?)").run(outboxId, count);
  }

  /** Takes the right to write at once: one that reads first may find that another has written in between. */
  #transact(work: () => void): void {
    this.#opened().transaction(work).immediate();
  }

  #statement(sql: string): Statement {
    return this.#opened().query(sql); // Kept by its text.
  }

  #opened(): Database {
    assert(this.#db !== undefined, "a ledger is used while it is open");
    return this.#db;
  }

  #migrate(db: Database): void {
    db.run(
      "create table if not exists ledger_migrations (version integer primary key, name text not null, sha256 text not null) strict",
    );
    const rows = db.query("select version, sha256 from ledger_migrations order by version").all();
    const applied = (rows as { version: bigint; sha256: string }[]).map(
      ({ version, sha256 }): AppliedMigration => ({ version: Number(version), sha256 }),
    );
    for (const { version, name, sql, sha256 } of pendingMigrations(this.place, applied, migrations())) {
      db.run(sql);
      db.run("insert into ledger_migrations (version, name, sha256) values (?, ?, ?)", [version, name, sha256]);
    }
  }
}

function migrations() {
  return readMigrations(join(import.meta.dir, "migrations"));
}

function insertion({ name, columns, key, newest }: LedgerTable): string {
  const names = columns.map((column) => column.name);
  const insert = `insert into ${name} (${names}) values (${names.map(() => "?")})`;
  const conflict = `on conflict (${key.map((column) => column.name)})`;
  if (newest === undefined) return `${insert} ${conflict} do nothing`;
  const set = names.map((column) => `${column} = excluded.${column}`);
  return `${insert} ${conflict} do update set ${set} where excluded.${newest.name} >= ${name}.${newest.name}`;
}

/** SQLite has no booleans: they come back as 0 and 1. */
function recordOf<K extends Kind>({ kind, columns }: LedgerTable, row: Row): RecordOf<K> {
  for (const { field, type } of columns) if (type === "flag") row[field] = row[field] === 1n;
  return { kind, ...row } as unknown as RecordOf<K>;
}
