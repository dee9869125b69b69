/** Instruments by market, since each market is a venue of its own: with its addresses, and as it knows them today. */
import { fetchInstruments } from "../adapters/binance/fetch-instruments.ts";
import { InputError } from "../base/input-error.ts";
import type { Instrument, Market, Venue } from "../domain/instrument.ts";
import { type VenueConfig, type VenueUrls, venueUrls } from "../live/live-config.ts";
import type { Http } from "../ports/http.ts";

/** Instruments of one market, and where that is. */
export interface VenuePart {
  readonly market: Market;
  readonly urls: VenueUrls;
  /** By their numbers in the session. */
  readonly marketIndexes: readonly number[];
  readonly instruments: readonly Instrument[];
}

export interface WantedInstrument {
  readonly venue: Venue;
  readonly market: Market;
  readonly symbol: string;
}

/** @throws InputError for an instrument that has no live feed, or a venue that cannot be asked. */
export async function fetchParts(
  wanted: readonly WantedInstrument[],
  config: VenueConfig,
  http: Http,
): Promise<VenuePart[]> {
  const byMarket = Map.groupBy(wanted.keys(), (at) => wanted[at]!.market);
  const parts = [...byMarket].map(async ([market, marketIndexes]): Promise<VenuePart> => {
    const { venue, symbol } = wanted[marketIndexes[0]!]!;
    const urls = venue === "binance" ? venueUrls(config, market) : undefined;
    if (urls === undefined)
      throw new InputError("instrument", `${symbol} of ${market} of ${venue}: expected Binance Spot or USD-M`);
    const symbols = marketIndexes.map((at) => wanted[at]!.symbol);
    return { market, urls, marketIndexes, instruments: await fetchInstruments(http, urls.restUrl, market, symbols) };
  });
  return await Promise.all(parts);
}

/** In the order of the session. */
export function instrumentsOf(parts: readonly VenuePart[]): Instrument[] {
  const instruments: Instrument[] = [];
  for (const { marketIndexes, instruments: own } of parts)
    for (const [at, index] of marketIndexes.entries()) instruments[index] = own[at]!;
  return instruments;
}
