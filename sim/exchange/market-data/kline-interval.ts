/**
 * The intervals of klines and where they begin, in any time zone: weeks on Monday, months on the first, three days counted from 1970.
 * Source: Binance Spot API, klines.
 */
import { assert } from "../../../src/base/assert.ts";
import { dayUs, hourUs, minuteUs, secondUs } from "../time-unit.ts";

const withinDay = ["1s", "1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h"] as const;
const longer = ["1d", "3d", "1w", "1M"] as const;
export const klineIntervals = [...withinDay, ...longer] as const;
export type KlineInterval = (typeof klineIntervals)[number];

const unitUs: Record<string, number> = { s: secondUs, m: minuteUs, h: hourUs, d: dayUs, w: 7 * dayUs };
/** 1970 began on a Thursday. */
const firstMondayUs = 4 * dayUs;

/** When the interval that a time lies in began. @param offsetUs how far the time zone is ahead of UTC. */
export function intervalStartUs(interval: KlineInterval, offsetUs: number, timeUs: number): number {
  const localUs = timeUs + offsetUs;
  if (interval === "1M") return monthStartUs(localUs, 0) - offsetUs;
  const lengthUs = lengthOf(interval);
  const originUs = interval === "1w" ? firstMondayUs : 0;
  return Math.floor((localUs - originUs) / lengthUs) * lengthUs + originUs - offsetUs;
}

/** The first moment after an interval that begins at `startUs`. */
export function intervalEndUs(interval: KlineInterval, offsetUs: number, startUs: number): number {
  if (interval === "1M") return monthStartUs(startUs + offsetUs, 1) - offsetUs;
  return startUs + lengthOf(interval);
}

/** "8", "-1:00", "05:45": how far ahead of UTC, within -12:00 and +14:00; undefined for anything else. */
export function readTimeZone(text: string): number | undefined {
  const match = /^([+-]?)(\d{1,2})(?::([0-5]\d))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, hours = "", minutes = "0"] = match;
  const offsetUs = (Number(hours) * 60 + Number(minutes)) * minuteUs * (sign === "-" ? -1 : 1);
  return offsetUs >= -12 * hourUs && offsetUs <= 14 * hourUs ? offsetUs + 0 : undefined;
}

function lengthOf(interval: KlineInterval): number {
  const length = unitUs[interval.slice(-1)];
  assert(length !== undefined, "an interval ends with its unit");
  return Number(interval.slice(0, -1)) * length;
}

function monthStartUs(localUs: number, monthsLater: number): number {
  const date = new Date(Math.floor(localUs / 1000));
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + monthsLater, 1) * 1000;
}
