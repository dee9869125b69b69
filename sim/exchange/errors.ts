/**
 * Every refusal the exchange gives, as clients see it: code, exact text, HTTP status. Clients key on the texts as much as on the
 * codes, so that none is written anywhere else.
 *
 * Source: Binance Spot API, errors.md and the pages of the endpoints; -1013 for closed markets and unsupported types as live
 * answers recorded by client libraries show it.
 */
import type { Json } from "./api/json.ts";

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
  noPegs: badSymbol("Pegged orders are not supported for this symbol."),
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
  belowMarketLotSize: badOrder("Order book liquidity is less than `MARKET_LOT_SIZE` filter minimum quantity."),
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

/** A refusal that says more than its code and message: what became of the parts of the request, printed as `data`. */
export class DetailedRefusal extends Refusal {
  constructor(
    { code, message, status }: Refusal,
    readonly data: Json,
    /** Where a limit was one of the reasons: when it is safe to try again. */
    readonly retryAtUs: number | undefined,
  ) {
    super(code, message, status);
  }
}

/** A limit was exceeded: when it is safe to try again. */
export class LimitRefusal extends Refusal {
  constructor(
    code: number,
    message: string,
    status: number,
    readonly retryAtUs: number,
  ) {
    super(code, message, status);
  }
}

/** What the venue says when something of its own is broken: only faults put in on purpose give these. */
export const faultRefusals = {
  disconnected: new Refusal(-1001, "Internal error; unable to process your request. Please try again.", 500),
  unexpected: new Refusal(
    -1006,
    "An unexpected response was received from the message bus. Execution status unknown.",
    502,
  ),
  timeout: new Refusal(
    -1007,
    "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
    504,
  ),
  shuttingDown: new Refusal(-1016, "This service is no longer available.", 503),
} as const;

const sockets = "Please use WebSocket Streams for live updates to avoid";

/** What is wrong with a request before anybody asks what it wants. Source: errors.md; ranges as live answers print them. */
export const requestRefusals = {
  internal: new Refusal(-1000, "An unknown error occurred while processing the request.", 500),
  keyFormat: new Refusal(-2014, "API-key format invalid.", 401),
  keyRejected: new Refusal(-2015, "Invalid API-key, IP, or permissions for action.", 401),
  badSignature: new Refusal(-1022, "Signature for this request is not valid."),
  tooLate: new Refusal(-1021, "Timestamp for this request is outside of the recvWindow."),
  tooEarly: new Refusal(-1021, "Timestamp for this request was 1000ms ahead of the server's time."),
  illegal: new Refusal(-1100, "Illegal characters found in a parameter."),
  duplicate: new Refusal(-1101, "Duplicate values for a parameter detected."),
  badTimeInForce: new Refusal(-1115, "Invalid timeInForce."),
  badOrderType: new Refusal(-1116, "Invalid orderType."),
  badSide: new Refusal(-1117, "Invalid side."),
  badInterval: new Refusal(-1120, "Invalid interval."),
  badSymbol: new Refusal(-1121, "Invalid symbol."),
  badSymbolStatus: new Refusal(-1122, "Invalid symbolStatus."),
  moreThanADay: new Refusal(-1127, "More than 24 hours between startTime and endTime."),
  badCombination: new Refusal(-1128, "Combination of optional parameters invalid."),
  badStrategyType: new Refusal(-1134, "`strategyType` was less than 1000000."),
  badTickerType: new Refusal(-1139, "Invalid ticker type."),
  badRestrictions: new Refusal(-1145, "Invalid cancelRestrictions"),
  symbolTwice: new Refusal(-1151, "Symbol is present multiple times in the list."),
  badTimeUnit: new Refusal(-1194, "Invalid value for time unit; expected either MICROSECOND or MILLISECOND."),
  otherStatus: new Refusal(-1220, "The symbol's status does not match the requested symbolStatus."),

  illegalIn: (name: string, range: string) =>
    new Refusal(-1100, `Illegal characters found in parameter '${name}'; legal range is '${range}'.`),
  tooMany: (expected: number, received: number) =>
    new Refusal(-1101, `Too many parameters; expected '${expected}' and received '${received}'.`),
  tooManyValues: (name: string, max: number) =>
    new Refusal(-1101, `Too many values sent for parameter '${name}', maximum allowed up to ${max}.`),
  missing: (name: string) =>
    new Refusal(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`),
  missingBoth: (one: string, other: string) =>
    new Refusal(-1102, `Param '${one}' or '${other}' must be sent, but both were empty/null!`),
  tooLarge: (name: string, max: number) =>
    new Refusal(-1102, `'${name}' contains unexpected value. Cannot be greater than ${max}.`),
  unread: (read: number, sent: number) =>
    new Refusal(-1104, `Not all sent parameters were read; read '${read}' parameter(s) but was sent '${sent}'.`),
  empty: (name: string) => new Refusal(-1105, `Parameter '${name}' was empty.`),
  notRequired: (name: string) => new Refusal(-1106, `Parameter '${name}' sent when not required.`),
  overflow: (name: string) => new Refusal(-1108, `Parameter '${name}' overflowed.`),
  tooPrecise: (name: string) => new Refusal(-1111, `Parameter '${name}' has too much precision.`),
  invalid: (name: string) => new Refusal(-1130, `Data sent for parameter '${name}' is not valid.`),

  tooMuchWeight: (limit: number, interval: string, retryAtUs: number) =>
    new LimitRefusal(
      -1003,
      `Too much request weight used; current limit is ${limit} request weight per ${interval}. ${sockets} polling the API.`,
      429,
      retryAtUs,
    ),
  tooManyRequests: (limit: number, interval: string, retryAtUs: number) =>
    new LimitRefusal(
      -1003,
      `Too many requests; current limit is ${limit} requests per ${interval}. ${sockets} polling the API.`,
      429,
      retryAtUs,
    ),
  banned: (untilUs: number) =>
    new LimitRefusal(
      -1003,
      `Way too much request weight used; IP banned until ${Math.ceil(untilUs / 1000)}. ${sockets} bans.`,
      418,
      untilUs,
    ),
  tooManyOrders: (limit: number, interval: string, retryAtUs: number) =>
    new LimitRefusal(-1015, `Too many new orders; current limit is ${limit} orders per ${interval}.`, 429, retryAtUs),
} as const;

const badFrame = (message: string) => new Refusal(-1135, message);

/** What only the WebSocket API refuses. Source: errors.md; texts of -1135 and -4056 as clients log them. */
export const socketRefusals = {
  badJson: badFrame("Invalid JSON Request"),
  badId: badFrame(
    "Invalid 'id' in JSON request; expected an integer, a string matching '^[a-zA-Z0-9-_]{1,36}$', or null.",
  ),
  badMethod: badFrame("Invalid 'method' in JSON request; expected a string."),
  badParams: badFrame("Invalid 'params' in JSON request; expected an object."),
  // The venue documents the code, not that it is the one for a method that there is not.
  unknownMethod: new Refusal(-1020, "This operation is not supported."),
  // Nobody has logged on: the text is that of what one may not do.
  notLoggedOn: new Refusal(-1002, "You are not authorized to execute this request.", 401),
  badKeyKind: (name: string) => new Refusal(-4056, `${name} API key is not supported.`),
  alreadySubscribed: new Refusal(-2035, "User Data Stream subscription already active."),
  notSubscribed: new Refusal(-2036, "User Data Stream subscription not active."),
  subscriptionsUsedUp: new Refusal(-2042, "Maximum subscription ID reached for this connection."),
  // The documentation says that there is an error, not which: that of subscriptions of another of its interfaces.
  tooManySubscriptions: (max: number) =>
    new Refusal(-1191, `Too many subscriptions. Connection may create up to '${max}' subscriptions at a time.`),
} as const;
