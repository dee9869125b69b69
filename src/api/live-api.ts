/**
 * The HTTP interface of a live session: how it stands for whoever may look, and for the operator what to tell it. What
 * it is told are inputs of the session like any other, journalled and replayed with the rest.
 *
 * It listens to nothing itself: a command puts it behind a socket, a test asks it directly.
 */
import { openapi } from "@elysiajs/openapi";
import { Elysia } from "elysia";
import { z } from "zod";
import { unreadyReasons } from "../ports/session-status.ts";
import { type CallerRules, checkCaller } from "./callers.ts";
import type { OperatedSession } from "./operated-session.ts";
import { operatorRoutes } from "./operator-routes.ts";
import { problemOf } from "./problems.ts";
import { sessionPage } from "./session-page.ts";
import { viewRoutes } from "./view-routes.ts";

/** Where the text that Prometheus scrapes comes from. */
export interface MetricsText {
  readonly contentType: string;
  text(): Promise<string>;
}

export interface LiveApiRules extends CallerRules {
  /** Told what threw in here that is no fault of the caller's. He hears 500; a session does not go on after a bug. */
  readonly onBug: (error: unknown) => void;
}

const health = z.strictObject({ alive: z.literal(true) });
const readiness = z.strictObject({ ready: z.boolean(), reasons: z.array(z.string()) });
/** The page runs nothing and fetches nothing. */
const pageHeaders = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
};

/** `handle` of what this gives answers a `Request`. */
export function liveApi(session: OperatedSession, metrics: MetricsText, rules: LiveApiRules) {
  return new Elysia()
    .onRequest(({ request }) => checkCaller(request, rules))
    .onError(({ code, error, set }) => {
      const { status, body } = problemOf(code, error);
      set.status = status;
      if (status === 500) rules.onBug(error);
      if (status === 401) set.headers["www-authenticate"] = "Bearer";
      return body;
    })
    .use(openapi({ provider: null, specPath: "/openapi.json", documentation, mapJsonSchema: { zod: jsonSchemaOf } }))
    .get("/health", () => ({ alive: true as const }), { response: health, detail: { summary: "It answers" } })
    .get(
      "/ready",
      ({ status }) => {
        const reasons = unreadyReasons(session.status());
        return status(reasons.length === 0 ? 200 : 503, { ready: reasons.length === 0, reasons });
      },
      { response: { 200: readiness, 503: readiness }, detail: { summary: "It can quote, or why it cannot" } },
    )
    .get(
      "/metrics",
      async () => new Response(await metrics.text(), { headers: { "Content-Type": metrics.contentType } }),
      { detail: { summary: "Metrics for Prometheus" } },
    )
    .get("/", () => new Response(sessionPage(session.status()), { headers: pageHeaders }), { detail: { hide: true } })
    .use(viewRoutes(session))
    .use(operatorRoutes(session));
}

const documentation = {
  info: {
    title: "Halfspread",
    version: "1",
    description: "A live session: how it stands, and what its operator may tell it.",
  },
  components: { securitySchemes: { token: { type: "http" as const, scheme: "bearer" } } },
};

function jsonSchemaOf(schema: z.ZodType) {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
}
