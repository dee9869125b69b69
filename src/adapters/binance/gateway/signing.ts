/**
 * Requests as they are signed. The two interfaces differ: REST signs the query exactly as it is sent, percent-encoded,
 * in any order; the WebSocket API signs all parameters by name, not encoded. Source: Binance Spot API, "SIGNED request
 * security" of both.
 */
import type { Credentials } from "./credentials.ts";

/** How old a request may be when it reaches the venue: its own usual. */
export const recvWindowMs = 5000;

/** Whole numbers, and text: decimals are text, so that they are signed and read as they were meant. */
export type Params = Readonly<Record<string, string | number>>;

/** Percent-encoded; each parameter in the order given. */
export function queryOf(params: Params): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
}

/** The query with its signature: to be sent as it stands. Base64 has letters that a query may not have. */
export function signedQuery(params: Params, credentials: Credentials): string {
  const query = queryOf(params);
  return `${query}&signature=${encodeURIComponent(credentials.sign(query))}`;
}

/** What the WebSocket API takes for a request that is signed by itself. */
export function signedParams(params: Params, credentials: Credentials): Params {
  const all: Params = { ...params, apiKey: credentials.apiKey };
  return { ...all, signature: credentials.sign(payloadOf(all)) };
}

/** By name, as text, neither encoded nor quoted. */
function payloadOf(params: Params): string {
  return Object.keys(params)
    .sort()
    .map((name) => `${name}=${params[name]}`)
    .join("&");
}
