/** Errors of HTTP interfaces: a status, and `{error, message, details}` as JSON, whatever went wrong. */
import { z } from "zod";
import { InputError } from "../base/input-error.ts";

export const problem = z.strictObject({
  /** snake_case, for programs. */
  error: z.string(),
  message: z.string(),
  details: z.array(z.unknown()),
});
export type Problem = z.infer<typeof problem>;

/** An error of the one who calls. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
    readonly details: readonly unknown[] = [],
  ) {
    super(message);
  }
}

/** What is answered to an error, as Elysia's `onError` has it. Of one that is ours nothing is told. */
export function problemOf(code: string | number, thrown: unknown): { status: number; body: Problem } {
  if (thrown instanceof Refused) return answer(thrown.status, thrown.reason, thrown.message, thrown.details);
  if (thrown instanceof InputError) return answer(400, "bad_input", thrown.message);
  if (code === "VALIDATION" && !isOurs(thrown))
    return answer(422, "bad_request", "the request is not as described", issuesOf(thrown));
  if (code === "PARSE") return answer(400, "bad_json", "the body is no JSON");
  if (code === "NOT_FOUND") return answer(404, "not_found", "there is no such route");
  return answer(500, "internal", "an unexpected error");
}

function answer(status: number, error: string, message: string, details: readonly unknown[] = []) {
  return { status, body: { error, message, details: [...details] } };
}

/** An answer that is not as described is no fault of the caller's. */
function isOurs(thrown: unknown): boolean {
  return (thrown as { type?: string }).type === "response";
}

function issuesOf(thrown: unknown): readonly unknown[] {
  return (thrown as { all?: readonly unknown[] }).all ?? [];
}
