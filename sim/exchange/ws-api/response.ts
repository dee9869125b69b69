/** Answers of the WebSocket API as JSON text. Source: Spot API, web-socket-api.md, response format and rate limits. */
import type { ApiAnswer } from "../api/api.ts";
import type { Json } from "../api/json.ts";
import type { LimitCount } from "../api/rate-limits.ts";
import { type TimeUnit, timeIn } from "../time-unit.ts";

/** @param id as JSON text. @param limits what to say of limits; undefined to say nothing. */
export function responseText(
  id: string,
  { status, body, refusal, retryAtUs }: ApiAnswer,
  limits: readonly LimitCount[] | undefined,
  nowUs: number,
  unit: TimeUnit,
): string {
  const content = refusal === undefined ? { result: body } : { error: errorOf(body, retryAtUs, nowUs, unit) };
  const fields = JSON.stringify({ status, ...content, rateLimits: limits });
  return `{"id":${id},${fields.slice(1)}`;
}

/** When to try again stands in the error, since there are no headers, unless it has something else to say. */
function errorOf(error: Json, retryAtUs: number | undefined, nowUs: number, unit: TimeUnit): object {
  const { code, msg, data } = error as { readonly code: number; readonly msg: string; readonly data?: Json };
  if (data !== undefined || retryAtUs === undefined) return { code, msg, data };
  return { code, msg, data: { serverTime: timeIn(unit, nowUs), retryAfter: timeIn(unit, retryAtUs) } };
}
