/**
 * What a connection asks for in its URL: `/ws/<stream>/<stream>` raw, `/stream?streams=<stream>/<stream>` wrapped, and the unit of time.
 * Clients open either without streams, or with a number in their place, and subscribe later.
 */
import { readTimeUnit, type TimeUnit } from "../time-unit.ts";

export interface StreamUrl {
  readonly isCombined: boolean;
  readonly unit: TimeUnit;
  readonly streams: readonly string[];
}

/** Undefined where no streams are. @param path, query percent-encoded, as sent. */
export function readStreamUrl(path: string, query: string): StreamUrl | undefined {
  const parameters = new URLSearchParams(query.replaceAll("+", "%2B"));
  const unit = readTimeUnit(parameters.get("timeUnit") ?? "") ?? "MILLISECOND";
  const raw = /^\/ws(?:\/(.*))?$/.exec(path);
  if (raw !== null) {
    const names = decoded(raw[1] ?? "");
    return names === undefined ? undefined : { isCombined: false, unit, streams: namesIn(names) };
  }
  if (!/^\/stream(\/\d*)?$/.test(path)) return undefined;
  return { isCombined: true, unit, streams: namesIn(parameters.get("streams") ?? "") };
}

function namesIn(text: string): string[] {
  return text.split("/").filter((name) => name !== "");
}

/** Undefined where percent signs stand wrong. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
