/**
 * What exchangeInfo says of limits: how much may be asked of the venue, and what it refuses of a symbol's orders beyond
 * their grid. Filters and limits that we do not know are let pass.
 */
import { z } from "zod";
import { parseDecimal } from "../../../base/decimal.ts";
import { InputError } from "../../../base/input-error.ts";
import type { Instrument } from "../../../domain/instrument.ts";
import { noVenueFilters, type VenueFilters } from "../../../domain/venue-filters.ts";
import { type RateLimit, rateLimitIntervals, rateLimitKinds } from "./rate-budget.ts";

const filterSchema = z.object({
  filterType: z.string(),
  minPrice: z.string().optional(),
  maxPrice: z.string().optional(),
  maxQty: z.string().optional(),
  maxNotional: z.string().optional(),
  maxNumOrders: z.number().optional(),
  limit: z.number().optional(),
});
type Filter = z.infer<typeof filterSchema>;

const limit = z.object({
  rateLimitType: z.enum(rateLimitKinds),
  interval: z.enum(rateLimitIntervals),
  intervalNum: z.int().positive(),
  limit: z.int().nonnegative(),
});

const answer = z.object({
  rateLimits: z.array(z.unknown()),
  symbols: z.array(z.object({ symbol: z.string(), status: z.string(), filters: z.array(filterSchema) })),
});

export interface ExchangeRules {
  readonly rateLimits: readonly RateLimit[];
  /** By symbol. */
  readonly filters: ReadonlyMap<string, VenueFilters>;
  /** By symbol: TRADING, or why not. */
  readonly statuses: ReadonlyMap<string, string>;
}

/** @throws InputError when the answer is not what Binance documents. */
export function readExchangeRules(document: unknown, instruments: readonly Instrument[], place: string): ExchangeRules {
  const parsed = answer.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(`${place}: ${issue?.path.join(".")}`, `${issue?.message}; expected an exchangeInfo answer`);
  }
  const { rateLimits, symbols } = parsed.data;
  const known = symbols.flatMap((info) => {
    const instrument = instruments.find(({ symbol }) => symbol === info.symbol);
    return instrument === undefined ? [] : [[info.symbol, filtersOf(instrument, info.filters)] as const];
  });
  return {
    rateLimits: rateLimits.flatMap(limitOf),
    filters: new Map(known),
    statuses: new Map(symbols.map(({ symbol, status }) => [symbol, status])),
  };
}

function limitOf(document: unknown): RateLimit[] {
  const parsed = limit.safeParse(document);
  if (!parsed.success) return [];
  const { rateLimitType: kind, interval, intervalNum: intervalsCount, limit: max } = parsed.data;
  return [{ kind, interval, intervalsCount, max }];
}

function filtersOf(instrument: Instrument, filters: readonly Filter[]): VenueFilters {
  const of = (type: string): Partial<Filter> => filters.find(({ filterType }) => filterType === type) ?? {};
  const { pricePlaces, tickUnits, sizePlaces, lotUnits, quote } = instrument;
  const price = of("PRICE_FILTER");
  const ticksMax = stepsBelow(price.maxPrice, pricePlaces, tickUnits);
  const lotsMax = stepsBelow(of("LOT_SIZE").maxQty, sizePlaces, lotUnits);
  const notionalMax = of("NOTIONAL").maxNotional;
  return {
    // What is not on the grid is rounded inwards.
    priceTicksMin: Number(((unitsOf(price.minPrice, pricePlaces) ?? 0n) + tickUnits - 1n) / tickUnits),
    priceTicksMax: ticksMax,
    sizeLotsMax: lotsMax,
    marketSizeLotsMax: Math.min(lotsMax, stepsBelow(of("MARKET_LOT_SIZE").maxQty, sizePlaces, lotUnits)),
    notionalUnitsMax: unitsOf(notionalMax, quote.places),
    icebergPartsMax: of("ICEBERG_PARTS").limit ?? noVenueFilters.icebergPartsMax,
    ordersMax: of("MAX_NUM_ORDERS").maxNumOrders ?? of("MAX_NUM_ORDERS").limit ?? noVenueFilters.ordersMax,
  };
}

/** Infinity where there is no bound: none is given, or one of 0. */
function stepsBelow(text: string | undefined, places: number, unit: bigint): number {
  const units = unitsOf(text, places);
  return units === undefined ? Number.POSITIVE_INFINITY : Number(units / unit);
}

/** Undefined where none is given, or 0. */
function unitsOf(text: string | undefined, places: number): bigint | undefined {
  const units = parseDecimal(text ?? "0", 18);
  return units === undefined || units === 0n ? undefined : units / 10n ** BigInt(18 - places);
}
