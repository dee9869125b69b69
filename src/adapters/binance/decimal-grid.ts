/**
 * Decimal text to a whole number of ticks or lots, exactly and without a bigint: an import reads millions of them.
 *
 * Up to 15 digits every step is exact in a double; longer texts take the slow, equally exact way.
 */
import { parseDecimal, powerOfTen } from "../../base/decimal.ts";

/**
 * What `parse` answers for text that is no decimal, is negative, has more places than the venue prints, or passes 2^53.
 */
export const notOnGrid = -1;

const digitsMax = 15;
/** Digits that always fit into 32 bits. */
const shortDigitsMax = 9;
const exactMax = 2 ** 53;
const zero = 48;
/** "." ^ "0" */
const pointDigit = 30;

export class DecimalGrid {
  /** What the last text was beyond whole steps, as a count of 10^-places. */
  remainder = 0;
  /** Where the last `read` stopped. */
  end = 0;
  readonly #unit: number;
  readonly #scales: Float64Array;
  readonly #placesShort: number;

  /** @param unit one step of the grid, as a count of 10^-places. */
  constructor(
    readonly places: number,
    readonly unit: bigint,
  ) {
    this.#unit = Number(unit);
    this.#placesShort = Math.min(places, shortDigitsMax);
    this.#scales = Float64Array.from({ length: places + 1 }, (_, at) => Number(powerOfTen(places - at)));
  }

  /** How many whole steps `text` is, or `notOnGrid`. */
  parse(text: string): number {
    let units = 0;
    let digitsCount = 0;
    let pointAt = -1;
    for (let at = 0; at < text.length; at++) {
      const digit = text.charCodeAt(at) - 48;
      if (digit >= 0 && digit <= 9) {
        units = units * 10 + digit;
        digitsCount++;
      } else if (digit === -2 && pointAt < 0) pointAt = at;
      else return notOnGrid;
    }
    if (pointAt === 0 || pointAt === text.length - 1) return notOnGrid;
    const fractionCount = pointAt < 0 ? 0 : text.length - pointAt - 1;
    if (digitsCount === 0 || digitsCount > digitsMax || fractionCount > this.places) return this.#parseLong(text);
    const scaled = units * this.#scales[fractionCount]!;
    if (scaled >= exactMax) return this.#parseLong(text);
    const steps = Math.floor(scaled / this.#unit);
    this.remainder = scaled - steps * this.#unit;
    return steps;
  }

  /**
   * How many whole steps the decimal is that begins at `from` and ends before the first byte that is no part of it; or
   * `notOnGrid`, for what only `parse` can judge: no number, no whole steps, or too many digits.
   *
   * Both sides of the point fit into an integer register nearly always; sums in doubles would take twice the time.
   */
  read(bytes: Uint8Array, from: number): number {
    let at = from;
    let whole = 0;
    // Of ASCII, digits alone differ from "0" by no more than 9 in these bits.
    let digit = bytes[at]! ^ zero;
    for (; digit <= 9; digit = bytes[++at]! ^ zero) whole = (whole * 10 + digit) | 0;
    const wholeCount = at - from;
    let fraction = 0;
    let fractionCount = 0;
    if (digit === pointDigit) {
      const fractionAt = ++at;
      for (digit = bytes[at]! ^ zero; digit <= 9; digit = bytes[++at]! ^ zero) fraction = (fraction * 10 + digit) | 0;
      fractionCount = at - fractionAt;
      if (fractionCount === 0) return notOnGrid;
    }
    this.end = at;
    if (wholeCount === 0 || fractionCount > this.#placesShort) return notOnGrid;
    if (wholeCount > shortDigitsMax) whole = numberOf(bytes, from, from + wholeCount);
    return this.#wholeSteps(whole * this.#scales[0]! + fraction * this.#scales[fractionCount]!);
  }

  /** Any sum below 2^53 is exact. */
  #wholeSteps(scaled: number): number {
    const steps = Math.floor(scaled / this.#unit);
    return scaled < exactMax && steps * this.#unit === scaled ? steps : notOnGrid;
  }

  #parseLong(text: string): number {
    const units = parseDecimal(text, this.places);
    if (units === undefined || units < 0n) return notOnGrid;
    const steps = Number(units / this.unit);
    this.remainder = Number(units % this.unit);
    return Number.isSafeInteger(steps) ? steps : notOnGrid;
  }
}

function numberOf(digits: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + digits[at]! - zero;
  return value;
}
