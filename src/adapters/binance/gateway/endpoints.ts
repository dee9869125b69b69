/**
 * What the gateway asks of the venue: one line a request, with its name on both interfaces and what it costs. Source:
 * Binance Spot API, REST and WebSocket API.
 */
import type { Cost } from "./rate-budget.ts";

export interface Endpoint {
  /** The method of the WebSocket API. */
  readonly method: string;
  /** Undefined for what is about the connection itself. */
  readonly rest: { readonly verb: "GET" | "POST" | "PUT" | "DELETE"; readonly path: string } | undefined;
  readonly isSigned: boolean;
  readonly cost: Cost;
}

const api = "/api/v3";

export const endpoints = {
  /** Without the venue's time nothing can be signed, cancels included. */
  time: { ...open("time", "/time", 1), cost: { weight: 1, orders: 0, usesReserve: true } },
  exchangeInfo: open("exchangeInfo", "/exchangeInfo", 20),
  account: signed("account.status", "GET", "/account", 20),
  commission: signed("account.commission", "GET", "/account/commission", 20),
  openOrders: signed("openOrders.status", "GET", "/openOrders", 6),
  order: signed("order.status", "GET", "/order", 4),
  trades: signed("myTrades", "GET", "/myTrades", 20),
  orderTrades: signed("myTrades", "GET", "/myTrades", 5),
  place: { ...signed("order.place", "POST", "/order", 1), cost: { weight: 1, orders: 1, usesReserve: false } },
  amend: signed("order.amend.keepPriority", "PUT", "/order/amend/keepPriority", 4),
  cancel: { ...signed("order.cancel", "DELETE", "/order", 1), cost: { weight: 1, orders: 0, usesReserve: true } },
  logon: ofConnection("session.logon"),
  subscribe: { ...ofConnection("userDataStream.subscribe"), isSigned: false },
  subscribeSigned: ofConnection("userDataStream.subscribe.signature"),
} as const satisfies Record<string, Endpoint>;

function open(method: string, path: string, weight: number): Endpoint {
  return { ...signed(method, "GET", path, weight), isSigned: false };
}

function signed(method: string, verb: "GET" | "POST" | "PUT" | "DELETE", path: string, weight: number): Endpoint {
  const cost = { weight, orders: 0, usesReserve: false } as const;
  return { method, rest: { verb, path: `${api}${path}` }, isSigned: true, cost };
}

/** Without a connection nothing can be cancelled either. */
function ofConnection(method: string): Endpoint {
  return { method, rest: undefined, isSigned: true, cost: { weight: 2, orders: 0, usesReserve: true } };
}
