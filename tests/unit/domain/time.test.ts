// Goal: midnights and printed times are right for any Unix time, since files are cut by the one and read by the other.
// Method: against the calendar of Date, which counts milliseconds; the places below those by hand.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { formatUnixNs, midnightUnixNs, nsPerDay, nsPerMinute, nsPerMs, nsPerSecond } from "../../../src/domain/time.ts";

const unixNs = fc.bigInt({ min: -(10n ** 18n), max: 4n * 10n ** 18n });

test("time: any instant: its midnight is 00:00 of the same UTC day", () => {
  fc.assert(
    fc.property(unixNs, (instant) => {
      const midnight = midnightUnixNs(instant);
      expect(instant - midnight >= 0n && instant - midnight < BigInt(nsPerDay)).toBe(true);
      expect(midnightUnixNs(midnight)).toBe(midnight);
      const date = new Date(Number(midnight / BigInt(nsPerMs)));
      expect(date.toISOString()).toEndWith("T00:00:00.000Z");
    }),
  );
});

test("time: any instant since 1970: printed to the nanosecond", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 4n * 10n ** 18n }), (instant) => {
      const milliseconds = instant / BigInt(nsPerMs);
      const rest = (instant % BigInt(nsPerMs)).toString().padStart(6, "0");
      expect(formatUnixNs(instant)).toBe(`${new Date(Number(milliseconds)).toISOString().slice(0, -1)}${rest}Z`);
    }),
  );
  expect(formatUnixNs(1_723_161_253_937_085_768n)).toBe("2024-08-08T23:54:13.937085768Z");
});

test("time: units: each a whole number of the smaller one", () => {
  expect([nsPerSecond / nsPerMs, nsPerMinute / nsPerSecond, nsPerDay / nsPerMinute]).toEqual([1000, 60, 1440]);
});
