/**
 * The ledger that needs no server: one SQLite file, in a thread of its own. A disk that is slow, or another process that
 * writes, holds up that thread and never the caller's.
 */
import { InputError } from "../../base/input-error.ts";
import type { Ledger, LedgerBatch, LedgerFilter } from "../../ports/ledger.ts";
import type { RecordOf } from "../ledger/ledger-tables.ts";
import { within } from "../ledger/within.ts";
import type { SqliteAnswer, SqliteCall } from "./sqlite-worker.ts";

/** What is held up for longer is given up; within that a write waits for another process's. */
const answerWithinMs = 9500;
const busyMs = 8000;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class SqliteLedger implements Ledger {
  readonly #worker = new Worker(new URL("./sqlite-worker.ts", import.meta.url).href);
  readonly #waiting = new Map<number, Waiting>();
  readonly #place: string;
  #callsCount = 0;
  #isClosed = false;

  /** @param path of the file; its folder exists. */
  constructor(private readonly path: string) {
    this.#place = `ledger ${path}`;
    this.#worker.onmessage = ({ data }: MessageEvent<SqliteAnswer>) => this.#take(data);
    this.#worker.onerror = ({ message }) => this.#end(message);
    this.#worker.unref();
  }

  /** @throws InputError for a file that cannot be opened, that is no ledger, or that a later version has made. */
  async open(): Promise<void> {
    try {
      await this.#call("open", this.path, busyMs);
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError(this.#place, `${wordsOf(error, this.#place)}; expected a file that can be opened`);
    }
  }

  async write({ outboxId, fromCount, records }: LedgerBatch): Promise<void> {
    await this.#call("write", { outboxId, fromCount, records });
  }

  deliveredCount(outboxId: string): Promise<number> {
    return this.#call("deliveredCount", outboxId);
  }
  sessions(): Promise<readonly RecordOf<"session">[]> {
    return this.#call("records", "session");
  }
  sessionEnds(): Promise<readonly RecordOf<"session_end">[]> {
    return this.#call("records", "session_end");
  }
  configs(): Promise<readonly RecordOf<"config">[]> {
    return this.#call("records", "config");
  }
  models(): Promise<readonly RecordOf<"model">[]> {
    return this.#call("records", "model");
  }
  orders(sessionId: string): Promise<readonly RecordOf<"order">[]> {
    return this.#call("records", "order", sessionId);
  }
  fills(filter: LedgerFilter): Promise<readonly RecordOf<"fill">[]> {
    return this.#call("fills", filter);
  }
  pnl(sessionId: string): Promise<readonly RecordOf<"pnl">[]> {
    return this.#call("records", "pnl", sessionId);
  }

  async close(): Promise<void> {
    try {
      await this.#call("close");
    } finally {
      this.#worker.terminate();
      this.#end("is closed");
    }
  }

  async #call<Answer>(method: SqliteCall["method"], ...args: readonly unknown[]): Promise<Answer> {
    if (this.#isClosed) throw new Error(`${this.#place}: is closed`);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const id = this.#callsCount++;
    this.#waiting.set(id, { resolve, reject });
    this.#worker.ref(); // A process does not end while an answer is due.
    this.#worker.postMessage({ id, method, args } satisfies SqliteCall);
    return (await within(answerWithinMs, promise, `${this.#place}: no answer`)) as Answer;
  }

  #take(answer: SqliteAnswer): void {
    const waiting = this.#waiting.get(answer.id)!;
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (!("problem" in answer)) waiting.resolve(answer.value);
    else if (answer.place !== undefined) waiting.reject(new InputError(answer.place, answer.problem));
    else waiting.reject(new Error(`${this.#place}: ${answer.problem}`));
  }

  #end(problem: string): void {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.values()) reject(new Error(`${this.#place}: ${problem}`));
    this.#waiting.clear();
  }
}

function wordsOf(error: unknown, place: string): string {
  return (error as Error).message.replace(`${place}: `, "");
}
