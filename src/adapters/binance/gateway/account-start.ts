/**
 * What a session with real orders must know before it begins: the venue's clock and rules, and what the account holds
 * and pays.
 */
import { z } from "zod";
import { parseDecimal } from "../../../base/decimal.ts";
import { InputError } from "../../../base/input-error.ts";
import type { Balances } from "../../../domain/balances.ts";
import type { Instrument } from "../../../domain/instrument.ts";
import type { DurationNs } from "../../../domain/time.ts";
import { noVenueFilters, type VenueFilters } from "../../../domain/venue-filters.ts";
import { readExchangeInfo } from "../exchange-info.ts";
import { balancesAnswer } from "./balances.ts";
import { endpoints } from "./endpoints.ts";
import { readExchangeRules } from "./exchange-rules.ts";
import type { PatientRequests } from "./patient-requests.ts";
import type { RateLimit } from "./rate-budget.ts";

export interface VenueTerms {
  /** In the order of the symbols asked for. */
  readonly instruments: readonly Instrument[];
  readonly filters: readonly VenueFilters[];
  readonly rateLimits: readonly RateLimit[];
  /** The venue's clock less ours. */
  readonly clockOffsetNs: DurationNs;
}

/** In 1e-8, the dearer side where buying and selling differ, before discounts. */
export interface CommissionRates {
  readonly makerRate: bigint;
  readonly takerRate: bigint;
}

const ratePlaces = 8;
const rate = z.string().transform((text, context) => {
  const units = parseDecimal(text, ratePlaces);
  if (units === undefined) context.addIssue({ code: "custom", message: "no rate" });
  return units ?? 0n;
});
const rates = z.object({ maker: rate, taker: rate, buyer: rate, seller: rate });
const commissionAnswer = z.object({
  standardCommission: rates,
  specialCommission: rates.optional(),
  taxCommission: rates.optional(),
});

/** Measures the venue's clock, too. @throws InputError for a symbol that is not there, or does not trade. */
export async function fetchTerms(venue: PatientRequests, symbols: readonly string[]): Promise<VenueTerms> {
  await venue.syncClock();
  const place = venue.place(endpoints.exchangeInfo);
  const document = await venue.ask(endpoints.exchangeInfo, { symbols: JSON.stringify(symbols) }, z.unknown());
  const known = readExchangeInfo(document, place);
  const instruments = symbols.map((symbol) => {
    const instrument = known.find((one) => one.symbol === symbol);
    if (instrument === undefined) throw new InputError(place, `has no ${symbol}; expected a symbol with a grid`);
    return instrument;
  });
  const { rateLimits, filters, statuses } = readExchangeRules(document, instruments, place);
  for (const symbol of symbols)
    if (statuses.get(symbol) !== "TRADING")
      throw new InputError(`${place}: ${symbol}`, `is ${statuses.get(symbol)}; expected it to be TRADING`);
  return {
    instruments,
    filters: symbols.map((symbol) => filters.get(symbol) ?? noVenueFilters),
    rateLimits,
    clockOffsetNs: venue.serverClock.offsetNs,
  };
}

/** Free and locked together, by asset. */
export function fetchBalances(venue: PatientRequests): Promise<Balances> {
  return venue.ask(endpoints.account, { omitZeroBalances: "true" }, balancesAnswer);
}

export async function fetchCommission(venue: PatientRequests, { symbol }: Instrument): Promise<CommissionRates> {
  const answer = await venue.ask(endpoints.commission, { symbol }, commissionAnswer);
  const { standardCommission, specialCommission, taxCommission } = answer;
  const parts = [standardCommission, specialCommission, taxCommission].filter((part) => part !== undefined);
  const sideRate = sum(parts.map(dearerSide));
  return {
    makerRate: sideRate + sum(parts.map(({ maker }) => maker)),
    takerRate: sideRate + sum(parts.map(({ taker }) => taker)),
  };
}

function dearerSide({ buyer, seller }: z.infer<typeof rates>): bigint {
  const isBuyer = buyer > seller;
  return isBuyer ? buyer : seller;
}

function sum(rates: readonly bigint[]): bigint {
  return rates.reduce((total, one) => total + one, 0n);
}
