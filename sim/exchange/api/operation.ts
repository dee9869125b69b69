/**
 * One thing that a client can ask for, whatever the transport: its parameters, its price, who may ask, and what it does. REST routes
 * and WebSocket methods are names for these (operations.ts has them all).
 */
import type { Refusal } from "../errors.ts";
import type { Exchange } from "../exchange.ts";
import type { Account } from "../ledger.ts";
import type { MarketData } from "../market-data/market-data.ts";
import type { Json } from "./json.ts";
import type { Parameters } from "./parameters.ts";
import type { RateLimits } from "./rate-limits.ts";

export type Security = "NONE" | "TRADE" | "USER_DATA" | "USER_STREAM";

/** What an operation is given when it is done. */
export interface Call {
  readonly nowUs: number;
  readonly exchange: Exchange;
  readonly marketData: MarketData;
  readonly limits: RateLimits;
  /** Whose request it is. Of an operation without security: nobody's, and asserted against. */
  readonly account: Account;
  /** A time in the unit that the client asked for. */
  time(timeUs: number): number;
}

export type Action = (call: Call) => Json | Refusal;

export interface Operation {
  /** By which the WebSocket API calls it. */
  readonly method: string;
  readonly security: Security;
  /** Names of its own parameters; signed ones have `timestamp`, `recvWindow`, `signature`, too. */
  readonly parameters: readonly string[];
  readonly weight: number | ((parameters: Parameters) => number);
  /** Whether it costs no weight after all, now that it went through: trading requests do not. */
  readonly isFree?: (body: Json) => boolean;
  /** Its answer tells how many unfilled orders are counted. */
  readonly tellsOrderCounts?: boolean;
  /** Reads all of its parameters; what it returns is not called when one was refused. */
  read(parameters: Parameters): Action;
}
