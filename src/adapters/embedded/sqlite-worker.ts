/** The thread that waits for the disk, so that no decision does: calls of `SqliteTables`, one after the other. */
import { InputError } from "../../base/input-error.ts";
import { SqliteTables } from "./sqlite-tables.ts";

/** `method` of the tables with these arguments, or `open` and `close`. */
export interface SqliteCall {
  readonly id: number;
  readonly method: "open" | "write" | "deliveredCount" | "records" | "fills" | "close";
  readonly args: readonly unknown[];
}

export type SqliteAnswer =
  | { readonly id: number; readonly value: unknown }
  /** `place` of an InputError. */
  | { readonly id: number; readonly problem: string; readonly place: string | undefined };

declare const self: Worker;

let tables: SqliteTables | undefined;

self.onmessage = ({ data }: MessageEvent<SqliteCall>) => {
  self.postMessage(answer(data));
};

function answer({ id, method, args }: SqliteCall): SqliteAnswer {
  try {
    return { id, value: run(method, args) };
  } catch (error) {
    if (error instanceof InputError) return { id, problem: error.problem, place: error.place };
    return { id, problem: words(error), place: undefined };
  }
}

function run(method: SqliteCall["method"], args: readonly unknown[]): unknown {
  if (method === "open") {
    const [path, busyMs] = args as [string, number];
    tables = new SqliteTables(path, busyMs);
    return undefined;
  }
  const call = tables?.[method] as ((...args: readonly unknown[]) => unknown) | undefined;
  if (call === undefined) throw new Error("is not open");
  return call.apply(tables, args as unknown[]);
}

function words(error: unknown): string {
  const { message, code } = error as Error & { code?: string };
  return code === undefined ? message : `${message} (${code})`;
}
