/**
 * What a JSON value is, by hand: for those few messages that come between any two decisions. A schema takes tens of
 * times as long for them, and leaves less of what the next decision needs in the processor's caches.
 */

/** An object whose fields nobody has looked at. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

/** A finite one: JSON can say 1e999. */
export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

export function isTextOrNone(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}

/** As the venue leaves out what it has not, or says null. */
export function isTextOrNothing(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === "string";
}

/** Ids are numbers, or text where they pass 2^53. */
export function isVenueId(value: unknown): value is number | string {
  return isNumber(value) || typeof value === "string";
}

export function isDecimal(value: unknown): value is string {
  return typeof value === "string" && decimalForm.test(value);
}

const decimalForm = /^-?\d+(\.\d+)?$/;
