/**
 * A frame of the WebSocket API read: id, method, parameters as text, and what was signed.
 *
 * Numbers stay as they were written: an id is echoed digit by digit, and signatures are over the text that was sent. What is no request is
 * refused with -1135. Source: Spot API, web-socket-api.md, request format; texts as clients log them.
 */
import { type Refusal, requestRefusals, socketRefusals } from "../errors.ts";
import { idText, JsonNumber } from "../request-id.ts";

export interface SocketRequest {
  /** As JSON text. */
  readonly id: string;
  readonly method: string;
  /** Without `returnRateLimits`, which is said to the connection. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly returnRateLimits: boolean | undefined;
  /** What a signature of this request is of. */
  payload(): string;
}

/** No request. The id is null where none could be read. */
export class BadRequest {
  constructor(
    readonly id: string,
    readonly refusal: Refusal,
  ) {}
}

// The text of a number is in ES2025 (JSON.parse source text access), and not yet in the types.
const parse: (
  text: string,
  revive: (name: string, value: unknown, context?: { readonly source?: string }) => unknown,
) => unknown = JSON.parse;

export function readRequest(frame: string): SocketRequest | BadRequest {
  const document = readJson(frame);
  if (!isObject(document)) return new BadRequest("null", socketRefusals.badJson);
  const id = idText(document.id);
  if (id === undefined) return new BadRequest("null", socketRefusals.badId);
  const { method, params = {} } = document;
  if (typeof method !== "string") return new BadRequest(id, socketRefusals.badMethod);
  if (!isObject(params)) return new BadRequest(id, socketRefusals.badParams);
  const { returnRateLimits } = params;
  if (returnRateLimits !== undefined && typeof returnRateLimits !== "boolean")
    return new BadRequest(id, requestRefusals.invalid("returnRateLimits"));
  const parameters = new Map<string, string>();
  for (const name of Object.keys(params)) if (name !== "returnRateLimits") parameters.set(name, textOf(params[name]));
  return {
    id,
    method: method.startsWith("v3/") ? method.slice(3) : method,
    parameters,
    returnRateLimits,
    payload: () => signedText(params),
  };
}

/** Every parameter but the signature, by name: neither escaped nor quoted. */
function signedText(params: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(params).filter((name) => name !== "signature");
  return names
    .sort()
    .map((name) => `${name}=${textOf(params[name])}`)
    .join("&");
}

function readJson(frame: string): unknown {
  try {
    return parse(frame, (_, value, context) =>
      typeof value === "number" ? new JsonNumber(context?.source ?? String(value)) : value,
    );
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
}

/** A parameter as REST would have it: lists and objects as JSON, and null as nothing. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null) return "";
  return value instanceof JsonNumber
    ? value.text
    : JSON.stringify(value, (_, inner: unknown) => (inner instanceof JsonNumber ? Number(inner.text) : inner));
}
