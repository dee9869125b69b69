/**
 * Times as Binance gives them: Unix milliseconds, or microseconds where a stream was opened with
 * `timeUnit=MICROSECOND`.
 */
import { nsPerMs, type TimeNs } from "../../domain/time.ts";

const millisecondsMin = 1e12;
/** Below it a time is in milliseconds. */
export const microsecondsMin = 1e15;
const microsecondsMax = 1e16;

/** Whether it is one of the two: 13 digits or 16, in this century. */
export function isVenueTime(value: number): boolean {
  return Number.isInteger(value) && value >= millisecondsMin && value < microsecondsMax;
}

/** @param epochMs Unix milliseconds from which the result counts. */
export function venueTimeNs(value: number, epochMs: number): TimeNs {
  return value < microsecondsMin ? (value - epochMs) * nsPerMs : (value - epochMs * 1000) * 1000;
}
