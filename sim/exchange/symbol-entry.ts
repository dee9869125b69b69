/**
 * One symbol as exchangeInfo prints it: the part of the answer that says what the symbol takes and how it is grouped and
 * rounded. What the simulation has no use for is kept as it came, so that it can be printed again.
 */
import { z } from "zod";

const decimal = z.string().regex(/^\d{1,20}(\.\d{1,20})?$/, "expected a decimal in a string");
const multiplier = { avgPriceMins: z.int().nonnegative() };

export const symbolFilter = z.discriminatedUnion("filterType", [
  z.object({ filterType: z.literal("PRICE_FILTER"), minPrice: decimal, maxPrice: decimal, tickSize: decimal }),
  z.object({
    filterType: z.literal("PERCENT_PRICE"),
    multiplierUp: decimal,
    multiplierDown: decimal,
    ...multiplier,
  }),
  z.object({
    filterType: z.literal("PERCENT_PRICE_BY_SIDE"),
    bidMultiplierUp: decimal,
    bidMultiplierDown: decimal,
    askMultiplierUp: decimal,
    askMultiplierDown: decimal,
    ...multiplier,
  }),
  z.object({ filterType: z.literal("LOT_SIZE"), minQty: decimal, maxQty: decimal, stepSize: decimal }),
  z.object({ filterType: z.literal("MARKET_LOT_SIZE"), minQty: decimal, maxQty: decimal, stepSize: decimal }),
  z.object({
    filterType: z.literal("MIN_NOTIONAL"),
    minNotional: decimal,
    applyToMarket: z.boolean(),
    ...multiplier,
  }),
  z.object({
    filterType: z.literal("NOTIONAL"),
    minNotional: decimal,
    maxNotional: decimal,
    applyMinToMarket: z.boolean(),
    applyMaxToMarket: z.boolean(),
    ...multiplier,
  }),
  z.object({ filterType: z.literal("ICEBERG_PARTS"), limit: z.int() }),
  z.object({ filterType: z.literal("MAX_NUM_ORDERS"), maxNumOrders: z.int() }),
  z.object({ filterType: z.literal("MAX_NUM_ALGO_ORDERS"), maxNumAlgoOrders: z.int() }),
  z.object({ filterType: z.literal("MAX_NUM_ICEBERG_ORDERS"), maxNumIcebergOrders: z.int() }),
  z.object({ filterType: z.literal("MAX_NUM_ORDER_AMENDS"), maxNumOrderAmends: z.int() }),
  z.object({ filterType: z.literal("MAX_NUM_ORDER_LISTS"), maxNumOrderLists: z.int() }),
  z.object({ filterType: z.literal("MAX_POSITION"), maxPosition: decimal }),
  z.object({
    filterType: z.literal("TRAILING_DELTA"),
    minTrailingAboveDelta: z.int(),
    maxTrailingAboveDelta: z.int(),
    minTrailingBelowDelta: z.int(),
    maxTrailingBelowDelta: z.int(),
  }),
]);

export const symbolStatuses = ["TRADING", "END_OF_DAY", "HALT", "BREAK", "CANCEL_ONLY"] as const;
export type SymbolStatus = (typeof symbolStatuses)[number];

export const orderKinds = [
  "LIMIT",
  "LIMIT_MAKER",
  "MARKET",
  "STOP_LOSS",
  "STOP_LOSS_LIMIT",
  "TAKE_PROFIT",
  "TAKE_PROFIT_LIMIT",
] as const;
export type OrderKind = (typeof orderKinds)[number];

export const preventionModes = [
  "NONE",
  "EXPIRE_TAKER",
  "EXPIRE_MAKER",
  "EXPIRE_BOTH",
  "DECREMENT",
  "TRANSFER",
] as const;
export type PreventionMode = (typeof preventionModes)[number];

/** Assets have as many places; Spot has no others, and money is counted in them. */
export const assetPlaces = 8;

export const symbolEntry = z.looseObject({
  symbol: z.string().min(1),
  status: z.enum(symbolStatuses).default("TRADING"),
  baseAsset: z.string().min(1),
  baseAssetPrecision: z.literal(assetPlaces),
  quoteAsset: z.string().min(1),
  quoteAssetPrecision: z.literal(assetPlaces),
  orderTypes: z.array(z.enum(orderKinds)).min(1),
  icebergAllowed: z.boolean(),
  quoteOrderQtyMarketAllowed: z.boolean().default(true),
  allowTrailingStop: z.boolean(),
  cancelReplaceAllowed: z.boolean(),
  amendAllowed: z.boolean().default(false),
  permissionSets: z.array(z.array(z.string())),
  defaultSelfTradePreventionMode: z.enum(preventionModes),
  allowedSelfTradePreventionModes: z.array(z.enum(preventionModes)),
  filters: z.array(symbolFilter),
});

/** An entry as checked. */
export type SymbolEntry = z.infer<typeof symbolEntry>;
export type SymbolFilter = SymbolEntry["filters"][number];
export type FilterOf<Name extends SymbolFilter["filterType"]> = Extract<SymbolFilter, { filterType: Name }>;
