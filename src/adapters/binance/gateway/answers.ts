/**
 * Answers of the venue, whichever interface they came from: a result, an error of the venue's, or none, and then nobody
 * knows whether what was asked for has been done.
 */
import { z } from "zod";
import type { DurationNs } from "../../../domain/time.ts";
import { isFields, isNumber } from "./json-fields.ts";
import { rateLimitIntervals, rateLimitKinds, type ToldCount } from "./rate-budget.ts";

export interface VenueError {
  /** Of HTTP; the WebSocket API has the same. */
  readonly status: number;
  /** Undefined where what answered was not the venue's API: a gateway before it, with a page. */
  readonly code: number | undefined;
  readonly message: string;
  /** How long to ask for nothing; undefined where it is not said. */
  readonly retryAfterNs: DurationNs | undefined;
}

export type Answer =
  | { readonly kind: "result"; readonly result: unknown }
  | { readonly kind: "error"; readonly error: VenueError }
  /** `neverArrived`: it was certainly not done. */
  | { readonly kind: "lost"; readonly why: string; readonly neverArrived: boolean }
  /** Not sent. */
  | { readonly kind: "withheld"; readonly reason: "rate_limited" | "venue_down" };

const errorBody = z.object({ code: z.number(), msg: z.string() });

/** Of an error's body or field; a status alone where it is no error of the API's. */
export function venueError(status: number, body: unknown, retryAfterNs: DurationNs | undefined): VenueError {
  const parsed = errorBody.safeParse(body);
  const { code, msg } = parsed.success ? parsed.data : { code: undefined, msg: `status ${status}` };
  return { status, code, message: msg, retryAfterNs };
}

/** `rateLimits` of an answer, which comes with every one; limits that we do not know are left out. */
export function toldCounts(rateLimits: unknown): ToldCount[] {
  if (!Array.isArray(rateLimits)) return [];
  const told: ToldCount[] = [];
  for (const line of rateLimits as readonly unknown[]) {
    if (!isFields(line)) continue;
    const { rateLimitType, interval, intervalNum, count } = line;
    const kind = rateLimitKinds.find((one) => one === rateLimitType);
    const unit = rateLimitIntervals.find((one) => one === interval);
    if (kind === undefined || unit === undefined || !isNumber(intervalNum) || !isNumber(count)) continue;
    told.push({ kind, interval: unit, intervalsCount: intervalNum, count });
  }
  return told;
}

// The text of a number is in ES2025 (JSON.parse source text access), and not yet in the types.
const parse: (
  text: string,
  revive: (name: string, value: unknown, context?: { readonly source?: string }) => unknown,
) => unknown = JSON.parse;

/** A whole number that a double may not hold; reading the text of each number takes several times as long. */
const longNumber = /[:,[]\s*-?(?:\d{17,}|9\d{15})/;

/** JSON with whole numbers beyond 2^53, which ids reach, kept as text; undefined for what is no JSON. */
export function readJson(text: string): unknown {
  try {
    return longNumber.test(text) ? parse(text, keepDigits) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function keepDigits(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const digits = context?.source ?? "";
  return /^-?\d+$/.test(digits) ? digits : value;
}
