/**
 * What a session with real orders finds at its start beside what it expects: balances, to the last digit, and the
 * ledger's fills beside the venue's trades.
 *
 *   expected = what the last session began with + every trade since then, with its fee
 *
 * It counts from the last session's start and not from the balances that it was told last: those may have a trade in
 * them that was still to be told. A difference is what came and went otherwise: deposits, withdrawals, trades of other
 * symbols, also those made while that session ran.
 */
import { join } from "node:path";
import { accountAfter, type RecoveredSession } from "../../sim/recover-session.ts";
import type { SessionSpec } from "../../sim/session-spec.ts";
import { formatDecimal } from "../base/decimal.ts";
import { InputError } from "../base/input-error.ts";
import { instrumentKey } from "../domain/instrument.ts";
import type { FillRecord } from "../domain/ledger-record.ts";
import { sideName } from "../domain/side.ts";
import { formatUnixNs, nsPerMinute } from "../domain/time.ts";
import { LedgerWords } from "../live/ledger-records.ts";
import type { Ledger } from "../ports/ledger.ts";
import { fillsSince, lastWords, recoverLast } from "./live-earlier.ts";
import type { LiveStart } from "./live-open.ts";
import type { RealStart } from "./live-real.ts";
import { writeWhole } from "./write-whole.ts";

/** Says what it finds in the log and, for whoever looks later, in `start.json` of the session's folder. */
export async function reportStart(begun: RealStart, ledger: Ledger, start: LiveStart): Promise<void> {
  const { log } = start.logging;
  const last = lastOf(start);
  if (last === undefined) return;
  log.info("went_on", lastWords(last));
  const balances = balanceDifferences(last, fillsSince(start.earlier, last.spec), begun);
  const since = sinceText(last);
  for (const difference of balances) log.warn("start_difference", { since, ...difference });
  const trades = await ledgerTrades(ledger, last, begun, start);
  for (const { symbol, missingInLedger, unknownToVenue } of trades ?? [])
    log.warn("ledger_difference", {
      symbol,
      missingInLedger: missingInLedger.join(" "),
      unknownToVenue: unknownToVenue.join(" "),
    });
  const found = { ...lastWords(last), since, balances, trades: trades ?? "the ledger is away" };
  writeWhole(join(start.sessionFolder, "start.json"), `${JSON.stringify(found, undefined, 2)}\n`);
}

/** A last session that cannot be read is no reason not to trade: what the venue says counts. */
function lastOf({ earlier, live, logging }: LiveStart): RecoveredSession | undefined {
  try {
    return recoverLast(earlier, "real", live.orderPrefix);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    logging.log.warn("last_session_unreadable", { why: error.message });
    return undefined;
  }
}

async function ledgerTrades(
  ledger: Ledger,
  last: RecoveredSession,
  begun: RealStart,
  { live, logging }: LiveStart,
): Promise<LedgerDifference[] | undefined> {
  try {
    return await ledgerDifferences(ledger, live.account, last, begun);
  } catch {
    logging.log.warn("ledger_not_compared", { why: "it is away" });
    return undefined;
  }
}

/** Decimals. */
export interface BalanceDifference {
  readonly asset: string;
  readonly expected: string;
  readonly venue: string;
  readonly difference: string;
}

/** By trade ids, which the venue counts by symbol. */
export interface LedgerDifference {
  readonly symbol: string;
  readonly missingInLedger: readonly string[];
  readonly unknownToVenue: readonly string[];
}

/** @param fills known since the last session's start; those found now are in `begun`. */
export function balanceDifferences(
  last: RecoveredSession,
  fills: readonly FillRecord[],
  begun: Pick<RealStart, "spec" | "pastTrades">,
): BalanceDifference[] {
  const keys = new Set(last.spec.markets.map(({ instrument }) => instrumentKey(instrument)));
  const markets = begun.spec.markets.filter(({ instrument }) => !keys.has(instrumentKey(instrument)));
  const then = { ...last.spec, markets: [...last.spec.markets, ...markets.map(flat)] };
  const account = accountAfter(then, [...fills, ...foundNow(begun)]);
  const assets = new Set([...account.balances.keys(), ...begun.spec.balances.keys()]);
  return [...assets].flatMap((asset) => {
    const expected = account.balances.get(asset) ?? 0n;
    const venue = begun.spec.balances.get(asset) ?? 0n;
    const worded = (units: bigint) => formatDecimal(units, account.placesOf(asset));
    const isAlike = expected === venue;
    return isAlike
      ? []
      : [{ asset, expected: worded(expected), venue: worded(venue), difference: worded(venue - expected) }];
  });
}

/** Before the venue's clock and ours the same moment may differ by less than this. */
const clocksApartNs = 10 * nsPerMinute;

/** Trades found now count as told: the outbox has them. Rejects when the ledger is away. */
export async function ledgerDifferences(
  ledger: Ledger,
  account: string,
  { spec }: RecoveredSession,
  { venueTrades, pastTrades }: Pick<RealStart, "venueTrades" | "pastTrades">,
): Promise<LedgerDifference[]> {
  const fromUnixNs = spec.epochUnixNs + BigInt(spec.startedNs) - BigInt(clocksApartNs);
  const differences: LedgerDifference[] = [];
  for (const [symbol, { fromTradeId, trades }] of venueTrades) {
    const kept = (await ledger.fills({ account, symbol, fromUnixNs })).filter(
      ({ mode, tradeId }) => mode === "real" && BigInt(tradeId) > BigInt(fromTradeId),
    );
    const venues = new Set(trades.map(({ tradeId, side }) => `${tradeId} ${sideName(side)}`));
    const ours = new Set(kept.map(({ tradeId, side }) => `${tradeId} ${side}`));
    for (const { tradeId, side } of pastTrades.get(symbol) ?? []) ours.add(`${tradeId} ${sideName(side)}`);
    const missingInLedger = [...venues.difference(ours)].map(idOf);
    const unknownToVenue = [...ours.difference(venues)].map(idOf);
    if (missingInLedger.length + unknownToVenue.length > 0)
      differences.push({ symbol, missingInLedger, unknownToVenue });
  }
  return differences;
}

/** When what is expected counts from. */
export function sinceText({ spec }: RecoveredSession): string {
  return formatUnixNs(spec.epochUnixNs + BigInt(spec.startedNs));
}

function foundNow({ spec, pastTrades }: Pick<RealStart, "spec" | "pastTrades">): FillRecord[] {
  return spec.markets.flatMap(({ instrument }) => {
    const words = new LedgerWords(spec.sessionId, "", "real", instrument, spec.epochUnixNs);
    return (pastTrades.get(instrument.symbol) ?? []).map((trade) => words.past(trade, spec.startedNs));
  });
}

/** Traded since, and not before: nothing of it was held beyond the reference. */
function flat(market: SessionSpec["markets"][number]): SessionSpec["markets"][number] {
  return { ...market, startPositionUnits: 0n };
}

function idOf(key: string): string {
  return key.split(" ")[0]!;
}
