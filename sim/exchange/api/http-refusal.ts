/** A refusal as an HTTP answer of its own: of a request that reached no operation, or of a WebSocket that is not opened. */
import { LimitRefusal, type Refusal } from "../errors.ts";
import type { HttpAnswer } from "../transport.ts";

export function httpRefusal(nowUs: number, refusal: Refusal): HttpAnswer {
  const { code, message, status } = refusal;
  const headers: [name: string, value: string][] = [["Content-Type", "application/json;charset=UTF-8"]];
  if (refusal instanceof LimitRefusal)
    headers.push(["Retry-After", String(Math.ceil((refusal.retryAtUs - nowUs) / 1_000_000))]);
  return { status, headers, body: JSON.stringify({ code, msg: message }) };
}
