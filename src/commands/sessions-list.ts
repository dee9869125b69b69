/** `sessions list`: live sessions, as the ledger has them. */
import { join } from "node:path";
import { openLedger } from "../adapters/ledger/open-ledger.ts";
import type { SessionEndRecord, SessionRecord } from "../domain/ledger-record.ts";
import { formatUnixNs } from "../domain/time.ts";
import { hasFlag, optionValue, parseArguments } from "./arguments.ts";
import { dataFolder } from "./folders.ts";
import { ledgerAddress } from "./ledger-option.ts";

const help = `Usage: halfspread sessions list [OPTIONS]

Lists live sessions, the oldest first: when they ran, how they ended, and whether their configuration is that of the session before them of
the same account.

  --ledger KIND    sqlite:PATH (default: the file in the project's data/live), or postgres, whose address is in HALFSPREAD_POSTGRES_URL
  --json           as one JSON document on stdout

Example:
  halfspread sessions list --ledger sqlite:data/live/ledger.sqlite`;

/** Where live sessions keep theirs, unless their configuration says otherwise. */
export const usualLedger = `sqlite:${join(dataFolder, "live", "ledger.sqlite")}`;

/** @returns the exit code. @throws InputError */
export async function runSessionsList(args: string[]): Promise<number> {
  const given = parseArguments("sessions list", args, { ledger: "value", json: "flag", help: "flag" });
  if (hasFlag(given, "help")) {
    console.error(help);
    return 0;
  }
  const ledger = await openLedger(ledgerAddress(optionValue(given, "ledger") ?? usualLedger));
  try {
    const rows = rowsOf(await ledger.sessions(), await ledger.sessionEnds());
    if (hasFlag(given, "json")) console.log(JSON.stringify({ sessions: rows }));
    else console.log(rows.map(textOf).join("\n"));
  } finally {
    await ledger.close();
  }
  return 0;
}

interface SessionRow {
  readonly sessionId: string;
  readonly mode: string;
  readonly account: string;
  readonly started: string;
  /** Null for one that runs, or was killed. */
  readonly ended: string | null;
  readonly ending: string | null;
  readonly configHash: string;
  /** Whether it is another than before. */
  readonly isConfigNew: boolean;
}

/** @param sessions the oldest first. */
function rowsOf(sessions: readonly SessionRecord[], ends: readonly SessionEndRecord[]): SessionRow[] {
  const byId = new Map(ends.map((end) => [end.sessionId, end]));
  const hashes = new Map<string, string>();
  return sessions.map(({ sessionId, mode, account, startedUnixNs, configHash }) => {
    const end = byId.get(sessionId);
    const before = hashes.get(`${account} ${mode}`);
    hashes.set(`${account} ${mode}`, configHash);
    return {
      ...{ sessionId, mode, account, configHash },
      started: formatUnixNs(startedUnixNs),
      ended: end === undefined ? null : formatUnixNs(end.endedUnixNs),
      ending: end?.ending ?? null,
      isConfigNew: before !== undefined && before !== configHash,
    };
  });
}

function textOf({ sessionId, mode, account, started, ended, ending, configHash, isConfigNew }: SessionRow): string {
  const end = ended === null ? "no end is known" : `${ending} at ${ended}`;
  const config = `configuration ${configHash.slice(0, 8)}${isConfigNew ? " (changed)" : ""}`;
  return `${sessionId}  ${mode.padEnd(5)}  ${account}  from ${started}  ${end}  ${config}`;
}
