/** The unit in which a client wants its times printed: milliseconds, unless it asks for microseconds. */

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
