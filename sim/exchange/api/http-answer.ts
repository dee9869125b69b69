/** Answers as HTTP has them: what REST says, and refusals of what reaches no operation (a fault's, a WebSocket that is not opened). */
import type { Refusal } from "../errors.ts";
import { secondUs } from "../time-unit.ts";
import type { HttpAnswer } from "../transport.ts";
import { type ApiAnswer, answerOf } from "./api.ts";

export type Header = readonly [name: string, value: string];

/** @param headers besides those that every answer has. */
export function httpAnswer(
  nowUs: number,
  { status, body, retryAtUs }: ApiAnswer,
  headers: readonly Header[] = [],
): HttpAnswer {
  const all: Header[] = [["Content-Type", "application/json;charset=UTF-8"], ...headers];
  if (retryAtUs !== undefined) all.push(["Retry-After", `${Math.ceil((retryAtUs - nowUs) / secondUs)}`]);
  return { status, headers: all, body: JSON.stringify(body) };
}

export function httpRefusal(nowUs: number, refusal: Refusal): HttpAnswer {
  return httpAnswer(nowUs, answerOf(refusal));
}
