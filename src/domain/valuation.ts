/**
 * What lots of an instrument are worth, exactly: bigint arithmetic in the smallest unit of the settlement asset.
 *
 * A linear instrument is worth price x quantity in its quote asset. An inverse contract is a fixed amount of the quote asset,
 * so it is worth contract / price in coin, and a long position gains coin as the price rises: its worth enters with the
 * opposite sign (`worthSign`).
 *
 * Prices come in half ticks, because a mid may lie between two ticks. All that is the same for every price is worked out once:
 * each bigint operation allocates.
 */
import { assert } from "../base/assert.ts";
import { divideHalfUp, powerOfTen } from "../base/decimal.ts";
import type { Instrument } from "./instrument.ts";

export class Valuation {
  /** +1 when holding gains as `worth` rises (linear), -1 when it gains as it falls (inverse). */
  readonly worthSign: 1n | -1n;
  readonly #isInverse: boolean;
  readonly #quantityOfLot: bigint;
  /** worth = quantity x half ticks x numerator / denominator, or over the half ticks when inverse; and the same of a lot. */
  readonly #ofUnit: Fraction;
  readonly #ofLot: Fraction;

  constructor(instrument: Instrument) {
    const { base, quote, sizePlaces, pricePlaces, lotUnits, tickUnits, contractUnits, inverse } = instrument;
    assert(inverse || base.places >= sizePlaces, "a balance is at least as fine as a size");
    this.#isInverse = inverse;
    this.worthSign = inverse ? -1n : 1n;
    this.#quantityOfLot = inverse ? lotUnits : lotUnits * powerOfTen(base.places - sizePlaces);
    const numerator = inverse
      ? contractUnits * 2n * powerOfTen(pricePlaces + base.places)
      : tickUnits * powerOfTen(quote.places);
    const denominator = inverse
      ? tickUnits * powerOfTen(sizePlaces + quote.places)
      : 2n * powerOfTen(pricePlaces + base.places);
    this.#ofUnit = reduced(numerator, denominator);
    this.#ofLot = reduced(numerator * this.#quantityOfLot, denominator);
  }

  /** Lots as a quantity: 10^-base.places of the base asset, or 10^-sizePlaces of a contract for an inverse one. */
  quantity(lots: number): bigint {
    return BigInt(lots) * this.#quantityOfLot;
  }

  /** A quantity in whole lots, cut towards zero: partial lots never count for us. */
  wholeLots(quantity: bigint): number {
    return Number(quantity / this.#quantityOfLot);
  }

  /** Worth of a quantity (of either sign) at a price, in 10^-settle.places, rounded half up as the venue does. */
  worth(priceHalfTicks: number, quantity: bigint): bigint {
    assert(priceHalfTicks > 0, "a price is positive");
    return this.#scale(this.#ofUnit, BigInt(priceHalfTicks), quantity);
  }

  /** As `worth` of so many lots, with fewer steps: a tick times a lot is a whole number of the smallest unit on most markets. */
  worthOfLots(priceHalfTicks: number, lots: number): bigint {
    assert(priceHalfTicks > 0, "a price is positive");
    const product = priceHalfTicks * lots;
    if (this.#isInverse || !Number.isSafeInteger(product))
      return this.#scale(this.#ofLot, BigInt(priceHalfTicks), BigInt(lots));
    return divideHalfUp(BigInt(product) * this.#ofLot.numerator, this.#ofLot.denominator);
  }

  #scale({ numerator, denominator }: Fraction, halfTicks: bigint, quantity: bigint): bigint {
    return this.#isInverse
      ? divideHalfUp(quantity * numerator, denominator * halfTicks)
      : divideHalfUp(quantity * numerator * halfTicks, denominator);
  }
}

interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

function reduced(numerator: bigint, denominator: bigint): Fraction {
  const divisor = greatestCommonDivisor(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}
