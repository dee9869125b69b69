/**
 * The start of a session with real orders, at the venue: what an earlier session left is settled, and then it is asked
 * what the account holds.
 *
 *   clock and rules ─▶ orders of earlier sessions cancelled ─▶ trades nobody heard of ─▶ fees ─▶ balances
 *
 * In this order, since an order that is gone trades no more: the balances are those after the last trade that was found.
 */

import { powerOfTen } from "../../../base/decimal.ts";
import { InputError } from "../../../base/input-error.ts";
import type { Balances } from "../../../domain/balances.ts";
import type { FeeTier } from "../../../domain/fees.ts";
import { type Asset, assetPlacesUsual, type Instrument } from "../../../domain/instrument.ts";
import { type CommissionRates, fetchBalances, fetchCommission, fetchTerms, type VenueTerms } from "./account-start.ts";
import type { ClientOrderIds } from "./client-order-ids.ts";
import { cancelLeftovers, type Leftover, underWayNs } from "./leftovers.ts";
import { type FoundTrades, fetchPastTrades, type KnownTrades } from "./past-trades.ts";
import type { PatientRequests } from "./patient-requests.ts";

export interface EarlierSessions {
  readonly symbols: readonly string[];
  /** Of the session that starts; those with its prefix are its siblings. */
  readonly ids: ClientOrderIds;
  /** Not all of them are known to have ended with nothing open: orders may still be on their way to the venue. */
  readonly mayHaveOrders: boolean;
  /** Undefined where there was none. */
  readonly knownTrades: KnownTrades | undefined;
}

export interface SettledAccount extends VenueTerms, FoundTrades {
  /** Orders of earlier sessions that were cancelled. */
  readonly leftovers: readonly Leftover[];
  /** Of each instrument. */
  readonly feeTiers: readonly FeeTier[];
  /** Free and locked together, by asset, in its smallest unit; all assets of the instruments are named. */
  readonly balances: ReadonlyMap<string, bigint>;
}

/** @throws InputError when the venue cannot be asked, or what it says cannot be traded with. */
export async function settleAccount(
  venue: PatientRequests,
  { symbols, ids, mayHaveOrders, knownTrades }: EarlierSessions,
): Promise<SettledAccount> {
  const terms = await fetchTerms(venue, symbols);
  const { instruments } = terms;
  const leftovers = await cancelLeftovers(venue, ids, instruments, "all", mayHaveOrders ? underWayNs : 0);
  const trades = await fetchPastTrades(venue, instruments, knownTrades);
  const feeTiers: FeeTier[] = [];
  for (const instrument of instruments) feeTiers.push(feeTier(await fetchCommission(venue, instrument)));
  const balances = unitsOf(await fetchBalances(venue), instruments);
  return { ...terms, leftovers, ...trades, feeTiers, balances };
}

function feeTier(rates: CommissionRates): FeeTier {
  return { name: "the account's tier", ...rates };
}

function unitsOf(told: Balances, instruments: readonly Instrument[]): Map<string, bigint> {
  const assets = new Map<string, Asset>();
  for (const { base, quote } of instruments) for (const asset of [base, quote]) assets.set(asset.name, asset);
  for (const name of told.keys()) if (!assets.has(name)) assets.set(name, { name, places: assetPlacesUsual });
  return new Map([...assets.values()].map((asset) => [asset.name, heldUnits(told, asset)]));
}

function heldUnits(told: Balances, { name, places }: Asset): bigint {
  const held = told.get(name);
  if (held === undefined) return 0n;
  if (places >= held.places) return held.units * powerOfTen(places - held.places);
  const step = powerOfTen(held.places - places);
  if (held.units % step === 0n) return held.units / step;
  throw new InputError(`balance of ${name}`, `has more than ${places} decimals; expected what exchangeInfo says`);
}
