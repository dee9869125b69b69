/**
 * Fees, as the venue takes them: a rate of what was received, in the asset that was received, rounded half up.
 *
 * Spot: a buy pays in the base asset (what is held is less than what was bought), a sell in the quote asset. Futures
 * pay in the settlement asset. Rates are whole numbers of 1e-8; a negative one is a rebate. Source: Binance Spot API,
 * commission FAQ.
 */
import { type Fraction, fraction, scaled } from "../base/fraction.ts";
import type { Whole } from "../base/whole.ts";
import type { Asset, Instrument } from "./instrument.ts";
import { bid, type Side } from "./side.ts";

export const feeRateUnit = 100_000_000n;

export interface FeeTier {
  readonly name: string;
  readonly makerRate: bigint;
  readonly takerRate: bigint;
}

export interface Fee {
  readonly asset: Asset;
  /** In 10^-asset.places; negative for a rebate. */
  readonly units: Whole;
}

/** A fee as a venue told it: in any asset, so with that asset's places. */
export interface VenueFee {
  readonly asset: string;
  /** In 10^-places; negative for a rebate. */
  readonly units: Whole;
  readonly places: number;
}

export function rateFraction(rate: bigint): Fraction {
  return fraction(rate, feeRateUnit);
}

/**
 * @param quantityUnits what was traded, as `Valuation` counts it.
 * @param valueUnits what it was worth in the settlement asset.
 */
export function feeOf(
  instrument: Instrument,
  side: Side,
  quantityUnits: Whole,
  valueUnits: Whole,
  rate: Fraction,
): Fee {
  if (instrument.market === "spot" && side === bid)
    return { asset: instrument.base, units: scaled(quantityUnits, rate) };
  return { asset: instrument.settle, units: scaled(valueUnits, rate) };
}
