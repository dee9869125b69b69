/** Symbols for tests of the exchange: wide filters, every type and mode, so that a test narrows only what it is about. */
import { ExchangeSymbol } from "../../sim/exchange/exchange-symbol.ts";
import { orderKinds, preventionModes, type SymbolEntry, type SymbolFilter } from "../../sim/exchange/symbol-entry.ts";

export interface Grid {
  readonly tickSize: string;
  readonly stepSize: string;
}

export const coarse: Grid = { tickSize: "0.01", stepSize: "0.00001" };
/** A lot at a tick is worth a thousandth of a unit: every amount of quote is rounded. */
export const fine: Grid = { tickSize: "0.00000001", stepSize: "0.001" };
export const whole: Grid = { tickSize: "1", stepSize: "1" };

/** @param filters instead of the wide ones of their kinds, or besides them. */
export function testSymbol(
  grid: Grid,
  filters: readonly SymbolFilter[] = [],
  changes: Partial<SymbolEntry> = {},
): ExchangeSymbol {
  const given = new Set(filters.map(({ filterType }) => filterType));
  const entry = {
    symbol: "ABCXYZ",
    status: "TRADING",
    baseAsset: "ABC",
    baseAssetPrecision: 8,
    quoteAsset: "XYZ",
    quoteAssetPrecision: 8,
    orderTypes: orderKinds,
    icebergAllowed: true,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: true,
    cancelReplaceAllowed: true,
    amendAllowed: true,
    permissionSets: [["SPOT"]],
    defaultSelfTradePreventionMode: "NONE",
    allowedSelfTradePreventionModes: preventionModes,
    ...changes,
    filters: [...wideFilters(grid).filter(({ filterType }) => !given.has(filterType)), ...filters],
  };
  return ExchangeSymbol.from(entry, "a test");
}

function wideFilters({ tickSize, stepSize }: Grid): SymbolFilter[] {
  return [
    { filterType: "PRICE_FILTER", minPrice: "0", maxPrice: "0", tickSize },
    { filterType: "LOT_SIZE", minQty: stepSize, maxQty: "100000", stepSize },
  ];
}
