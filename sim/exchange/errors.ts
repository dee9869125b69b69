/**
 * Every refusal the exchange gives, as clients see it: code, exact text, HTTP status. Clients key on the texts as much as on the
 * codes, so that none is written anywhere else.
 *
 * Source: Binance Spot API, errors.md and the pages of the endpoints; -1013 for closed markets and unsupported types as live
 * answers recorded by client libraries show it.
 */

/** Why a request was refused: a value, never thrown. */
export class Refusal {
  constructor(
    readonly code: number,
    readonly message: string,
    /** Of the HTTP answer, and of the WebSocket API's. */
    readonly status: number = 400,
    /** What an execution REJECTED says, where the engine refuses the new order of a cancelReplace. */
    readonly rejectReason: RejectReason = "NONE",
  ) {}
}

export type RejectReason =
  | "NONE"
  | "INSUFFICIENT_BALANCES"
  | "STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY"
  | "WOULD_MATCH_IMMEDIATELY";

const badFilter = (name: string, code = -1013) => new Refusal(code, `Filter failure: ${name}`);
const badSymbol = (message: string) => new Refusal(-1013, message);
const badOrder = (message: string, rejectReason?: RejectReason) => new Refusal(-2010, message, 400, rejectReason);

export const refusals = {
  // The symbol does not take such an order.
  marketClosed: badSymbol("Market is closed."),
  noMarketOrders: badSymbol("Market orders are not supported for this symbol."),
  noIcebergs: badSymbol("Iceberg orders are not supported for this symbol."),
  noStopLoss: badSymbol("Stop loss orders are not supported for this symbol."),
  noStopLossLimit: badSymbol("Stop loss limit orders are not supported for this symbol."),
  noTakeProfit: badSymbol("Take profit orders are not supported for this symbol."),
  noTakeProfitLimit: badSymbol("Take profit limit orders are not supported for this symbol."),
  noTrailingStops: badSymbol("Trailing stop orders are not supported for this symbol."),
  noQuoteQuantity: badSymbol("Quote order qty market orders are not support for this symbol."),
  noCancelReplace: badSymbol("Order cancel-replace is not supported for this symbol."),
  badOrderType: new Refusal(-1116, "Invalid orderType."),
  badCombination: badSymbol("Unsupported order combination"),
  badPrevention: badSymbol("This symbol does not allow the specified self-trade prevention mode."),
  icebergTooLarge: badSymbol("IcebergQty exceeds QTY."),
  notPermitted: badOrder("This symbol is not permitted for this account."),

  // Filters.
  priceFilter: badFilter("PRICE_FILTER"),
  percentPrice: badFilter("PERCENT_PRICE"),
  percentPriceBySide: badFilter("PERCENT_PRICE_BY_SIDE"),
  lotSize: badFilter("LOT_SIZE"),
  marketLotSize: badFilter("MARKET_LOT_SIZE"),
  icebergParts: badFilter("ICEBERG_PARTS"),
  minNotional: badFilter("MIN_NOTIONAL"),
  notional: badFilter("NOTIONAL"),
  trailingDelta: badFilter("TRAILING_DELTA"),
  maxNumOrders: badFilter("MAX_NUM_ORDERS"),
  maxNumAlgoOrders: badFilter("MAX_NUM_ALGO_ORDERS"),
  maxNumIcebergOrders: badFilter("MAX_NUM_ICEBERG_ORDERS"),
  maxPosition: badFilter("MAX_POSITION"),
  maxNumOrderAmends: badFilter("MAX_NUM_ORDER_AMENDS", -2038),

  // The engine refuses a new order.
  duplicateOrder: badOrder("Duplicate order sent."),
  wouldTrigger: badOrder("Order would trigger immediately.", "STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY"),
  wouldTake: badOrder("Order would immediately match and take.", "WOULD_MATCH_IMMEDIATELY"),
  noFunds: badOrder("Account has insufficient balance for requested action.", "INSUFFICIENT_BALANCES"),
  noLiquidity: badOrder("Order book liquidity is less than symbol minimum quantity."),
  belowLotSize: badOrder("Order book liquidity is less than `LOT_SIZE` filter minimum quantity."),
  serverBusy: new Refusal(
    -1008,
    "Server is currently overloaded with other requests. Please try again in a few minutes.",
    503,
  ),

  // Cancels, queries, amends.
  cancelClosed: new Refusal(-2011, "Market is closed."),
  unknownCancel: new Refusal(-2011, "Unknown order sent."),
  cancelRestricted: new Refusal(-2011, "Order was not canceled due to cancel restrictions."),
  unknownOrder: new Refusal(-2013, "Order does not exist."),
  wrongPair: new Refusal(-2039, "Client order ID is not correct for this order ID."),
  noAmends: new Refusal(-2038, "Order amend is not supported for this symbol."),
  unknownAmend: new Refusal(-2038, "Unknown order sent."),
  duplicateAmend: new Refusal(-2038, "Duplicate order sent."),
  amendNoChange: new Refusal(-2038, "The requested action would change no state; rejecting"),
  amendUp: new Refusal(-2038, "Order amend (quantity increase) is not supported."),
  amendClosed: new Refusal(-2038, "Market is closed."),
  amendNotional: badFilter("NOTIONAL", -2038),
  partlyReplaced: new Refusal(-2021, "Order cancel-replace partially failed.", 409),
  notReplaced: new Refusal(-2022, "Order cancel-replace failed."),
} as const;
