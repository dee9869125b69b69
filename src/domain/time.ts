/**
 * A TimeNs counts whole nanoseconds from the run's own epoch. Counted that way it stays an exact JS number for 104 days
 * (2^53 ns); nanoseconds since 1970 already do not, and bigint is 4 to 60 times slower here.
 *
 * The epoch itself is a bigint of Unix nanoseconds and lives at the edges: files, database, logs. It is a UTC midnight.
 */
export type TimeNs = number & { readonly unit?: "ns since the run's epoch" };
export type DurationNs = number & { readonly unit?: "ns" };

export const nsPerUs = 1_000;
export const nsPerMs = 1_000_000;
export const nsPerSecond = 1_000_000_000;
export const nsPerMinute = 60 * nsPerSecond;
export const nsPerHour = 60 * nsPerMinute;
export const nsPerDay = 86_400 * nsPerSecond;

/** The UTC midnight at or before a Unix time. */
export function midnightUnixNs(unixNs: bigint): bigint {
  const dayNs = BigInt(nsPerDay);
  return unixNs - (((unixNs % dayNs) + dayNs) % dayNs);
}

/** Unix nanoseconds as ISO 8601 with all nine places: 2024-08-08T23:54:13.937085768Z. */
export function formatUnixNs(unixNs: bigint): string {
  const seconds = unixNs / 1_000_000_000n;
  const places = (unixNs % 1_000_000_000n).toString().padStart(9, "0");
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${places}Z`;
}
