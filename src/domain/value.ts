/**
 * What lots are worth, exactly: bigint arithmetic in the smallest unit of the settlement asset.
 *
 * A linear instrument is worth price x quantity in its quote asset. An inverse contract is a fixed amount of the quote asset,
 * so it is worth contract / price in coin, and a long position gains coin as the price rises: its worth enters with the
 * opposite sign (`worthSign`).
 *
 * Prices come in half ticks, because a mid may lie between two ticks.
 */
import { assert } from "../base/assert.ts";
import { divideHalfUp, powerOfTen } from "../base/decimal.ts";
import type { Instrument } from "./instrument.ts";

/** Lots as a quantity: 10^-base.places of the base asset, or 10^-sizePlaces of a contract for an inverse one. */
export function quantityUnits(instrument: Instrument, lots: number): bigint {
  const units = BigInt(lots) * instrument.lotUnits;
  if (instrument.inverse) return units;
  assert(instrument.base.places >= instrument.sizePlaces, "a balance is at least as fine as a size");
  return units * powerOfTen(instrument.base.places - instrument.sizePlaces);
}

/** A quantity in whole lots, cut towards zero: partial lots never count for us. */
export function wholeLots(instrument: Instrument, quantity: bigint): number {
  return Number(quantity / quantityUnits(instrument, 1));
}

/** Worth of a quantity (of either sign) at a price, in 10^-settle.places, rounded half up as the venue does. */
export function valueUnits(instrument: Instrument, priceHalfTicks: number, quantity: bigint): bigint {
  assert(priceHalfTicks > 0, "a price is positive");
  const twicePrice = BigInt(priceHalfTicks) * instrument.tickUnits; // In 10^-pricePlaces.
  if (instrument.inverse) {
    const worth =
      quantity * instrument.contractUnits * 2n * powerOfTen(instrument.pricePlaces + instrument.base.places);
    return divideHalfUp(worth, powerOfTen(instrument.sizePlaces + instrument.quote.places) * twicePrice);
  }
  const worth = quantity * twicePrice * powerOfTen(instrument.quote.places);
  return divideHalfUp(worth, 2n * powerOfTen(instrument.pricePlaces + instrument.base.places));
}

/** +1 when holding gains as `valueUnits` rises (linear), -1 when it gains as it falls (inverse). */
export function worthSign(instrument: Instrument): 1n | -1n {
  return instrument.inverse ? -1n : 1n;
}
