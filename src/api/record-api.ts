/** The HTTP interface of a recorder: that it runs, and its metrics. Nothing can be changed from here. */
import { Elysia } from "elysia";
import { checkCaller } from "./callers.ts";
import type { LiveApiRules, MetricsText } from "./live-api.ts";
import { problemOf } from "./problems.ts";

/** `handle` of what this gives answers a `Request`. */
export function recordApi(metrics: MetricsText, { loopback, onBug }: Pick<LiveApiRules, "loopback" | "onBug">) {
  return new Elysia()
    .onRequest(({ request }) => checkCaller(request, { token: undefined, loopback }))
    .onError(({ code, error, set }) => {
      const { status, body } = problemOf(code, error);
      set.status = status;
      if (status === 500) onBug(error);
      return body;
    })
    .get("/health", () => ({ alive: true }))
    .get(
      "/metrics",
      async () => new Response(await metrics.text(), { headers: { "Content-Type": metrics.contentType } }),
    );
}
