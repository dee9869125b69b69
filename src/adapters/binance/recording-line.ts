/**
 * One line of a recording, `<local time> <json>`: where the JSON begins, and the time in the unit that its digits tell.
 *
 * Unix time has 10 digits of seconds from 2001 to 2286; so 19 digits are nanoseconds and 16 microseconds.
 */
export type LineUnit = "ns" | "us";

export interface LineStart {
  readonly unit: LineUnit;
  readonly unixSeconds: number;
  /** Nanoseconds within the second. */
  readonly ns: number;
  /** Where the JSON begins. */
  readonly jsonAt: number;
}

/** Text that is no line of a recording: the file is torn there. */
export const notLine = "does not begin with a time; expected `<local ns or us> <json>`";

const secondsDigits = 10;
const digitsOf = { ns: 19, us: 16 } as const;
const space = 32;
const zero = 48;

/** Reads the time at the start of the line in `bytes[from, to)`; in words what is wrong with it otherwise. */
export function readLineStart(bytes: Uint8Array, from: number, to: number): LineStart | string {
  let at = from;
  while (at < to && bytes[at]! >= zero && bytes[at]! <= zero + 9) at++;
  const digitsCount = at - from;
  if (digitsCount === 0 || bytes[at] !== space) return notLine;
  const unit = digitsCount === digitsOf.ns ? "ns" : digitsCount === digitsOf.us ? "us" : undefined;
  if (unit === undefined)
    return `the time has ${digitsCount} digits; expected Unix nanoseconds (19) or microseconds (16)`;
  const unixSeconds = number(bytes, from, from + secondsDigits);
  const ns = number(bytes, from + secondsDigits, at) * (unit === "ns" ? 1 : 1000);
  return { unit, unixSeconds, ns, jsonAt: at + 1 };
}

function number(digits: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + digits[at]! - zero;
  return value;
}
