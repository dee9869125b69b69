/**
 * Decimal text to integer and back, exactly.
 *
 * Venues print prices and sizes as decimal strings. They become whole numbers of a smallest unit without ever being a
 * float, since 0.1 + 0.2 is how a ledger stops adding up. Two targets: a JS number for ticks and lots (hot paths), a
 * bigint for money.
 */
import { assert } from "./assert.ts";

/**
 * The value as a bigint count of 10^-places, or undefined when `text` is no plain decimal or has more digits than that.
 */
export function parseDecimal(text: string, places: number): bigint | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = ""] = match;
  const kept = fraction.slice(0, places).padEnd(places, "0");
  if (/[1-9]/.test(fraction.slice(places))) return undefined;
  const units = BigInt(whole + kept);
  return sign === "-" ? -units : units;
}

/** As `parseDecimal`, for text that the caller knows to be good. */
export function decimal(text: string, places: number): bigint {
  const units = parseDecimal(text, places);
  assert(units !== undefined, "a decimal constant is plain and fits its places");
  return units;
}

/** Prints `units` of 10^-places with all its places: 12345n, 2 gives "123.45". A number is a safe integer. */
export function formatDecimal(units: bigint | number, places: number): string {
  assert(typeof units === "bigint" || Number.isSafeInteger(units), "what is printed is whole");
  const sign = units < 0 ? "-" : "";
  const digits = (units < 0 ? -units : units).toString().padStart(places + 1, "0");
  if (places === 0) return sign + digits;
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** Like `formatDecimal`, without zeros at the end: for people. */
export function formatDecimalShort(units: bigint, places: number): string {
  const text = formatDecimal(units, places);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** numerator / denominator rounded to the nearest whole, halves away from zero: as Binance rounds commissions. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  assert(denominator > 0n, "the denominator is positive");
  if (denominator === 1n) return numerator;
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}

export function powerOfTen(places: number): bigint {
  return 10n ** BigInt(places);
}
