/**
 * Parameters of an HTTP request: of its query, and but for GET of its body, as a form. If both have one, the query's counts. What was signed
 * is both of them as they were sent, without the signature: nothing is decoded and printed again.
 */
import { Parameters } from "../api/parameters.ts";
import { type Refusal, requestRefusals } from "../errors.ts";
import type { HttpRequest } from "../transport.ts";

const signaturePrefix = "signature=";

/** A refusal for text that cannot be decoded, and for a parameter that is there twice. */
export function parametersOf({ method, query, body }: HttpRequest): Parameters | Refusal {
  const sent = new Map<string, string>();
  const refusal = addPairs(sent, query);
  if (refusal !== undefined) return refusal;
  if (method === "GET" || body === "") return new Parameters(sent);
  const ofBody = new Map<string, string>();
  const refusalOfBody = addPairs(ofBody, body);
  if (refusalOfBody !== undefined) return refusalOfBody;
  for (const [name, value] of sent) ofBody.set(name, value);
  return new Parameters(ofBody);
}

/** What the signature is of: query and body, one after the other. */
export function signedPayload({ method, query, body }: HttpRequest): string {
  return unsigned(query) + (method === "GET" ? "" : unsigned(body));
}

/** Without the signature's pair, and without the ampersand that joined it. A second one would have been refused. */
function unsigned(text: string): string {
  const start = text.startsWith(signaturePrefix) ? 0 : text.indexOf(`&${signaturePrefix}`);
  if (start < 0) return text;
  const end = text.indexOf("&", start + 1);
  if (end < 0) return text.slice(0, start);
  return text.slice(0, start) + text.slice(start === 0 ? end + 1 : end);
}

function addPairs(sent: Map<string, string>, text: string): Refusal | undefined {
  for (let start = 0; start < text.length; ) {
    const ampersand = text.indexOf("&", start);
    const end = ampersand < 0 ? text.length : ampersand;
    const refusal = end > start ? addPair(sent, text.slice(start, end)) : undefined;
    if (refusal !== undefined) return refusal;
    start = end + 1;
  }
  return undefined;
}

function addPair(sent: Map<string, string>, pair: string): Refusal | undefined {
  const equals = pair.indexOf("=");
  const name = decoded(equals < 0 ? pair : pair.slice(0, equals));
  const value = decoded(equals < 0 ? "" : pair.slice(equals + 1));
  if (name === undefined || value === undefined) return requestRefusals.illegal;
  if (sent.has(name)) return requestRefusals.duplicate;
  sent.set(name, value);
  return undefined;
}

/** Undefined for what is no percent-encoded UTF-8. */
function decoded(text: string): string | undefined {
  if (!text.includes("%") && !text.includes("+")) return text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
