/**
 * Which trades of the account are known, so that a session with real orders finds those that nobody was there to hear of:
 * what it knew at its start stands in a file of its folder, what came after in its outbox.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../base/input-error.ts";
import { fillsOf, readOutbox } from "./live-outbox.ts";
import { writeWhole } from "./write-whole.ts";

const fileName = "known-trades.json";
const lastIds = z.record(z.string(), z.string().regex(/^\d+$/));

/** Notes the last trade of each symbol that was known before this session. */
export function noteKnownTrades(sessionFolder: string, lastTradeIds: ReadonlyMap<string, string>): void {
  writeWhole(join(sessionFolder, fileName), `${JSON.stringify(Object.fromEntries(lastTradeIds), undefined, 2)}\n`);
}

/**
 * The last trade of each symbol that the newest session with real orders knew of; undefined where there was none.
 *
 * @param sessionFolders the newest first.
 */
export function knownTradesOf(sessionFolders: readonly string[]): ReadonlyMap<string, string> | undefined {
  const folder = sessionFolders.find((candidate) => existsSync(join(candidate, fileName)));
  if (folder === undefined) return undefined;
  const ids = readFile(join(folder, fileName));
  for (const { mode, symbol, tradeId } of fillsOf(readOutbox(folder)))
    if (mode === "real") ids.set(symbol, later(ids.get(symbol), tradeId));
  return ids;
}

function readFile(path: string): Map<string, string> {
  try {
    return new Map(Object.entries(lastIds.parse(JSON.parse(readFileSync(path, "utf8")))));
  } catch {
    throw new InputError(path, "expected a JSON object of symbols and trade ids");
  }
}

/** Of two trade ids, which pass 2^53. */
function later(a: string | undefined, b: string): string {
  return a !== undefined && BigInt(a) > BigInt(b) ? a : b;
}
