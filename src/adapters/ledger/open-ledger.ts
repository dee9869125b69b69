/** Which ledger an address means. Addresses may hold passwords: what is told of them never does. */
import { InputError } from "../../base/input-error.ts";
import type { Ledger } from "../../ports/ledger.ts";
import { ThreadedLedger } from "./threaded-ledger.ts";

/**
 * A ledger that is open: its tables are there. @param address `sqlite:PATH` or `postgres://…`.
 * @param answerWithinMs a call that takes longer fails.
 * @throws InputError when it is neither, or cannot be opened.
 */
export async function openLedger(address: string, answerWithinMs?: number): Promise<Ledger> {
  const ledger = new ThreadedLedger(address, placeOf(address), answerWithinMs);
  try {
    await ledger.open();
  } catch (error) {
    await ledger.close();
    throw error;
  }
  return ledger;
}

/** For people. @throws InputError for what is no address of a ledger. */
export function placeOf(address: string): string {
  const [, scheme, rest] = /^([a-z]+):(.+)$/.exec(address) ?? [];
  if (scheme === "sqlite") return `ledger ${rest}`;
  if ((scheme === "postgres" || scheme === "postgresql") && rest!.startsWith("//") && URL.canParse(address)) {
    const { host, pathname } = new URL(address);
    return `ledger ${scheme}://${host}${pathname}`;
  }
  const place = scheme === undefined ? "ledger" : `ledger ${scheme}:…`;
  throw new InputError(place, "expected sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/DATABASE");
}
