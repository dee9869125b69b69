/** `config diff`: what a configuration would change against the last session of its name. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { openLedger } from "../adapters/ledger/open-ledger.ts";
import { InputError } from "../base/input-error.ts";
import { formatUnixNs } from "../domain/time.ts";
import { hasFlag, optionValue, optionValues, parseArguments, wholeOption } from "./arguments.ts";
import { readBacktestSetup } from "./backtest-setup.ts";
import { type ConfigChange, changeText, configChanges, lastConfig, type SessionConfig } from "./config-drift.ts";
import { liveRoot, sessionIdsIn } from "./live-folder.ts";
import { liveLedgerAddress } from "./live-ledger.ts";

const help = `Usage: halfspread config diff [CONFIG] [OPTIONS]

Compares a configuration with the one that the last live session of its name started with, as the ledger has it: each entry that differs.

  CONFIG             a YAML file with a section live; default configs/btcusdt-live.yaml
  --set a.b=value, --strategy NAME, --seed N    as for live
  --json             as one JSON document on stdout

Example:
  halfspread config diff configs/btcusdt-live.yaml --set risk.position_lots_max=500`;

/** @returns the exit code. @throws InputError */
export async function runConfigDiff(args: string[]): Promise<number> {
  const options = { strategy: "value", seed: "value", set: "list", json: "flag", help: "flag" } as const;
  const given = parseArguments("config diff", args, options);
  if (hasFlag(given, "help")) {
    console.error(help);
    return 0;
  }
  const [configPath = join("configs", "btcusdt-live.yaml"), ...surplus] = given.positionals;
  if (surplus.length > 0) throw new InputError("config diff", `${surplus[0]}: expected one configuration`);
  const setup = readBacktestSetup({
    ...{ configPath, data: undefined, instrumentsPath: undefined },
    settings: optionValues(given, "set"),
    strategyName: optionValue(given, "strategy"),
    seed: wholeOption(given, "seed"),
  });
  const { live } = setup.config;
  if (live === undefined) throw new InputError(`${configPath}: live`, "is missing; expected a section live");
  const root = liveRoot(live);
  const last = await lastIn(liveLedgerAddress(setup.config, root), sessionIdsIn(join(root, live.name)));
  const changes = last === undefined ? [] : configChanges(last.config.text, setup.configText);
  console.log(hasFlag(given, "json") ? jsonOf(last, changes) : textOf(live.name, last, changes));
  return 0;
}

/** To look for it makes no ledger where there is none. */
async function lastIn(address: string, sessionIds: readonly string[]): Promise<SessionConfig | undefined> {
  const path = /^sqlite:(.+)$/.exec(address)?.[1];
  if (path !== undefined && !existsSync(path)) return undefined;
  const ledger = await openLedger(address);
  try {
    return await lastConfig(ledger, sessionIds);
  } finally {
    await ledger.close();
  }
}

function jsonOf(last: SessionConfig | undefined, changes: readonly ConfigChange[]): string {
  return JSON.stringify({ sessionId: last?.sessionId ?? null, hash: last?.config.hash ?? null, changes });
}

function textOf(name: string, last: SessionConfig | undefined, changes: readonly ConfigChange[]): string {
  if (last === undefined) return `no session of ${name} is in the ledger`;
  const { sessionId, config } = last;
  const since = `session ${sessionId} (configuration of ${formatUnixNs(config.atUnixNs)}, by ${config.who})`;
  if (changes.length === 0) return `as in ${since}`;
  return [`${changes.length} entries differ from ${since}:`, ...changes.map((each) => `  ${changeText(each)}`)].join(
    "\n",
  );
}
