/** Which ledger an address means. Addresses may hold passwords: what is told of them never does. */
import { InputError } from "../../base/input-error.ts";
import type { Ledger } from "../../ports/ledger.ts";

const expected = "expected sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/DATABASE";

/**
 * A ledger that is open: its tables are there. @param address `sqlite:PATH` or `postgres://…`.
 * @throws InputError when it is neither, or cannot be opened.
 */
export async function openLedger(address: string): Promise<Ledger> {
  const ledger = await ledgerAt(address);
  try {
    await ledger.open();
  } catch (error) {
    await ledger.close();
    throw error;
  }
  return ledger;
}

async function ledgerAt(address: string): Promise<Ledger> {
  const [, scheme, rest] = /^([a-z]+):(.+)$/.exec(address) ?? [];
  if (scheme === "sqlite") {
    const { SqliteLedger } = await import("../embedded/sqlite-ledger.ts");
    return new SqliteLedger(rest!);
  }
  if ((scheme === "postgres" || scheme === "postgresql") && URL.canParse(address)) {
    const { PostgresLedger } = await import("../postgres/postgres-ledger.ts");
    return new PostgresLedger(address);
  }
  throw new InputError(scheme === undefined ? "ledger" : `ledger ${scheme}:…`, expected);
}
