/**
 * Frames of a stream connection that do not begin with the name of a stream we asked for: answers to SUBSCRIBE, what
 * the server says of itself, streams whose envelope is printed in another way, and whatever it may say one day.
 */
import { parseObject } from "../decode.ts";

export type ControlFrame =
  | { readonly kind: "confirmed"; readonly id: number }
  | { readonly kind: "refused"; readonly detail: string }
  /** The server will soon go. */
  | { readonly kind: "shutdown" }
  /** Asked for or not. */
  | { readonly kind: "stream"; readonly name: string }
  | { readonly kind: "unknown" }
  | { readonly kind: "bad" };

const detailLengthMax = 200;

export function readControlFrame(text: string): ControlFrame {
  const frame = parseObject(text);
  if (frame === undefined) return { kind: "bad" };
  if (isShutdown(frame)) return { kind: "shutdown" };
  const error = "error" in frame ? frame.error : "code" in frame && "msg" in frame ? frame : undefined;
  if (error !== undefined) return { kind: "refused", detail: JSON.stringify(error).slice(0, detailLengthMax) };
  if (frame.result === null && typeof frame.id === "number") return { kind: "confirmed", id: frame.id };
  if (typeof frame.stream === "string" && "data" in frame) return { kind: "stream", name: frame.stream };
  return { kind: "unknown" };
}

/** Bare, or in the envelope of a combined stream. */
function isShutdown(frame: Record<string, unknown>): boolean {
  if (frame.e === "serverShutdown" || frame.stream === "!serverShutdown") return true;
  const { data } = frame;
  return typeof data === "object" && data !== null && "e" in data && data.e === "serverShutdown";
}
