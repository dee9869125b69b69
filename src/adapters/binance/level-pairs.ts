/**
 * One level of a depth event, `["price","size"]`, straight from its bytes: nearly all that a feed reads.
 *
 * Read here is what the venue prints nearly always: up to seven digits, a point, and all places of the instrument's grid;
 * anything else is left to `DecimalGrid`. It is one pass of integers over both numbers: asking the grid for each takes
 * twice the time.
 */
import { powerOfTen } from "../../base/decimal.ts";
import type { DecimalGrid } from "./decimal-grid.ts";

/** What is read is not in that form, or not on the grid. */
export const notRead = -1;

const zero = 48;
const quote = 34;
const comma = 44;
const openBracket = 91;
const closeBracket = 93;
/** "." ^ "0" */
const pointDigit = 30;
/** So many digits before the point, and eight behind it, are exact. */
const wholeDigitsMax = 7;
/** The count of a number's digits in these bits, the number above them. */
const countBits = 4;
const countMask = (1 << countBits) - 1;
const wordDigits = 4;
/** One a byte. */
const zeros = 0x30303030;
const sixes = 0x06060606;
const highNibbles = 0xf0f0f0f0 | 0;

export class LevelPairs {
  priceTicks = 0;
  sizeLots = 0;
  readonly #price: Places;
  readonly #size: Places;

  private constructor(prices: DecimalGrid, sizes: DecimalGrid) {
    this.#price = new Places(prices);
    this.#size = new Places(sizes);
  }

  /** Undefined for grids of which 1 is no whole number of steps, or whose places do not fit into two words. */
  static of(prices: DecimalGrid, sizes: DecimalGrid): LevelPairs | undefined {
    return isInWords(prices) && isInWords(sizes) ? new LevelPairs(prices, sizes) : undefined;
  }

  /**
   * The place behind the level that begins at `at`, or `notRead`.
   *
   * @param words over the same bytes.
   */
  read(bytes: Uint8Array, at: number, words: DataView): number {
    const price = this.#price;
    const size = this.#size;
    if (bytes[at] !== openBracket || bytes[at + 1] !== quote) return notRead;
    const priceWhole = wholeAt(bytes, at + 2);
    const priceFrom = at + 3 + (priceWhole & countMask);
    const middle = priceFrom + price.count;
    if (bytes[middle] !== quote || bytes[middle + 1] !== comma || bytes[middle + 2] !== quote) return notRead;
    const sizeWhole = wholeAt(bytes, middle + 3);
    const sizeFrom = middle + 4 + (sizeWhole & countMask);
    const end = sizeFrom + size.count;
    if (bytes[end] !== quote || bytes[end + 1] !== closeBracket || sizeFrom + 8 > words.byteLength) return notRead;
    const priceFraction = fractionAt(words, priceFrom, price);
    const sizeFraction = fractionAt(words, sizeFrom, size);
    if ((priceWhole | sizeWhole | priceFraction | sizeFraction) < 0) return notRead;
    const priceSteps = (priceFraction * price.unitShare + 0.5) | 0;
    const sizeSteps = (sizeFraction * size.unitShare + 0.5) | 0;
    if (Math.imul(priceSteps, price.unit) !== priceFraction || Math.imul(sizeSteps, size.unit) !== sizeFraction)
      return notRead;
    this.priceTicks = (priceWhole >> countBits) * price.stepsInOne + priceSteps;
    this.sizeLots = (sizeWhole >> countBits) * size.stepsInOne + sizeSteps;
    return end + 2;
  }
}

/** The places of a grid, as they lie in two words. */
class Places {
  readonly count: number;
  readonly unit: number;
  readonly unitShare: number;
  readonly stepsInOne: number;
  /** What shifts out those bits of each word that are behind the places. */
  readonly highShift: number;
  readonly lowShift: number;
  /** 10 to the power of the places in the second word; 0 where there are none. */
  readonly lowScale: number;

  constructor({ places, unit }: DecimalGrid) {
    const lowPlaces = Math.max(0, places - wordDigits);
    this.count = places;
    this.unit = Number(unit);
    this.unitShare = 1 / this.unit;
    this.stepsInOne = Number(powerOfTen(places) / unit);
    this.highShift = 8 * Math.max(0, wordDigits - places);
    this.lowShift = 8 * (wordDigits - lowPlaces);
    this.lowScale = lowPlaces === 0 ? 0 : Number(powerOfTen(lowPlaces));
  }
}

function isInWords({ places, unit }: DecimalGrid): boolean {
  return places > 0 && places <= 2 * wordDigits && powerOfTen(places) % unit === 0n;
}

/** The digits up to a point, above their count; negative where there are none, or too many. */
function wholeAt(bytes: Uint8Array, from: number): number {
  let at = from;
  let whole = 0;
  let digit = bytes[at]! ^ zero;
  for (; digit <= 9; digit = bytes[++at]! ^ zero) whole = (whole * 10 + digit) | 0;
  const count = at - from;
  return digit === pointDigit && count > 0 && count <= wholeDigitsMax ? (whole << countBits) | count : notRead;
}

/** The digits behind a point as a count of the last place; negative where not all are digits. */
function fractionAt(words: DataView, at: number, places: Places): number {
  // What is shifted in are zeros before the first digit, which is in the lowest byte.
  const high = (words.getInt32(at, true) ^ zeros) << places.highShift;
  if (places.lowScale === 0) return areDigits(high, 0) ? fourDigits(high) : notRead;
  const low = (words.getInt32(at + wordDigits, true) ^ zeros) << places.lowShift;
  return areDigits(high, low) ? Math.imul(fourDigits(high), places.lowScale) + fourDigits(low) : notRead;
}

/** A digit fits four bits, and so does six more than it. */
function areDigits(high: number, low: number): boolean {
  return ((high | low | (high + sixes) | (low + sixes)) & highNibbles) === 0;
}

/** Ten times each, and the next one added, are two pairs. */
function fourDigits(word: number): number {
  const pairs = (Math.imul(word, 10) + (word >>> 8)) | 0;
  return (pairs & 0xff) * 100 + ((pairs >>> 16) & 0xff);
}
