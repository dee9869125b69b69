/**
 * The ledger in Postgres. A batch is one transaction that holds the row of its outbox, so that two who deliver the same
 * records do so one after the other, and what was written although the answer never came is not written again.
 *
 * A call that takes too long gives up its connections with it: a server that comes back would otherwise find a
 * transaction that nobody waits for. The server ends what is left on its side by itself.
 *
 * The client (3.4.9) throws where nobody can catch it when a connection ends amid a transaction: it writes to a socket
 * that is not there any more. Hence the thread of its own (`ThreadedLedger`), which is then replaced.
 */
import { join } from "node:path";
import postgres from "postgres";
import { InputError } from "../../base/input-error.ts";
import type { Ledger, LedgerBatch, LedgerFilter } from "../../ports/ledger.ts";
import { checkBatch, recordsOf, undelivered } from "../ledger/ledger-batch.ts";
import { type Kind, ledgerTables, type RecordOf } from "../ledger/ledger-tables.ts";
import { type AppliedMigration, pendingMigrations, readMigrations } from "../ledger/migrations.ts";
import { within } from "../ledger/within.ts";
import { fillsSelection, insertion, type Query, selection } from "./postgres-statements.ts";

/** Of the time for an answer, what the server may take for a statement: what it ends by itself tells why. */
const serverShare = 0.8;
const connectShare = 0.5;
/** Between two attempts to connect, where the client's own would grow to 20. */
const retrySeconds = 0.25;
/** Writes come one at a time; a second connection is for who asks meanwhile. */
const connectionsMax = 2;

type Connections = ReturnType<typeof connect>;
type Transaction = Parameters<Parameters<Connections["begin"]>[1]>[0];

export class PostgresLedger implements Ledger {
  #connections: Connections;

  /**
   * @param place names it for people, without the password.
   * @param url `postgres://user:password@host:port/database`; `?search_path=` names another schema than the usual.
   * @param answerWithinMs what takes longer is given up.
   */
  constructor(
    private readonly place: string,
    private readonly url: string,
    private readonly answerWithinMs: number,
  ) {
    this.#connections = connect(url, answerWithinMs);
  }

  /** @throws InputError when the server cannot be reached, refuses, or holds tables of a later version. */
  async open(): Promise<void> {
    try {
      await this.#bounded((sql) => sql.begin((tx) => this.#migrate(tx)));
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError(this.place, `${messageOf(error)}; expected a server that answers, and may be written to`);
    }
  }

  async write(batch: LedgerBatch): Promise<void> {
    checkBatch(this.place, batch);
    await this.#told((sql) => sql.begin((tx) => this.#writeIn(tx, batch)));
  }

  async deliveredCount(outboxId: string): Promise<number> {
    const sql = "select delivered_count from outboxes where outbox_id = $1";
    const [row] = await this.#rows({ sql, parameters: [outboxId] });
    return row === undefined ? 0 : Number(row.delivered_count);
  }

  sessions(): Promise<RecordOf<"session">[]> {
    return this.#records("session", selection("session"));
  }
  sessionEnds(): Promise<RecordOf<"session_end">[]> {
    return this.#records("session_end", selection("session_end"));
  }
  configs(): Promise<RecordOf<"config">[]> {
    return this.#records("config", selection("config"));
  }
  models(): Promise<RecordOf<"model">[]> {
    return this.#records("model", selection("model"));
  }
  orders(sessionId: string): Promise<RecordOf<"order">[]> {
    return this.#records("order", selection("order", sessionId));
  }
  fills(filter: LedgerFilter): Promise<RecordOf<"fill">[]> {
    return this.#records("fill", fillsSelection(filter));
  }
  pnl(sessionId: string): Promise<RecordOf<"pnl">[]> {
    return this.#records("pnl", selection("pnl", sessionId));
  }

  async close(): Promise<void> {
    await this.#connections.end({ timeout: 0 });
  }

  async #writeIn(tx: Transaction, batch: LedgerBatch): Promise<void> {
    const { outboxId } = batch;
    await tx.unsafe("insert into outboxes values ($1, 0) on conflict do nothing", [outboxId], { prepare: true });
    const hold = "select delivered_count from outboxes where outbox_id = $1 for update";
    const [row] = await tx.unsafe(hold, [outboxId], { prepare: true });
    const deliveredCount = Number(row!.delivered_count);
    const records = undelivered(this.place, batch, deliveredCount);
    if (records.length === 0) return;
    const queries = ledgerTables.map((table) => [table, recordsOf(table, records)] as const);
    for (const [table, told] of queries) if (told.length > 0) await run(tx, insertion(table, told));
    const count = String(deliveredCount + records.length);
    await run(tx, {
      sql: "update outboxes set delivered_count = $2 where outbox_id = $1",
      parameters: [outboxId, count],
    });
  }

  /** One at a time, whichever process comes first. */
  async #migrate(tx: Transaction): Promise<void> {
    await tx`select pg_advisory_xact_lock(hashtextextended('halfspread ledger ' || current_schema(), 0))`;
    await tx.unsafe(
      "create table if not exists ledger_migrations (version integer primary key, name text not null, sha256 text not null, applied_time timestamptz not null default now())",
    );
    const applied = await tx<AppliedMigration[]>`select version, sha256 from ledger_migrations order by version`;
    const known = readMigrations(join(import.meta.dir, "migrations"));
    for (const { version, name, sql, sha256 } of pendingMigrations(this.place, applied, known)) {
      await tx.unsafe(sql);
      await tx`insert into ledger_migrations (version, name, sha256) values (${version}, ${name}, ${sha256})`;
    }
  }

  async #records<K extends Kind>(kind: K, query: Query): Promise<RecordOf<K>[]> {
    const rows = await this.#rows(query);
    return rows.map((row) => ({ kind, ...row }) as unknown as RecordOf<K>);
  }

  #rows(query: Query) {
    return this.#told(async (sql) => [...(await run(sql, query))]);
  }

  /** The client's own errors hold statements and values. */
  async #told<Value>(work: (sql: Connections) => Promise<Value>): Promise<Value> {
    try {
      return await this.#bounded(work);
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new Error(messageOf(error));
    }
  }

  async #bounded<Value>(work: (sql: Connections) => Promise<Value>): Promise<Value> {
    const connections = this.#connections;
    let isDone = false;
    const done = work(connections).finally(() => {
      isDone = true;
    });
    try {
      return await within(this.answerWithinMs, done, "no answer");
    } finally {
      if (!isDone && this.#connections === connections) {
        this.#connections = connect(this.url, this.answerWithinMs);
        void connections.end({ timeout: 0 });
      }
    }
  }
}

function connect(url: string, answerWithinMs: number) {
  const serverMs = Math.round(serverShare * answerWithinMs);
  return postgres(url, {
    max: connectionsMax,
    connect_timeout: (connectShare * answerWithinMs) / 1000,
    backoff: () => retrySeconds,
    types: { bigint: postgres.BigInt },
    connection: {
      application_name: "halfspread",
      statement_timeout: serverMs,
      idle_in_transaction_session_timeout: serverMs,
    },
    onnotice: () => {}, // "already exists, skipping".
  });
}

function run(sql: Connections | Transaction, { sql: text, parameters }: Query) {
  return sql.unsafe(text, parameters as string[], { prepare: true });
}

/** Some errors of sockets have a code alone. */
function messageOf(error: unknown): string {
  const { message, code } = error as Error & { code?: string };
  return message === "" ? (code ?? "failed") : message;
}
