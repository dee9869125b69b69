/** How long a command or an answer travels, one way: always the same, drawn, or as it was measured at that time. */
import { exp, log } from "../src/base/math.ts";
import type { Random } from "../src/base/random.ts";
import { type DurationNs, nsPerMs, type TimeNs } from "../src/domain/time.ts";
import type { OneWayConfig } from "./latency-config.ts";
import { normalQuantile } from "./statistics/normal.ts";

/** A whole number of nanoseconds for what leaves at `nowNs`. A model that draws does so once a call. */
export type OneWay = (nowNs: TimeNs) => DurationNs;

/** @param random the stream of this way alone. */
export function oneWayOf(config: OneWayConfig, random: Random, epochUnixNs: bigint): OneWay {
  if (typeof config === "number") return constant(wholeNs(config));
  if ("logNormal" in config) return logNormal(config.logNormal, random);
  if ("quantiles" in config) {
    const quantiles = curveOf(config.quantiles.map(([share, ms]) => [share, ms]));
    return () => wholeNs(quantiles(random.unit()));
  }
  const recorded = curveOf(config.recorded.map(([time, ms]) => [timeNsOf(time, epochUnixNs), ms]));
  return (nowNs) => wholeNs(recorded(nowNs));
}

function constant(ns: DurationNs): OneWay {
  return () => ns;
}

/** The logarithm is normal around that of the median; what falls outside the bounds is put on them. */
function logNormal(
  { median, sigma, min, max }: { median: number; sigma: number; min: number; max: number },
  random: Random,
): OneWay {
  const mu = log(median);
  return () => wholeNs(Math.min(Math.max(exp(mu + sigma * normalQuantile(random.unit())), min), max));
}

/** Straight lines between points whose x rise; flat before the first and behind the last. */
function curveOf(points: readonly (readonly [x: number, y: number])[]): (x: number) => number {
  return (x) => {
    let low = 0;
    let high = points.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (points[middle]![0] <= x) low = middle + 1;
      else high = middle;
    }
    const [before, after] = [points[low - 1], points[low]];
    if (before === undefined) return after![1];
    if (after === undefined) return before[1];
    return before[1] + ((after[1] - before[1]) * (x - before[0])) / (after[0] - before[0]);
  };
}

function timeNsOf(time: string, epochUnixNs: bigint): TimeNs {
  return Number(BigInt(Date.parse(time)) * BigInt(nsPerMs) - epochUnixNs);
}

function wholeNs(ms: number): DurationNs {
  return Math.round(ms * nsPerMs);
}
