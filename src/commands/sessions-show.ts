/** `sessions show`: one live session as the ledger has it, and what its configuration changed. */
import { openLedger } from "../adapters/ledger/open-ledger.ts";
import { InputError } from "../base/input-error.ts";
import type { ConfigRecord, PnlRecord, SessionRecord } from "../domain/ledger-record.ts";
import { formatUnixNs } from "../domain/time.ts";
import type { Ledger } from "../ports/ledger.ts";
import { hasFlag, optionValue, parseArguments } from "./arguments.ts";
import { type ConfigChange, changeText, configChanges } from "./config-drift.ts";
import { ledgerAddress } from "./ledger-option.ts";
import { usualLedger } from "./sessions-list.ts";

const help = `Usage: halfspread sessions show ID [OPTIONS]

Shows a live session: who started it with which configuration, what that changed against the session before it of the same account, its
orders and fills, and the last P&L of each instrument.

  --ledger KIND    sqlite:PATH (default: the file in the project's data/live), or postgres, whose address is in HALFSPREAD_POSTGRES_URL
  --config         the configuration itself, too
  --json           as one JSON document on stdout

Example:
  halfspread sessions show mh2q8k3d --config`;

/** @returns the exit code. @throws InputError */
export async function runSessionsShow(args: string[]): Promise<number> {
  const options = { ledger: "value", config: "flag", json: "flag", help: "flag" } as const;
  const given = parseArguments("sessions show", args, options);
  if (hasFlag(given, "help")) {
    console.error(help);
    return 0;
  }
  const [sessionId, ...surplus] = given.positionals;
  if (sessionId === undefined || surplus.length > 0) throw new InputError("sessions show", "expected one session's id");
  const ledger = await openLedger(ledgerAddress(optionValue(given, "ledger") ?? usualLedger));
  try {
    const { configText, ...shown } = await showOf(ledger, sessionId);
    const config = hasFlag(given, "config") ? configText : undefined;
    console.log(hasFlag(given, "json") ? JSON.stringify({ ...shown, config }) : textOf(shown, config));
  } finally {
    await ledger.close();
  }
  return 0;
}

interface Shown {
  readonly sessionId: string;
  readonly mode: string;
  readonly account: string;
  readonly version: string;
  readonly started: string;
  readonly ended: string | null;
  readonly ending: string | null;
  readonly runHash: string | null;
  readonly who: string | null;
  readonly configHash: string;
  /** Against the session before it of the same account; null where there is none. */
  readonly changes: readonly ConfigChange[] | null;
  readonly ordersCount: number;
  readonly fillsCount: number;
  /** The last of each instrument. */
  readonly pnl: readonly Pick<PnlRecord, "symbol" | "position" | "unit" | "net" | "fees">[];
}

async function showOf(ledger: Ledger, sessionId: string): Promise<Shown & { configText: string | undefined }> {
  const sessions = await ledger.sessions();
  const session = sessions.find((each) => each.sessionId === sessionId);
  if (session === undefined) throw new InputError(sessionId, "is not in the ledger; expected the id of a session");
  const end = (await ledger.sessionEnds()).find((each) => each.sessionId === sessionId);
  const configs = new Map((await ledger.configs()).map((config) => [config.hash, config]));
  const config = configs.get(session.configHash);
  const { mode, account, version, startedUnixNs, configHash } = session;
  return {
    ...{ sessionId, mode, account, version, configHash },
    started: formatUnixNs(startedUnixNs),
    ended: end === undefined ? null : formatUnixNs(end.endedUnixNs),
    ending: end?.ending ?? null,
    runHash: end?.runHash ?? null,
    who: config?.who ?? null,
    changes: changesOf(config, configs.get(before(sessions, session)?.configHash ?? "")),
    ordersCount: (await ledger.orders(sessionId)).length,
    fillsCount: (await ledger.fills({ sessionId })).length,
    pnl: lastOfEach(await ledger.pnl(sessionId)),
    configText: config?.text,
  };
}

/** @param sessions the oldest first. */
function before(sessions: readonly SessionRecord[], { sessionId, account, mode }: SessionRecord) {
  const at = sessions.findIndex((each) => each.sessionId === sessionId);
  return sessions.slice(0, at).findLast((each) => each.account === account && each.mode === mode);
}

function changesOf(config: ConfigRecord | undefined, old: ConfigRecord | undefined): ConfigChange[] | null {
  return config === undefined || old === undefined ? null : configChanges(old.text, config.text);
}

function lastOfEach(points: readonly PnlRecord[]): Shown["pnl"] {
  const last = new Map(points.map((point) => [`${point.venue} ${point.market} ${point.symbol}`, point]));
  return [...last.values()].map(({ symbol, position, unit, net, fees }) => ({ symbol, position, unit, net, fees }));
}

function textOf(shown: Shown, config: string | undefined): string {
  const { sessionId, mode, account, version, started, ended, ending, who, configHash, changes } = shown;
  return [
    `session ${sessionId} (${mode}, account ${account}, version ${version})`,
    `  from      ${started}${who === null ? "" : `, by ${who}`}`,
    `  until     ${ended === null ? "no end is known" : `${ended}, ${ending}, run ${shown.runHash}`}`,
    `  orders    ${shown.ordersCount}, fills ${shown.fillsCount}`,
    ...shown.pnl.map(
      ({ symbol, position, unit, net, fees }) => `  ${symbol}   position ${position}, net ${net} ${unit}, fees ${fees}`,
    ),
    `  configuration ${configHash}: ${changes === null ? "the first" : `${changes.length} entries changed`}`,
    ...(changes ?? []).map((change) => `    ${changeText(change)}`),
    ...(config === undefined ? [] : ["", config.trimEnd()]),
  ].join("\n");
}
