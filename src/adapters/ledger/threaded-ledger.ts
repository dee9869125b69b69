/**
 * A ledger in a thread of its own. What holds up or breaks a store, a slow disk, a lock, a client library that throws
 * where nobody can catch it, ends with that thread: who trades is told that the write failed, and goes on.
 */
import { InputError } from "../../base/input-error.ts";
import type { Ledger, LedgerBatch, LedgerFilter } from "../../ports/ledger.ts";
import type { RecordOf } from "./ledger-tables.ts";
import type { LedgerAnswer, LedgerCall } from "./ledger-worker.ts";
import { within } from "./within.ts";

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class ThreadedLedger implements Ledger {
  readonly #waiting = new Map<number, Waiting>();
  /** Given up, and not answered: nothing is put on top of them. */
  readonly #overdue = new Set<number>();
  #worker: Worker | undefined;
  #callsCount = 0;
  #isClosed = false;

  /**
   * @param address of a store that exists.
   * @param place names it for people.
   * @param answerWithinMs what takes longer is given up.
   */
  constructor(
    private readonly address: string,
    private readonly place: string,
    private readonly answerWithinMs = 9500,
  ) {}

  async open(): Promise<void> {
    await this.#call("open");
  }
  async write({ outboxId, fromCount, records }: LedgerBatch): Promise<void> {
    await this.#call("write", { outboxId, fromCount, records });
  }
  deliveredCount(outboxId: string): Promise<number> {
    return this.#call("deliveredCount", outboxId);
  }
  sessions(): Promise<RecordOf<"session">[]> {
    return this.#call("sessions");
  }
  sessionEnds(): Promise<RecordOf<"session_end">[]> {
    return this.#call("sessionEnds");
  }
  configs(): Promise<RecordOf<"config">[]> {
    return this.#call("configs");
  }
  models(): Promise<RecordOf<"model">[]> {
    return this.#call("models");
  }
  orders(sessionId: string): Promise<RecordOf<"order">[]> {
    return this.#call("orders", sessionId);
  }
  fills(filter: LedgerFilter): Promise<RecordOf<"fill">[]> {
    return this.#call("fills", filter);
  }
  pnl(sessionId: string): Promise<RecordOf<"pnl">[]> {
    return this.#call("pnl", sessionId);
  }

  /** A store that does not answer is left to its thread, which ends here. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    if (this.#worker !== undefined) await this.#call("close").catch(() => {});
    this.#isClosed = true;
    this.#end("is closed");
  }

  async #call<Answer>(method: keyof Ledger, ...args: readonly unknown[]): Promise<Answer> {
    if (this.#isClosed) throw new Error(`${this.place}: is closed`);
    if (this.#overdue.size > 0) throw new Error(`${this.place}: still no answer`);
    const { address, answerWithinMs } = this;
    this.#worker ??= this.#start();
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const id = this.#callsCount++;
    this.#waiting.set(id, { resolve, reject });
    this.#worker.ref(); // A process does not end while an answer is due.
    this.#worker.postMessage({ id, address, answerWithinMs, method, args } satisfies LedgerCall);
    try {
      return (await within(answerWithinMs, promise, `${this.place}: no answer`)) as Answer;
    } finally {
      if (this.#waiting.has(id)) this.#overdue.add(id);
    }
  }

  #start(): Worker {
    const worker = new Worker(new URL("./ledger-worker.ts", import.meta.url).href);
    worker.onmessage = ({ data }: MessageEvent<LedgerAnswer>) => this.#take(data);
    worker.onerror = (event) => {
      event.preventDefault();
      if (this.#worker === worker) this.#end(event.message); // The next call starts another.
    };
    return worker;
  }

  #take(answer: LedgerAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    this.#overdue.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker?.unref();
    if (!("problem" in answer)) waiting?.resolve(answer.value);
    else if (answer.place !== undefined) waiting?.reject(new InputError(answer.place, answer.problem));
    else waiting?.reject(new Error(`${this.place}: ${answer.problem}`));
  }

  #end(problem: string): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(new Error(`${this.place}: ${problem}`));
    this.#waiting.clear();
    this.#overdue.clear();
  }
}
