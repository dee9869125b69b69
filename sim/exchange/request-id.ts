/**
 * The id of a request over a WebSocket, which its answer echoes as it was written: digits beyond what a double holds, and numbers are not
 * strings. Source: Spot API, request format of the WebSocket API and of market streams; both have the same.
 */

/** A JSON number with the text it had. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

const longMin = -(2n ** 63n);
const longMax = 2n ** 63n - 1n;

/** As JSON text; undefined for what is no id. The 36 characters are those of a UUID, so hyphens and underscores pass. */
export function idText(id: unknown): string | undefined {
  if (id === null) return "null";
  if (typeof id === "string") return /^[\w-]{1,36}$/.test(id) ? `"${id}"` : undefined;
  if (!(id instanceof JsonNumber) || !/^(?:0|-?[1-9]\d{0,18})$/.test(id.text)) return undefined;
  const number = BigInt(id.text);
  return number >= longMin && number <= longMax ? id.text : undefined;
}
