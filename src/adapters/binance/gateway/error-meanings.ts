/**
 * What an error says of the order that it answers: that it was certainly not done, and why, or that nobody knows.
 *
 * An error that is not in the table is taken for unknown: asking again costs one query, believing that an order never
 * lived while it trades costs money. Source: Binance Spot API, errors.md; its page on HTTP return codes.
 */
import type { VenueError } from "./answers.ts";

/** Why orders, cancels and amends were refused: a closed set, since they are labels. */
export type VenueReason =
  | "would_cross"
  | "insufficient_funds"
  | "market_closed"
  | "unknown_order"
  | "no_change"
  | "amend_refused"
  | "filter"
  | "filter_price"
  | "filter_size"
  | "filter_notional"
  | "filter_percent_price"
  | "orders_max_reached"
  | "position_max_reached"
  | "amends_max_reached"
  | "bad_parameter"
  | "rate_limited"
  | "clock"
  | "unauthorised"
  | "forbidden"
  | "venue_rejected";

/** What else is to be done about it. */
export type ErrorRemedy = "none" | "hold" | "hold_orders" | "sync_clock" | "halt";

export interface ErrorMeaning {
  /** Undefined when nobody knows whether it was done. */
  readonly reason: VenueReason | undefined;
  readonly remedy: ErrorRemedy;
}

const unknown: ErrorMeaning = { reason: undefined, remedy: "none" };

const byCode: Readonly<Record<number, ErrorMeaning>> = {
  // Said by the engine or lost on the way to it. -1008 and -1016 say that nothing was done, and come as 5xx all the same.
  ...of(unknown, -1000, -1001, -1004, -1006, -1007, -1008, -1016),
  ...of(means("rate_limited", "hold"), -1003, -1034),
  ...of(means("rate_limited", "hold_orders"), -1015),
  ...of(means("clock", "sync_clock"), -1021),
  ...of(means("unauthorised", "halt"), -1002, -1022, -2014, -2015),
  ...of(means("bad_parameter"), -1014, -1020, -1220, -2039),
};

/** -1013 and the filters of amends name what failed. */
const byFilter: Readonly<Record<string, VenueReason>> = {
  PRICE_FILTER: "filter_price",
  PERCENT_PRICE: "filter_percent_price",
  PERCENT_PRICE_BY_SIDE: "filter_percent_price",
  LOT_SIZE: "filter_size",
  MARKET_LOT_SIZE: "filter_size",
  ICEBERG_PARTS: "filter_size",
  NOTIONAL: "filter_notional",
  MIN_NOTIONAL: "filter_notional",
  MAX_NUM_ORDERS: "orders_max_reached",
  MAX_NUM_ICEBERG_ORDERS: "orders_max_reached",
  EXCHANGE_MAX_NUM_ORDERS: "orders_max_reached",
  MAX_POSITION: "position_max_reached",
  MAX_NUM_ORDER_AMENDS: "amends_max_reached",
};

/** -2010, -2011 and -2038 say why in words alone. */
const byWords: readonly (readonly [words: string, reason: VenueReason])[] = [
  ["immediately match and take", "would_cross"],
  ["insufficient balance", "insufficient_funds"],
  ["Market is closed", "market_closed"],
  ["Unknown order sent", "unknown_order"],
  ["would change no state", "no_change"],
];

export function meaningOf({ status, code, message }: VenueError): ErrorMeaning {
  if (status === 429 || status === 418)
    return code === -1015 ? means("rate_limited", "hold_orders") : means("rate_limited", "hold");
  if (status >= 500) return unknown;
  if (code === undefined) return withoutCode(status);
  // Ids are never used twice: an order with this one lives, and this says nothing of how it came to.
  if (message.includes("Duplicate order sent")) return unknown;
  const known = byCode[code];
  if (known !== undefined) return known;
  if (status === 401) return means("unauthorised", "halt");
  if (code === -1013 || code === -2010 || code === -2011 || code === -2038) return means(inWords(code, message));
  return code <= -1100 && code > -1200 ? means("bad_parameter") : unknown;
}

/** What stands before the API turned it away. */
function withoutCode(status: number): ErrorMeaning {
  if (status === 403) return means("forbidden");
  if (status === 401) return means("unauthorised", "halt");
  return unknown;
}

function inWords(code: number, message: string): VenueReason {
  const filter = /^Filter failure: (\w+)/.exec(message)?.[1];
  if (filter !== undefined) return byFilter[filter] ?? "filter";
  const said = byWords.find(([words]) => message.includes(words));
  return said?.[1] ?? (code === -2038 ? "amend_refused" : "venue_rejected");
}

function means(reason: VenueReason, remedy: ErrorRemedy = "none"): ErrorMeaning {
  return { reason, remedy };
}

function of(meaning: ErrorMeaning, ...codes: number[]): Record<number, ErrorMeaning> {
  return Object.fromEntries(codes.map((code) => [code, meaning]));
}
