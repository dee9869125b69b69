/**
 * An instrument as text: one entry of `configs/instruments.yaml`, and the same record in the metadata of files.
 *
 * Decimals are strings, so that YAML does not turn them into floats on the way.
 */
import { z } from "zod";
import { formatDecimalShort, parseDecimal } from "../base/decimal.ts";
import { type Instrument, markets, venues } from "./instrument.ts";

const decimalText = z.string().regex(/^\d+(\.\d+)?$/, 'a decimal in quotes, such as "0.01"');
const places = z.int().min(0).max(18);

export const instrumentEntry = z.strictObject({
  venue: z.enum(venues),
  market: z.enum(markets),
  symbol: z.string().min(1),
  base: z.string().min(1),
  base_places: places,
  quote: z.string().min(1),
  quote_places: places,
  tick: decimalText,
  lot: decimalText,
  price_places: places,
  size_places: places,
  /** Value of one contract in the quote asset: COIN-M alone has it. */
  contract: decimalText.optional(),
  size_min: decimalText,
  notional_min: decimalText,
});
export type InstrumentEntry = z.infer<typeof instrumentEntry>;

/** The instrument, or in words what contradicts itself in the entry. */
export function instrumentFromEntry(entry: InstrumentEntry): Instrument | string {
  const tickUnits = parseDecimal(entry.tick, entry.price_places);
  const lotUnits = parseDecimal(entry.lot, entry.size_places);
  const sizeUnitsMin = parseDecimal(entry.size_min, entry.size_places);
  const notionalUnitsMin = parseDecimal(entry.notional_min, entry.quote_places);
  const inverse = entry.market === "coinm";
  const contractUnits = parseDecimal(entry.contract ?? "0", entry.quote_places);
  if (!tickUnits)
    return `tick ${entry.tick}: expected above 0, with at most ${entry.price_places} places (price_places)`;
  if (!lotUnits) return `lot ${entry.lot}: expected above 0, with at most ${entry.size_places} places (size_places)`;
  if (sizeUnitsMin === undefined)
    return `size_min ${entry.size_min}: expected at most ${entry.size_places} places (size_places)`;
  if (notionalUnitsMin === undefined)
    return `notional_min ${entry.notional_min}: expected at most ${entry.quote_places} places (quote_places)`;
  if (inverse !== (entry.contract !== undefined) || (inverse && !contractUnits))
    return "contract: expected for coinm, above 0, and for no other market";
  const base = { name: entry.base, places: entry.base_places };
  const quote = { name: entry.quote, places: entry.quote_places };
  return {
    venue: entry.venue,
    market: entry.market,
    symbol: entry.symbol,
    tickUnits,
    lotUnits,
    pricePlaces: entry.price_places,
    sizePlaces: entry.size_places,
    base,
    quote,
    settle: inverse ? base : quote,
    inverse,
    contractUnits: contractUnits ?? 0n,
    // A smallest size between two lots is the upper one.
    sizeLotsMin: Number((sizeUnitsMin + lotUnits - 1n) / lotUnits),
    notionalUnitsMin,
  };
}

/** The entry that gives this instrument. Equal instruments give equal entries, field order included. */
export function entryOfInstrument(instrument: Instrument): InstrumentEntry {
  const size = (lots: bigint) => formatDecimalShort(lots * instrument.lotUnits, instrument.sizePlaces);
  return {
    venue: instrument.venue,
    market: instrument.market,
    symbol: instrument.symbol,
    base: instrument.base.name,
    base_places: instrument.base.places,
    quote: instrument.quote.name,
    quote_places: instrument.quote.places,
    tick: formatDecimalShort(instrument.tickUnits, instrument.pricePlaces),
    lot: size(1n),
    price_places: instrument.pricePlaces,
    size_places: instrument.sizePlaces,
    ...(instrument.inverse && { contract: formatDecimalShort(instrument.contractUnits, instrument.quote.places) }),
    size_min: size(BigInt(instrument.sizeLotsMin)),
    notional_min: formatDecimalShort(instrument.notionalUnitsMin, instrument.quote.places),
  };
}
