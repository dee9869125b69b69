/**
 * What is traded: (venue, market, symbol) with its grid of prices and sizes, its assets and their precision.
 *
 * Read from an `exchangeInfo` answer or `configs/instruments.yaml`, never guessed from data.
 */
import { formatDecimal } from "../base/decimal.ts";
import { multiply, whole } from "../base/whole.ts";

export const venues = ["binance", "luno", "bitstamp", "nasdaq"] as const;
export type Venue = (typeof venues)[number];

export const markets = ["spot", "usdm", "coinm"] as const;
export type Market = (typeof markets)[number];

export interface Asset {
  readonly name: string;
  /** Balances count 10^-places of it. */
  readonly places: number;
}

/** Of assets that no instrument names, such as one that fees are paid in (BNB): as Binance counts all of Spot. */
export const assetPlacesUsual = 8;

export interface Instrument {
  readonly venue: Venue;
  readonly market: Market;
  readonly symbol: string;
  /** One tick and one lot, as counts of 10^-pricePlaces and 10^-sizePlaces. */
  readonly tickUnits: bigint;
  readonly lotUnits: bigint;
  /** Places of a price and of a size as the venue prints them. */
  readonly pricePlaces: number;
  readonly sizePlaces: number;
  readonly base: Asset;
  readonly quote: Asset;
  /** What P&L and margin are counted in: the quote asset, or the base asset of an inverse contract. */
  readonly settle: Asset;
  /**
   * Inverse (COIN-M): a lot is a number of contracts, each worth `contractUnits` of 10^-quote.places of the quote
   * asset.
   */
  readonly inverse: boolean;
  readonly contractUnits: bigint;
  /** Smallest order size in lots, and smallest price times size in 10^-quote.places; 0 for none. */
  readonly sizeLotsMin: number;
  readonly notionalUnitsMin: bigint;
}

/**
 * `BTCUSDT` on Binance Spot, `BTCUSDT.usdm` and `BTCUSD_PERP.coinm` on its other markets, `XBTZAR.luno` elsewhere: one
 * name for keys, files and labels.
 */
export function instrumentKey({ venue, market, symbol }: Instrument): string {
  if (venue !== "binance") return `${symbol}.${venue}`;
  return market === "spot" ? symbol : `${symbol}.${market}`;
}

/** A key as names of files have it: `BTCUSD_PERP.coinm` is `btcusd-perp-coinm`. */
export function kebabKey(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

/** Fees of this instrument's trades in that asset count 10^-places of it. */
export function feePlaces({ base, quote }: Instrument, assetName: string): number {
  return [base, quote].find(({ name }) => name === assetName)?.places ?? assetPlacesUsual;
}

export function formatPrice(instrument: Instrument, priceTicks: number): string {
  return formatDecimal(multiply(priceTicks, whole(instrument.tickUnits)), instrument.pricePlaces);
}

export function formatSize(instrument: Instrument, sizeLots: number): string {
  return formatDecimal(multiply(sizeLots, whole(instrument.lotUnits)), instrument.sizePlaces);
}
