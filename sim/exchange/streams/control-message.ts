/**
 * Control messages: what a client may ask of its connection, and what it is told when it asks wrongly.
 *
 * Source: Binance Spot, WebSocket streams, "Live Subscribing/Unsubscribing" for methods and texts. That errors come inside `error`, and
 * that a message that is no valid request ends the connection, is how the venue answers, though the page shows neither.
 */
import { idText, JsonNumber } from "../request-id.ts";
import { JsonError, JsonReader, type JsonValue } from "./json-reader.ts";

const methods = ["SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY", "GET_PROPERTY"] as const;
type Method = (typeof methods)[number];

export type Control =
  | { readonly method: "SUBSCRIBE" | "UNSUBSCRIBE"; readonly id: string; readonly streams: readonly string[] }
  | { readonly method: "LIST_SUBSCRIPTIONS"; readonly id: string }
  | { readonly method: "SET_PROPERTY"; readonly id: string; readonly isCombined: boolean }
  | { readonly method: "GET_PROPERTY"; readonly id: string };

/** Why a message was not done. */
export class ControlError {
  constructor(
    readonly code: 0 | 1 | 2 | 3 | 4,
    readonly message: string,
    /** As it is printed; undefined where none could be read. */
    readonly id: string | undefined,
  ) {}

  /** Whether the connection ends: the message was no request at all. */
  get isFatal(): boolean {
    return this.code === 2 || this.code === 3;
  }
  get text(): string {
    const id = this.id === undefined ? "" : `,"id":${this.id}`;
    return `{"error":{"code":${this.code},"msg":${JSON.stringify(this.message)}}${id}}`;
  }
}

/** What may be in a request, before it is known whether it makes sense. */
interface Draft {
  method: Method | undefined;
  params: readonly JsonValue[] | undefined;
  id: JsonValue | undefined;
}

/** Names that no stream has are kept, too: what is kept has to be bounded. */
const streamLengthMax = 128;
/** Names of streams are what a symbol and a kind can be made of, in any script; whether they exist is not looked at. */
const streamName = /^!?[\p{L}\p{N}][\p{L}\p{N}_]*(@[\p{L}\p{N}_+:.-]+)*$/u;

/** Ids come out as JSON text, as they were written. */
export function readControl(text: string): Control | ControlError {
  const draft = readDraft(text);
  if (draft instanceof JsonError)
    return draft.isData
      ? new ControlError(2, `Invalid request: ${draft.text}`, undefined)
      : new ControlError(3, `Invalid JSON: ${draft.text}`, undefined);
  const id = idText(draft.id);
  if (id === undefined) return invalid("request ID must be an unsigned integer", undefined);
  return controlOf(draft.method!, draft.params, id);
}

/** Whether the venue would take a name, existing or not. */
function isStreamName(name: JsonValue): name is string {
  return typeof name === "string" && name.length <= streamLengthMax && streamName.test(name);
}

function readDraft(text: string): Draft | JsonError {
  const reader = new JsonReader(text);
  const draft: Draft = { method: undefined, params: undefined, id: undefined };
  try {
    if (reader.peek() !== "{") {
      const value = reader.value();
      throw reader.refuse(`invalid type: ${kindOf(value)}, expected struct Request`);
    }
    reader.object((name) => readField(reader, draft, name));
    if (draft.method === undefined) throw reader.refuse("missing field `method`");
    reader.end();
    return draft;
  } catch (fault) {
    if (fault instanceof JsonError) return fault;
    throw fault;
  }
}

function readField(reader: JsonReader, draft: Draft, name: string): void {
  if (name !== "method" && name !== "params" && name !== "id") {
    reader.value();
    return;
  }
  if (draft[name] !== undefined) throw reader.refuse(`duplicate field \`${name}\``);
  if (name === "method") draft.method = readMethod(reader);
  else if (name === "params") draft.params = readParams(reader);
  else draft.id = reader.value();
}

function readMethod(reader: JsonReader): Method {
  if (reader.peek() !== '"') throw reader.unexpected();
  const text = reader.string();
  const method = methods.find((known) => known === text);
  const expected = methods.map((known) => `\`${known}\``).join(", ");
  if (method === undefined) throw reader.refuse(`unknown variant \`${text}\`, expected one of ${expected}`);
  return method;
}

function readParams(reader: JsonReader): readonly JsonValue[] | undefined {
  const value = reader.value();
  if (value === null) return undefined;
  if (Array.isArray(value)) return value;
  throw reader.refuse(`invalid type: ${kindOf(value)}, expected a sequence`);
}

function controlOf(method: Method, params: readonly JsonValue[] = [], id: string): Control | ControlError {
  if (method === "SUBSCRIBE" || method === "UNSUBSCRIBE") {
    if (!params.every(isStreamName)) return invalid("invalid stream", id);
    return { method, id, streams: params as readonly string[] };
  }
  if (method === "LIST_SUBSCRIPTIONS") return params.length > 0 ? invalid("too many parameters", id) : { method, id };
  return propertyOf(method, params, id);
}

function propertyOf(
  method: "SET_PROPERTY" | "GET_PROPERTY",
  params: readonly JsonValue[],
  id: string,
): Control | ControlError {
  const [name, value] = params;
  if (typeof name !== "string") return invalid("property name must be a string", id);
  if (params.length > (method === "SET_PROPERTY" ? 2 : 1)) return invalid("too many parameters", id);
  if (name !== "combined") return new ControlError(0, "Unknown property", id);
  if (method === "GET_PROPERTY") return { method, id };
  if (typeof value !== "boolean") return new ControlError(1, "Invalid value type: expected Boolean", id);
  return { method, id, isCombined: value };
}

function invalid(message: string, id: string | undefined): ControlError {
  return new ControlError(2, `Invalid request: ${message}`, id);
}

/** A value as a message names it. */
function kindOf(value: JsonValue): string {
  if (value === null) return "null";
  if (typeof value === "string") return `string ${JSON.stringify(value)}`;
  if (typeof value === "boolean") return `boolean \`${value}\``;
  if (Array.isArray(value)) return "sequence";
  if (!(value instanceof JsonNumber)) return "map";
  return /[.eE]/.test(value.text) ? `floating point \`${value.text}\`` : `integer \`${value.text}\``;
}
