/** Lengths of time in microseconds, in which the exchange counts; and the unit in which a client wants times printed. */

export const secondUs = 1_000_000;
export const minuteUs = 60 * secondUs;
export const hourUs = 60 * minuteUs;
export const dayUs = 24 * hourUs;

/** Milliseconds, unless a client asks for microseconds. */
export type TimeUnit = "MILLISECOND" | "MICROSECOND";

/** What a header or query says; undefined when it says something else. Source: Spot API, general information. */
export function readTimeUnit(text: string): TimeUnit | undefined {
  if (text === "MICROSECOND" || text === "microsecond") return "MICROSECOND";
  return text === "MILLISECOND" || text === "millisecond" ? "MILLISECOND" : undefined;
}

/** A time in the unit; what is less than a millisecond is cut off. */
export function timeIn(unit: TimeUnit, timeUs: number): number {
  return unit === "MICROSECOND" ? timeUs : Math.floor(timeUs / 1000);
}
