/**
 * What lots of an instrument are worth, exactly: whole numbers of the smallest unit of the settlement asset.
 *
 * A linear instrument is worth price x quantity in its quote asset. An inverse contract is a fixed amount of the quote
 * asset, so it is worth contract / price in coin, and a long position gains coin as the price rises: its worth enters
 * with the opposite sign (`worthSign`).
 *
 * Prices come in half ticks, because a mid may lie between two ticks. All that is the same for every price is worked
 * out once.
 */
import { assert } from "../base/assert.ts";
import { powerOfTen } from "../base/decimal.ts";
import { type Fraction, fraction, scaled } from "../base/fraction.ts";
import { add, divideNearest, divideTowardsZero, multiply, subtract, type Whole, whole } from "../base/whole.ts";
import type { Instrument } from "./instrument.ts";

export class Valuation {
  /** +1 when holding gains as `worth` rises (linear), -1 when it gains as it falls (inverse). */
  readonly worthSign: 1 | -1;
  /** The smallest worth of an order that the venue takes; 0 for none. */
  readonly notionalUnitsMin: Whole;
  readonly #isInverse: boolean;
  readonly #quantityOfLot: Whole;
  /**
   * worth = quantity x half ticks x numerator / denominator, or over the half ticks when inverse; and the same of a
   * lot.
   */
  readonly #ofUnit: Fraction;
  readonly #ofLot: Fraction;

  constructor(instrument: Instrument) {
    const { base, quote, sizePlaces, pricePlaces, lotUnits, tickUnits, contractUnits, inverse } = instrument;
    assert(inverse || base.places >= sizePlaces, "a balance is at least as fine as a size");
    this.notionalUnitsMin = inverse ? 0 : whole(instrument.notionalUnitsMin);
    this.#isInverse = inverse;
    this.worthSign = inverse ? -1 : 1;
    const quantityOfLot = inverse ? lotUnits : lotUnits * powerOfTen(base.places - sizePlaces);
    this.#quantityOfLot = whole(quantityOfLot);
    const numerator = inverse
      ? contractUnits * 2n * powerOfTen(pricePlaces + base.places)
      : tickUnits * powerOfTen(quote.places);
    const denominator = inverse
      ? tickUnits * powerOfTen(sizePlaces + quote.places)
      : 2n * powerOfTen(pricePlaces + base.places);
    this.#ofUnit = fraction(numerator, denominator);
    this.#ofLot = fraction(numerator * quantityOfLot, denominator);
  }

  /** Lots as a quantity: 10^-base.places of the base asset, or 10^-sizePlaces of a contract for an inverse one. */
  quantity(lots: number): Whole {
    return multiply(lots, this.#quantityOfLot);
  }

  /** A quantity in whole lots, cut towards zero: partial lots never count for us. */
  wholeLots(quantity: Whole): number {
    return Number(divideTowardsZero(quantity, this.#quantityOfLot));
  }

  /** Worth of a quantity (of either sign) at a price, in 10^-settle.places, rounded half up as the venue does. */
  worth(priceHalfTicks: number, quantity: Whole): Whole {
    assert(priceHalfTicks > 0, "a price is positive");
    return this.#scale(this.#ofUnit, priceHalfTicks, quantity);
  }

  /**
   * As `worth` of so many lots, in smaller numbers: a tick times a lot is a whole number of the smallest unit on most
   * markets.
   */
  worthOfLots(priceHalfTicks: number, lots: number): Whole {
    assert(priceHalfTicks > 0, "a price is positive");
    return this.#scale(this.#ofLot, priceHalfTicks, lots);
  }

  /**
   * The most that fills of so many lots can come to, however they are parted: each is rounded by itself, so each lot is
   * rounded up.
   */
  costOfLots(priceTicks: number, lots: number): Whole {
    assert(!this.#isInverse, "an inverse contract is not paid for");
    const { numerator, denominator } = this.#ofLot;
    const ofLot = multiply(2 * priceTicks, numerator);
    return multiply(lots, divideTowardsZero(add(ofLot, subtract(denominator, 1)), denominator));
  }

  #scale(of: Fraction, halfTicks: number, quantity: Whole): Whole {
    return this.#isInverse
      ? divideNearest(multiply(quantity, of.numerator), multiply(of.denominator, halfTicks))
      : scaled(multiply(quantity, halfTicks), of);
  }
}
