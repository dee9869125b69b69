/**
 * What a request about an order may say, once its parameters have been read: the combination of parameters is valid for the type (a
 * LIMIT order has a price and a time in force), values are of the right kind. Whether the venue takes it is for the exchange to say.
 */
import type { Side } from "../../src/domain/side.ts";
import type { OrderKind, PreventionMode } from "./symbol-entry.ts";

export const timesInForce = ["GTC", "IOC", "FOK"] as const;
export type TimeInForce = (typeof timesInForce)[number];

/** A new order. NaN for a price or size is one on no grid; 0 and undefined are "not sent". */
export interface OrderRequest {
  readonly side: Side;
  readonly kind: OrderKind;
  readonly timeInForce: TimeInForce;
  /** Of orders with a price of their own; else 0. */
  readonly priceTicks: number;
  /** 0 where `quoteUnits` says how much. */
  readonly sizeLots: number;
  /** A MARKET order's `quoteOrderQty`. */
  readonly quoteUnits?: bigint | undefined;
  readonly icebergLots?: number | undefined;
  readonly stopTicks?: number | undefined;
  /** `trailingDelta`: hundredths of a percent. */
  readonly trailingBips?: number | undefined;
  readonly clientOrderId?: string | undefined;
  readonly prevention?: PreventionMode | undefined;
  readonly strategyId?: number | undefined;
  readonly strategyType?: number | undefined;
}

/** Which order is meant: by its id, its client id, or both, which must then be of one order. */
export interface OrderTarget {
  readonly orderId?: number | undefined;
  readonly clientOrderId?: string | undefined;
}

export type CancelRestriction = "ONLY_NEW" | "ONLY_PARTIALLY_FILLED";

export interface CancelOptions {
  readonly restriction?: CancelRestriction | undefined;
  /** Names the cancel itself. */
  readonly newClientOrderId?: string | undefined;
}

export type CancelReplaceMode = "STOP_ON_FAILURE" | "ALLOW_FAILURE";
