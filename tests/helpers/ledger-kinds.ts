/** Each way to keep a ledger, for the one suite that all of them pass. */

import { openLedger } from "../../src/adapters/ledger/open-ledger.ts";
import type { FillRecord, LedgerRecord } from "../../src/domain/ledger-record.ts";
import type { Ledger } from "../../src/ports/ledger.ts";
import { sessionIds } from "./ledger-arbitraries.ts";
import { endPostgres, freshPostgresUrl, needsPostgres } from "./servers/postgres.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface LedgerKind {
  readonly name: string;
  /** Whether what it needs is not here. */
  readonly isMissing: () => boolean;
  /** An address where nobody has been. */
  readonly freshAddress: () => Promise<string>;
  readonly end: () => Promise<void>;
}

const folders: Disposable[] = [];

export const ledgerKinds: readonly LedgerKind[] = [
  {
    name: "SQLite",
    isMissing: () => false,
    freshAddress: async () => {
      const folder = temporaryFolder();
      folders.push(folder);
      return `sqlite:${folder.of("ledger.sqlite")}`;
    },
    end: async () => {
      for (const folder of folders.splice(0)) folder[Symbol.dispose]();
    },
  },
  { name: "Postgres", isMissing: needsPostgres, freshAddress: freshPostgresUrl, end: endPostgres },
];

/** Closed with the test. */
export async function opened(address: string): Promise<Ledger & AsyncDisposable> {
  const ledger = await openLedger(address);
  return Object.assign(ledger, { [Symbol.asyncDispose]: () => ledger.close() });
}

/** Everything that a ledger says of itself. */
export async function contents(ledger: Ledger, outboxIds: readonly string[]): Promise<unknown> {
  return {
    delivered: await Promise.all(outboxIds.map((id) => ledger.deliveredCount(id))),
    sessions: await ledger.sessions(),
    sessionEnds: await ledger.sessionEnds(),
    configs: await ledger.configs(),
    models: await ledger.models(),
    orders: await Promise.all(sessionIds.map((id) => ledger.orders(id))),
    pnl: await Promise.all(sessionIds.map((id) => ledger.pnl(id))),
    fills: await ledger.fills({}),
  };
}

/** The n-th fill of a session: its own trade, a nanosecond after the one before. */
export function numberedFill(n: number): FillRecord {
  return {
    kind: "fill",
    ...{ account: "main", mode: "paper", venue: "binance", market: "spot", symbol: "BTCUSDT" },
    sessionId: "s1",
    tradeId: String(n),
    clientOrderId: `hs${n}`,
    side: n % 2 === 0 ? "buy" : "sell",
    price: `61234.${String(n % 100).padStart(2, "0")}`,
    size: "0.00100000",
    fee: "0.06123450",
    feeAsset: "USDT",
    maker: true,
    cause: "print",
    venueUnixNs: 1_700_000_000_123_456_789n + BigInt(n),
    receivedUnixNs: 1_700_000_000_128_456_789n + BigInt(n),
  };
}

export function numberedFills(fromCount: number, count: number): LedgerRecord[] {
  return Array.from({ length: count }, (_, at) => numberedFill(fromCount + at));
}
