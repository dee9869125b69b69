/** `--ledger KIND`: which ledger a command reads. */
import { existsSync } from "node:fs";
import { InputError } from "../base/input-error.ts";

/** No address with a password on a command line, where every user of the machine can read it. @throws InputError */
export function ledgerAddress(kind: string): string {
  const path = /^sqlite:(.+)$/.exec(kind)?.[1];
  if (path !== undefined && existsSync(path)) return kind;
  if (path !== undefined) throw new InputError(`--ledger ${kind}`, "is not there; expected the file of a ledger");
  if (kind !== "postgres") throw new InputError("--ledger", "expected sqlite:PATH or postgres");
  return postgresAddress();
}

/** @throws InputError where the environment has none. */
export function postgresAddress(): string {
  const { HALFSPREAD_POSTGRES_URL: address = "" } = process.env;
  if (address === "") throw new InputError("HALFSPREAD_POSTGRES_URL", "is not set; expected postgres://…");
  return address;
}
