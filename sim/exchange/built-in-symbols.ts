/**
 * Two symbols as the venue lists them, so that an exchange needs no file: entries of exchangeInfo, with the live values of 2025 and the
 * limits announced since (100 iceberg parts, 10 amends, TRANSFER everywhere).
 */
import { ExchangeSymbol } from "./exchange-symbol.ts";

export function builtInSymbols(): ExchangeSymbol[] {
  return [
    ExchangeSymbol.from(entryOf("BTC", "0.00001000", "97.09521512"), "built in"),
    ExchangeSymbol.from(entryOf("ETH", "0.00010000", "2357.34408702"), "built in"),
  ];
}

function entryOf(baseAsset: string, stepSize: string, marketQtyMax: string) {
  return {
    symbol: `${baseAsset}USDT`,
    status: "TRADING",
    baseAsset,
    baseAssetPrecision: 8,
    quoteAsset: "USDT",
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"],
    icebergAllowed: true,
    ocoAllowed: false,
    otoAllowed: false,
    opoAllowed: false,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: true,
    cancelReplaceAllowed: true,
    amendAllowed: true,
    pegInstructionsAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: filtersOf(stepSize, marketQtyMax),
    permissions: [],
    permissionSets: [["SPOT"]],
    defaultSelfTradePreventionMode: "EXPIRE_MAKER",
    allowedSelfTradePreventionModes: ["EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH", "DECREMENT", "TRANSFER"],
  };
}

function filtersOf(stepSize: string, marketQtyMax: string) {
  return [
    { filterType: "PRICE_FILTER", minPrice: "0.01000000", maxPrice: "1000000.00000000", tickSize: "0.01000000" },
    { filterType: "LOT_SIZE", minQty: stepSize, maxQty: "9000.00000000", stepSize },
    { filterType: "ICEBERG_PARTS", limit: 100 },
    { filterType: "MARKET_LOT_SIZE", minQty: "0.00000000", maxQty: marketQtyMax, stepSize: "0.00000000" },
    {
      filterType: "TRAILING_DELTA",
      minTrailingAboveDelta: 10,
      maxTrailingAboveDelta: 2000,
      minTrailingBelowDelta: 10,
      maxTrailingBelowDelta: 2000,
    },
    {
      filterType: "PERCENT_PRICE_BY_SIDE",
      bidMultiplierUp: "5",
      bidMultiplierDown: "0.2",
      askMultiplierUp: "5",
      askMultiplierDown: "0.2",
      avgPriceMins: 5,
    },
    {
      filterType: "NOTIONAL",
      minNotional: "5.00000000",
      applyMinToMarket: true,
      maxNotional: "9000000.00000000",
      applyMaxToMarket: false,
      avgPriceMins: 5,
    },
    { filterType: "MAX_NUM_ORDERS", maxNumOrders: 200 },
    { filterType: "MAX_NUM_ORDER_LISTS", maxNumOrderLists: 20 },
    { filterType: "MAX_NUM_ALGO_ORDERS", maxNumAlgoOrders: 5 },
    { filterType: "MAX_NUM_ORDER_AMENDS", maxNumOrderAmends: 10 },
  ];
}
