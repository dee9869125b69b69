/**
 * Instruments out of an exchangeInfo answer: `/api/v3`, `/fapi/v1` or `/dapi/v1`, told apart by what their symbols carry.
 *
 * Spot prints every price and size with the precision of its assets (8 places, however coarse the tick); futures with their own
 * `pricePrecision` and `quantityPrecision`. Symbols whose grid is switched off (a tick or lot of 0) are left out.
 */
import { z } from "zod";
import { formatDecimalShort, parseDecimal } from "../../base/decimal.ts";
import { InputError } from "../../base/input-error.ts";
import type { Instrument, Market } from "../../domain/instrument.ts";
import { type InstrumentEntry, instrumentFromEntry } from "../../domain/instrument-entry.ts";

const filter = z.object({
  filterType: z.string(),
  tickSize: z.string().optional(),
  stepSize: z.string().optional(),
  minQty: z.string().optional(),
  minNotional: z.string().optional(),
  notional: z.string().optional(),
});

const symbolInfo = z.object({
  symbol: z.string(),
  baseAsset: z.string(),
  quoteAsset: z.string(),
  baseAssetPrecision: z.int(),
  quotePrecision: z.int(),
  quoteAssetPrecision: z.int().optional(),
  pricePrecision: z.int().optional(),
  quantityPrecision: z.int().optional(),
  contractSize: z.number().optional(),
  filters: z.array(filter),
});
type SymbolInfo = z.infer<typeof symbolInfo>;

const answer = z.object({ symbols: z.array(symbolInfo).min(1) });

export function isExchangeInfo(document: unknown): boolean {
  return typeof document === "object" && document !== null && "symbols" in document;
}

/** @throws InputError when the answer is not what Binance documents. */
export function readExchangeInfo(document: unknown, path: string): Instrument[] {
  const parsed = answer.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(`${path}: ${issue?.path.join(".")}`, `${issue?.message}; expected an exchangeInfo answer`);
  }
  return parsed.data.symbols.flatMap((info) => {
    const entry = entryOf(info);
    if (entry === undefined) return [];
    const instrument = instrumentFromEntry(entry);
    if (typeof instrument === "string") throw new InputError(`${path}: ${info.symbol}`, instrument);
    return [instrument];
  });
}

function entryOf(info: SymbolInfo): InstrumentEntry | undefined {
  const market = marketOf(info);
  const filterOf = (type: string) => info.filters.find(({ filterType }) => filterType === type);
  const tick = trimmed(filterOf("PRICE_FILTER")?.tickSize);
  const lot = trimmed(filterOf("LOT_SIZE")?.stepSize);
  if (tick === "0" || lot === "0") return undefined;
  const isSpot = market === "spot";
  const quotePlaces = info.quoteAssetPrecision ?? info.quotePrecision;
  const notional = filterOf("NOTIONAL")?.minNotional ?? filterOf("MIN_NOTIONAL")?.minNotional;
  return {
    venue: "binance",
    market,
    symbol: info.symbol,
    base: info.baseAsset,
    base_places: info.baseAssetPrecision,
    quote: info.quoteAsset,
    quote_places: quotePlaces,
    tick,
    lot,
    price_places: isSpot ? quotePlaces : (info.pricePrecision ?? 0),
    size_places: isSpot ? info.baseAssetPrecision : (info.quantityPrecision ?? 0),
    ...(market === "coinm" && { contract: String(info.contractSize) }),
    size_min: trimmed(filterOf("LOT_SIZE")?.minQty),
    notional_min: trimmed(notional ?? filterOf("MIN_NOTIONAL")?.notional),
  };
}

function marketOf(info: SymbolInfo): Market {
  if (info.contractSize !== undefined) return "coinm";
  return info.pricePrecision !== undefined ? "usdm" : "spot";
}

/** Without zeros at the end, "0" for none: filters print more places than the grid needs. */
function trimmed(decimal: string | undefined): string {
  const units = parseDecimal(decimal ?? "0", 18);
  return units === undefined ? "0" : formatDecimalShort(units, 18);
}
