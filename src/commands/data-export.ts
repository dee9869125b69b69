/** `data export`: fills, orders and P&L of live sessions as tables, from their folders or from the ledger. */
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { openLedger } from "../adapters/ledger/open-ledger.ts";
import { InputError } from "../base/input-error.ts";
import { type LedgerTables, ledgerTables } from "../data/export/ledger-tables.ts";
import type { LedgerRecord } from "../domain/ledger-record.ts";
import { hasFlag, optionValue, parseArguments } from "./arguments.ts";
import { dataFolder } from "./folders.ts";
import { ledgerAddress } from "./ledger-option.ts";
import { readOutbox } from "./live-outbox.ts";
import { checkFolder, writeWhole } from "./write-whole.ts";

const help = `Usage: halfspread data export SESSION… [OPTIONS]

Writes what live sessions did as Parquet: fills, orders and P&L, a folder for each session. SESSION is a session's folder, or with
--ledger its id. (Of a backtest: sim --fills FILE --pnl FILE.) data/README.md has the columns, and what to do with them.

  --ledger KIND         from the ledger: sqlite:PATH, or postgres, whose address is in HALFSPREAD_POSTGRES_URL
  --out DIR             where the folders go (default: the project's data/processed/sessions)
  --json                the files and their rows as one JSON document on stdout

Examples:
  halfspread data export data/live/btcusdt/mh2q8k3d
  halfspread data export mh2q8k3d --ledger sqlite:data/live/ledger.sqlite`;

const options = { ledger: "value", out: "value", json: "flag", help: "flag" } as const;

/** @returns the exit code. @throws InputError */
export async function runDataExport(args: string[]): Promise<number> {
  const parsed = parseArguments("data export", args, options);
  if (hasFlag(parsed, "help")) {
    console.error(help);
    return 0;
  }
  const sessions = parsed.positionals;
  if (sessions.length === 0) throw new InputError("data export", "no session; expected SESSION…");
  const out = optionValue(parsed, "out");
  checkFolder("--out", out);
  const ledger = optionValue(parsed, "ledger");
  const root = out ?? join(dataFolder, "processed/sessions");
  const written: Written[] = [];
  for (const session of sessions) {
    const records = ledger === undefined ? recordsOfFolder(session) : await recordsOfLedger(ledger, session);
    written.push(writeTables(join(root, basename(resolve(session))), ledgerTables(records)));
  }
  console.error(written.map(textOf).join("\n"));
  if (hasFlag(parsed, "json")) console.log(JSON.stringify({ written }));
  return 0;
}

interface Written {
  readonly folder: string;
  readonly fillsCount: number;
  readonly ordersCount: number;
  readonly pnlCount: number;
}

/** @throws InputError */
function recordsOfFolder(folder: string): Iterable<LedgerRecord> {
  if (!existsSync(join(folder, "outbox")))
    throw new InputError(folder, "has no outbox; expected the folder of a live session");
  return readOutbox(folder);
}

/** @throws InputError for a session that the ledger does not have. Rejects when it is away. */
async function recordsOfLedger(kind: string, sessionId: string): Promise<readonly LedgerRecord[]> {
  const ledger = await openLedger(ledgerAddress(kind));
  try {
    const sessions = await ledger.sessions();
    if (!sessions.some((session) => session.sessionId === sessionId))
      throw new InputError(sessionId, "is not in the ledger; expected the id of a session");
    return [
      ...(await ledger.fills({ sessionId })),
      ...(await ledger.orders(sessionId)),
      ...(await ledger.pnl(sessionId)),
    ];
  } finally {
    await ledger.close();
  }
}

function writeTables(folder: string, { fillsCount, ordersCount, pnlCount, ...files }: LedgerTables): Written {
  for (const [name, file] of Object.entries(files)) writeWhole(join(folder, `${name}.parquet`), new Uint8Array(file));
  return { folder, fillsCount, ordersCount, pnlCount };
}

function textOf({ folder, fillsCount, ordersCount, pnlCount }: Written): string {
  return `${folder}: ${fillsCount} fills, ${ordersCount} orders, ${pnlCount} points of P&L`;
}
