/**
 * When a signed request is taken: neither too old for its window nor from the future. Source: Binance Spot API, timing security.
 *
 * The venue looks again before the engine; here no time passes between the looks.
 */
import { type Refusal, requestRefusals } from "../errors.ts";
import { secondUs } from "../time-unit.ts";
import type { Parameters } from "./parameters.ts";

const windowUsUsual = 5 * secondUs;
const windowMsMax = 60_000;
const aheadUs = secondUs;
/** 2017-01-01: no such venue before. */
const timestampUsMin = 1_483_228_800_000_000;
/** Further ahead, a timestamp is no timestamp. */
const aheadUsMax = 10 * secondUs;

export interface Timing {
  readonly timestampUs: number;
  readonly windowUs: number;
}

/** Reads `timestamp` and `recvWindow`. */
export function readTiming(parameters: Parameters): Timing {
  const windowUs = parameters.windowUs("recvWindow") ?? windowUsUsual;
  if (windowUs > windowMsMax * 1000) parameters.refuse(requestRefusals.tooLarge("recvWindow", windowMsMax));
  parameters.required("timestamp");
  return { timestampUs: parameters.timeUs("timestamp") ?? 0, windowUs };
}

/** Why a request with that timing is refused at `nowUs`, or undefined. */
export function checkTiming({ timestampUs, windowUs }: Timing, nowUs: number): Refusal | undefined {
  // The documentation says that such values are rejected, not with what: they are like any value out of bounds.
  if (timestampUs < timestampUsMin || timestampUs > nowUs + aheadUsMax) return requestRefusals.invalid("timestamp");
  if (timestampUs >= nowUs + aheadUs) return requestRefusals.tooEarly;
  return nowUs - timestampUs > windowUs ? requestRefusals.tooLate : undefined;
}
