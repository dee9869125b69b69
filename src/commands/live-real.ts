/**
 * What a session with real orders begins with: the account as its start settled it, and where positions count from. Only
 * then may anything be quoted.
 */
import type { SessionSpec } from "../../sim/session-spec.ts";
import { ClientOrderIds } from "../adapters/binance/gateway/client-order-ids.ts";
import type { KnownTrades } from "../adapters/binance/gateway/past-trades.ts";
import type { PatientRequests } from "../adapters/binance/gateway/patient-requests.ts";
import { type SettledAccount, settleAccount } from "../adapters/binance/gateway/settle-account.ts";
import { formatDecimal, parseDecimal } from "../base/decimal.ts";
import { InputError } from "../base/input-error.ts";
import type { Asset } from "../domain/instrument.ts";
import type { BacktestSetup } from "./backtest-setup.ts";
import type { LiveFolder } from "./live-folder.ts";
import { commonSpec, marketSpecs, type SpecFacts } from "./live-start.ts";

export interface RealStart extends SettledAccount {
  readonly spec: SessionSpec;
}

export interface RealStartOptions extends SpecFacts {
  readonly setup: BacktestSetup;
  readonly requests: PatientRequests;
  readonly folder: LiveFolder;
  /** From earlier sessions; undefined at the first. */
  readonly knownTrades: KnownTrades | undefined;
}

/** @throws InputError when the venue cannot be asked, or what it says cannot be traded with. */
export async function startReal(options: RealStartOptions): Promise<RealStart> {
  const { setup, requests, live, sessionId, folder, knownTrades } = options;
  const symbols = setup.markets.map(({ instrument }) => instrument.symbol);
  const ids = new ClientOrderIds(live.orderPrefix, sessionId);
  const { mayHaveOrders } = folder;
  const settled = await settleAccount(requests, { symbols, ids, mayHaveOrders, knownTrades });
  return { ...settled, spec: realSpec(options, settled) };
}

function realSpec(
  { setup, folder, live, ...facts }: RealStartOptions,
  { instruments, feeTiers, balances }: SettledAccount,
): SessionSpec {
  const bases = instruments.map(({ base }) => base);
  const reference = referenceUnits(folder, live.reference, bases, balances);
  const markets = marketSpecs(setup, instruments).map((of, index) => ({
    ...of,
    feeTier: feeTiers[index]!,
    startPositionUnits: balances.get(of.instrument.base.name)! - reference.get(of.instrument.base.name)!,
  }));
  return { ...commonSpec(setup, { ...facts, live }), mode: "real", markets, balances };
}

/** At which positions are 0: as configured, as noted at the first start, or from now on as things stand now. */
function referenceUnits(
  folder: LiveFolder,
  configured: Readonly<Record<string, string>> | undefined,
  bases: readonly Asset[],
  balances: ReadonlyMap<string, bigint>,
): ReadonlyMap<string, bigint> {
  const noted = configured ?? folder.reference ?? {};
  const missing = bases.filter(({ name }) => noted[name] === undefined);
  const now = missing.map(({ name, places }) => [name, formatDecimal(balances.get(name)!, places)] as const);
  const reference = { ...noted, ...Object.fromEntries(now) };
  if (configured === undefined && missing.length > 0) folder.noteReference(reference);
  return new Map(bases.map((base) => [base.name, referenceOf(base, reference[base.name]!)]));
}

function referenceOf({ name, places }: Asset, text: string): bigint {
  const units = parseDecimal(text, places);
  if (units === undefined)
    throw new InputError(`live.reference.${name}: ${text}`, `expected at most ${places} decimals`);
  return units;
}
