/**
 * Decimal text to a whole number of ticks or lots, exactly and without a bigint: an import reads millions of them.
 *
 * Up to 15 digits every step is exact in a double; longer texts take the slow, equally exact way.
 */
import { parseDecimal, powerOfTen } from "../../base/decimal.ts";

/** What `parse` answers for text that is no decimal, is negative, has more places than the venue prints, or passes 2^53. */
export const notOnGrid = -1;

const digitsMax = 15;
const exactMax = 2 ** 53;

export class DecimalGrid {
  /** What the last text was beyond whole steps, as a count of 10^-places. */
  remainder = 0;
  readonly #unit: number;
  readonly #scales: Float64Array;

  /** @param unit one step of the grid, as a count of 10^-places. */
  constructor(
    private readonly places: number,
    private readonly unit: bigint,
  ) {
    this.#unit = Number(unit);
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

  #parseLong(text: string): number {
    const units = parseDecimal(text, this.places);
    if (units === undefined || units < 0n) return notOnGrid;
    const steps = Number(units / this.unit);
    this.remainder = Number(units % this.unit);
    return Number.isSafeInteger(steps) ? steps : notOnGrid;
  }
}
