/**
 * Which trades of the account are known, so that a session with real orders finds those that nobody was there to hear of:
 * what it knew at its start stands in a file of its folder, what came after in its outbox.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { KnownTrades } from "../adapters/binance/gateway/past-trades.ts";
import { InputError } from "../base/input-error.ts";
import { sideName } from "../domain/side.ts";
import { fillsOf, readOutbox } from "./live-outbox.ts";
import { writeWhole } from "./write-whole.ts";

const fileName = "known-trades.json";
const lastIds = z.record(z.string(), z.string().regex(/^\d+$/));

/** Notes by symbol the trade up to which all are known, once what was found at the start is in the outbox. */
export function noteKnownTrades(sessionFolder: string, lastTradeIds: ReadonlyMap<string, string>): void {
  writeWhole(join(sessionFolder, fileName), `${JSON.stringify(Object.fromEntries(lastTradeIds), undefined, 2)}\n`);
}

/**
 * Undefined where there was no session with real orders.
 *
 * @param sessionFolders the newest first.
 */
export function knownTradesOf(sessionFolders: readonly string[]): KnownTrades | undefined {
  const newest = sessionFolders.findIndex((candidate) => existsSync(join(candidate, fileName)));
  if (newest < 0) return undefined;
  const keys = new Set<string>();
  // One that died before it had noted anything may have found trades all the same.
  for (const folder of sessionFolders.slice(0, newest + 1))
    for (const { mode, symbol, tradeId, side } of fillsOf(readOutbox(folder)))
      if (mode === "real") keys.add(`${symbol} ${tradeId} ${side}`);
  return {
    lastTradeIds: readFile(join(sessionFolders[newest]!, fileName)),
    isKnown: (symbol, tradeId, side) => keys.has(`${symbol} ${tradeId} ${sideName(side)}`),
  };
}

function readFile(path: string): Map<string, string> {
  try {
    return new Map(Object.entries(lastIds.parse(JSON.parse(readFileSync(path, "utf8")))));
  } catch {
    throw new InputError(path, "expected a JSON object of symbols and trade ids");
  }
}
