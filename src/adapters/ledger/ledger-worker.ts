/** The thread in which a ledger lives: it opens the one that its calls name, and makes them. */
import { InputError } from "../../base/input-error.ts";
import type { Ledger } from "../../ports/ledger.ts";
import { placeOf } from "./open-ledger.ts";

export interface LedgerCall {
  readonly id: number;
  /** `sqlite:PATH` or `postgres://…`: the same in each. */
  readonly address: string;
  readonly answerWithinMs: number;
  readonly method: keyof Ledger;
  readonly args: readonly unknown[];
}

export type LedgerAnswer =
  | { readonly id: number; readonly value: unknown }
  /** `place` of an InputError. */
  | { readonly id: number; readonly problem: string; readonly place: string | undefined };

/** Of the time for an answer, what a write to a file may wait for another process's, and what a server may take. */
const busyShare = 0.8;
const serverShare = 0.9;

declare const self: Worker;

/** Opened by the first call, whichever it is: a thread that took the place of one that died is not told to open. */
let opened: Promise<Ledger> | undefined;

self.onmessage = async ({ data }: MessageEvent<LedgerCall>) => {
  self.postMessage(await answer(data));
};

async function answer(call: LedgerCall): Promise<LedgerAnswer> {
  try {
    return { id: call.id, value: await made(call) };
  } catch (error) {
    if (error instanceof InputError) return { id: call.id, problem: error.problem, place: error.place };
    return { id: call.id, problem: (error as Error).message, place: undefined };
  }
}

async function made(call: LedgerCall): Promise<unknown> {
  if (call.method === "close" && opened === undefined) return undefined;
  opened ??= open(call);
  const ledger = await opened.catch((error) => {
    opened = undefined; // The next call tries again.
    throw error;
  });
  if (call.method === "open") return undefined;
  const method = ledger[call.method] as (...args: readonly unknown[]) => Promise<unknown>;
  return method.apply(ledger, call.args as unknown[]);
}

async function open(call: LedgerCall): Promise<Ledger> {
  const ledger = await storeAt(call);
  try {
    await ledger.open();
  } catch (error) {
    await ledger.close();
    throw error;
  }
  return ledger;
}

async function storeAt({ address, answerWithinMs }: LedgerCall): Promise<Ledger> {
  if (address.startsWith("sqlite:")) {
    const { SqliteLedger } = await import("../embedded/sqlite-ledger.ts");
    return new SqliteLedger(placeOf(address), address.slice("sqlite:".length), Math.round(busyShare * answerWithinMs));
  }
  const { PostgresLedger } = await import("../postgres/postgres-ledger.ts");
  return new PostgresLedger(placeOf(address), address, Math.round(serverShare * answerWithinMs));
}
