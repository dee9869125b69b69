/**
 * The start of a session with real orders: the venue's clock, rules and fees; orders of earlier sessions cancelled;
 * trades that nobody was there to hear of; and what the account holds. Only then may anything be quoted.
 */

import type { SessionSpec } from "../../sim/session-spec.ts";
import {
  type CommissionRates,
  fetchBalances,
  fetchCommission,
  fetchTerms,
} from "../adapters/binance/gateway/account-start.ts";
import type { Balances } from "../adapters/binance/gateway/balances.ts";
import { ClientOrderIds } from "../adapters/binance/gateway/client-order-ids.ts";
import { cancelLeftovers, type Leftover, underWayNs } from "../adapters/binance/gateway/leftovers.ts";
import { fetchLastTradeId, fetchTradesSince, type PastTrade } from "../adapters/binance/gateway/past-trades.ts";
import type { PatientRequests } from "../adapters/binance/gateway/patient-requests.ts";
import type { RateLimit } from "../adapters/binance/gateway/rate-budget.ts";
import { formatDecimal, parseDecimal } from "../base/decimal.ts";
import { InputError } from "../base/input-error.ts";
import type { Asset, Instrument } from "../domain/instrument.ts";
import { type Side, sideName } from "../domain/side.ts";
import type { VenueFilters } from "../domain/venue-filters.ts";
import type { BacktestSetup } from "./backtest-setup.ts";
import type { LiveFolder } from "./live-folder.ts";
import { commonSpec, marketSpecs, type SpecFacts } from "./live-start.ts";
import type { KnownTrades } from "./live-trades.ts";

export interface RealStart {
  readonly spec: SessionSpec;
  readonly filters: readonly VenueFilters[];
  readonly rateLimits: readonly RateLimit[];
  /** Orders of earlier sessions that were cancelled. */
  readonly leftovers: readonly Leftover[];
  /** By symbol: the trade up to which all are known now, and those that were not. */
  readonly lastTradeIds: ReadonlyMap<string, string>;
  readonly pastTrades: ReadonlyMap<string, readonly PastTrade[]>;
  /** By symbol: what the venue says was traded since the last session's start, known or not. */
  readonly venueTrades: ReadonlyMap<string, VenueTrades>;
}

export interface VenueTrades {
  /** Those after this one. */
  readonly fromTradeId: string;
  readonly trades: readonly { readonly tradeId: string; readonly side: Side }[];
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
  const { setup, requests, live, sessionId, folder } = options;
  const symbols = setup.markets.map(({ instrument }) => instrument.symbol);
  const { instruments, filters, rateLimits } = await fetchTerms(requests, symbols);
  const ids = new ClientOrderIds(live.orderPrefix, sessionId);
  const arriveNs = folder.mayHaveOrders ? underWayNs : 0;
  const leftovers = await cancelLeftovers(requests, ids, instruments, "all", arriveNs);
  const trades = await findTrades(options, instruments);
  const commissions: CommissionRates[] = [];
  for (const instrument of instruments) commissions.push(await fetchCommission(requests, instrument));
  const balances = unitsOf(await fetchBalances(requests), instruments);
  const spec = realSpec(options, instruments, commissions, balances);
  return { spec, filters, rateLimits, leftovers, ...trades };
}

/** Trades before the first session are nobody's; from then on each counts. */
async function findTrades(
  { knownTrades, requests }: RealStartOptions,
  instruments: readonly Instrument[],
): Promise<Pick<RealStart, "lastTradeIds" | "pastTrades" | "venueTrades">> {
  const lastTradeIds = new Map<string, string>();
  const pastTrades = new Map<string, readonly PastTrade[]>();
  const venueTrades = new Map<string, VenueTrades>();
  for (const instrument of instruments) {
    const { symbol } = instrument;
    const lastId = (await fetchLastTradeId(requests, instrument)) ?? "0";
    const fromTradeId = knownTrades?.lastTradeIds.get(symbol) ?? lastId;
    const trades: VenueTrades["trades"][number][] = [];
    const isKnown = (tradeId: string, side: Side) => {
      trades.push({ tradeId, side });
      return knownTrades?.isKnown(symbol, tradeId, sideName(side)) ?? false;
    };
    lastTradeIds.set(symbol, lastId);
    pastTrades.set(symbol, await fetchTradesSince(requests, instrument, fromTradeId, isKnown));
    venueTrades.set(symbol, { fromTradeId, trades });
  }
  return { lastTradeIds, pastTrades, venueTrades };
}

function realSpec(
  { setup, folder, live, ...facts }: RealStartOptions,
  instruments: readonly Instrument[],
  commissions: readonly CommissionRates[],
  balances: ReadonlyMap<string, bigint>,
): SessionSpec {
  const reference = referenceUnits(folder, live.reference, instruments, balances);
  const markets = marketSpecs(setup, instruments).map((of, index) => ({
    ...of,
    feeTier: { name: "as the venue says", ...commissions[index]! },
    startPositionUnits: balanceOf(balances, of.instrument.base) - balanceOf(reference, of.instrument.base),
  }));
  return { ...commonSpec(setup, { ...facts, live }), mode: "real", markets, balances };
}

/** In each asset's smallest unit; assets that no instrument has keep the places told (fees in BNB). */
function unitsOf(told: Balances, instruments: readonly Instrument[]): Map<string, bigint> {
  const assets = assetsOf(instruments);
  const units = new Map<string, bigint>();
  for (const { name, places } of assets.values())
    units.set(name, rescaled(told.get(name) ?? { units: 0n, places }, places, name));
  for (const [name, of] of told) if (!assets.has(name)) units.set(name, rescaled(of, otherPlaces, name));
  return units;
}

/** Of assets that no instrument names, as Binance counts them. */
const otherPlaces = 8;

function rescaled(told: { readonly units: bigint; readonly places: number }, places: number, asset: string): bigint {
  if (places >= told.places) return told.units * 10n ** BigInt(places - told.places);
  const step = 10n ** BigInt(told.places - places);
  if (told.units % step === 0n) return told.units / step;
  throw new InputError(`balance of ${asset}`, `has more than ${places} decimals; expected what exchangeInfo says`);
}

/** At which positions are 0: as configured, as noted at the first start, or from now on as things stand now. */
function referenceUnits(
  folder: LiveFolder,
  configured: Readonly<Record<string, string>> | undefined,
  instruments: readonly Instrument[],
  balances: ReadonlyMap<string, bigint>,
): ReadonlyMap<string, bigint> {
  const bases = instruments.map(({ base }) => base);
  const noted = configured ?? folder.reference ?? {};
  const missing = bases.filter(({ name }) => noted[name] === undefined);
  const now = Object.fromEntries(missing.map((asset) => [asset.name, decimalOf(asset, balances)]));
  const reference = { ...noted, ...now };
  if (configured === undefined && missing.length > 0) folder.noteReference(reference);
  return new Map(bases.map(({ name, places }) => [name, referenceOf(name, places, reference[name]!)]));
}

function referenceOf(name: string, places: number, text: string): bigint {
  const units = parseDecimal(text, places);
  if (units === undefined)
    throw new InputError(`live.reference.${name}: ${text}`, `expected at most ${places} decimals`);
  return units;
}

function decimalOf(asset: Asset, balances: ReadonlyMap<string, bigint>): string {
  return formatDecimal(balanceOf(balances, asset), asset.places);
}

function balanceOf(balances: ReadonlyMap<string, bigint>, { name }: Asset): bigint {
  return balances.get(name) ?? 0n;
}

function assetsOf(instruments: readonly Instrument[]): Map<string, Asset> {
  return new Map(instruments.flatMap(({ base, quote }) => [base, quote]).map((asset) => [asset.name, asset]));
}
