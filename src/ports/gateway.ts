/**
 * Orders at a real venue: commands go out, reports come in, and after each reconnect the whole truth is fetched again.
 */
import type { Balances } from "../domain/balances.ts";
import type { ForeignOrder, OpenReport, OrderReport } from "../domain/order-report.ts";
import type { TimeNs } from "../domain/time.ts";
import type { QueriedVenue } from "./venue.ts";

export interface Gateway {
  /** In the order of the instruments it was told of. */
  readonly venues: readonly QueriedVenue[];
  /** Whether the balances told last have all trades told. */
  readonly isSettled: boolean;
  /** Connects and keeps connected. Commands before the first `up` are answered `rejected`, reason `venue_down`. */
  start(listener: GatewayListener): void;
  /** Closes the connections; orders stay as they are. */
  stop(): void;
}

export interface GatewayListener {
  report(marketIndex: number, report: OrderReport): void;
  /** All that is open of an instrument, as of the asking: after each connect, before `up`. */
  openOrders(marketIndex: number, list: OpenOrdersList): void;
  /** What the account holds, free and locked together, by asset, in 10^-places; what is not named has not changed. */
  balances(balances: Balances): void;
  /**
   * `up`: events of orders arrive from now on and the lists have been told. `down`: they do not, and nothing may be
   * placed.
   */
  link(state: "up" | "down", why: string): void;
  noted(note: GatewayNote): void;
}

export interface OpenOrdersList {
  /** When it was asked for: what was sent later may be missing. */
  readonly askedNs: TimeNs;
  readonly ours: readonly OpenReport[];
  readonly foreign: readonly ForeignOrder[];
}

/** For logs and metrics: by name, `detail` for people. Never a key, a signature or a signed text. */
export interface GatewayNote {
  readonly event:
    | "connected"
    | "disconnected"
    | "clock_synced"
    | "rate_limited"
    | "banned"
    | "foreign_event"
    | "bad_frame"
    | "refused"
    | "unauthorised";
  readonly detail: string;
}
