/**
 * The limits of one market, and of a whole book, as a configuration gives them. They hold from the start of a run to its
 * end: no strategy, parameter or operator's command changes them. What is not there is not checked.
 *
 * Money is in the smallest unit of the settlement asset, as a double: a limit needs no last digit.
 */
import type { DurationNs } from "../../domain/time.ts";

export interface RiskLimits {
  readonly positionLotsMax: number;
  /** From the mid to a quote. */
  readonly priceBandTicks: number;
  /** A book that nothing was received for is stale. */
  readonly staleAfterNs: DurationNs;
  /** How far beyond the opposite touch an order may trade that takes; the price band, where it is not told. */
  readonly flattenTicksMax?: number | undefined;
  /** `from` in lots; the last step is before `positionLotsMax`. */
  readonly positionSoft?: SoftLimit | undefined;
  /** Of the position with all that may still fill, at the mid. */
  readonly notionalUnitsMax?: number | undefined;
  /** `from` in units; the last step is before `notionalUnitsMax`. */
  readonly notionalSoft?: SoftLimit | undefined;
  readonly inventoryBands?: InventoryBandLimits | undefined;
  readonly drawdown?: DrawdownLimits | undefined;
  readonly lossRate?: LossRateLimit | undefined;
  readonly orderLotsMax?: number | undefined;
  readonly ordersOpenMax?: number | undefined;
  readonly messageRate?: MessageRateLimit | undefined;
  readonly orderToTrade?: OrderToTradeLimit | undefined;
  readonly priceCollar?: PriceCollarLimit | undefined;
  readonly fatFinger?: FatFingerLimits | undefined;
  readonly latency?: LatencyLimits | undefined;
  /** Of the venue's clock against ours, either way. */
  readonly clockOffsetNsMax?: DurationNs | undefined;
  readonly volatilityHalt?: VolatilityLimit | undefined;
}

/** From `from` up to the hard limit in so many even steps, each of which widens and skews by so much more. */
export interface SoftLimit {
  readonly from: number;
  readonly stepsCount: number;
  readonly widenTicks: number;
  readonly skewTicks: number;
}

/** Losses of the present position, and by how much quotes are widened from there on: both rising. */
export interface InventoryBandLimits {
  readonly bands: readonly { readonly lossUnits: number; readonly widenTicks: number }[];
  /** A band is left when the loss has come back to this share of where it began: 0 to below 1. */
  readonly narrowShare: number;
}

/** Net P&L below its peak: of the session, and of the UTC day. */
export interface DrawdownLimits {
  readonly sessionUnitsMax?: number | undefined;
  readonly dayUnitsMax?: number | undefined;
}

/** Net P&L lost within a window, and for how long nothing is quoted then. */
export interface LossRateLimit {
  readonly unitsMax: number;
  readonly windowNs: DurationNs;
  readonly pauseNs: DurationNs;
}

/** Commands of any kind within a window, after which nothing is placed. */
export interface MessageRateLimit {
  readonly countMax: number;
  readonly windowNs: DurationNs;
}

/** Commands for each fill within a window; the first `freeCount` need none. */
export interface OrderToTradeLimit {
  readonly ratioMax: number;
  readonly windowNs: DurationNs;
  readonly freeCount: number;
}

export type ReferenceKind =
  | "last_trade"
  /** Of the depth book alone, where the touch may be a ticker's. */
  | "depth_mid"
  /** The touch mid, averaged over time. */
  | { readonly decayedMid: { readonly halfLifeNs: DurationNs } };

/** From a reference that is not the mid that quotes are made from. */
export interface PriceCollarLimit {
  readonly ticksMax: number;
  readonly reference: ReferenceKind;
}

/** Of a quote against the touch of its own side. */
export interface FatFingerLimits {
  readonly ticksMax?: number | undefined;
  /** Its size, in sizes of that touch. */
  readonly sizeMultipleMax?: number | undefined;
}

/** From a command to its answer, and from a trade at the venue to us; and for how long nothing is quoted then. */
export interface LatencyLimits {
  readonly roundTripNsMax?: DurationNs | undefined;
  readonly feedNsMax?: DurationNs | undefined;
  readonly pauseNs: DurationNs;
}

/** The mid's range within a window. Quoting goes on once it has been less for `calmNs`. */
export interface VolatilityLimit {
  readonly moveTicksMax: number;
  readonly windowNs: DurationNs;
  readonly calmNs: DurationNs;
}

/** Of all markets together that share an account and a settlement asset. */
export interface BookLimits {
  /** Sizes of all positions added up, whatever their side, with all that may still fill. */
  readonly grossUnitsMax?: number | undefined;
  /** Long positions less short ones, either way. */
  readonly netUnitsMax?: number | undefined;
  readonly drawdown?: DrawdownLimits | undefined;
}
