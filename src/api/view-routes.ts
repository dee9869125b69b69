/** GET /api/v1/…: how the session stands, each answer taken at one moment. */
import { Elysia } from "elysia";
import { z } from "zod";
import {
  bookView,
  pnlView,
  positionsView,
  quotesView,
  riskView,
  viewBook,
  viewPnl,
  viewPositions,
  viewQuotes,
  viewRisk,
} from "./market-views.ts";
import type { OperatedSession } from "./operated-session.ts";
import { fillsView, ordersView, sessionView, viewFills, viewOrders, viewSession } from "./session-views.ts";

const fillsCountDefault = 100;
const fillsCountMax = 1000;
const fillsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(fillsCountMax).default(fillsCountDefault),
});

export function viewRoutes(session: OperatedSession) {
  return new Elysia({ prefix: "/api/v1", tags: ["state"] })
    .get("/session", () => viewSession(session.status()), { response: sessionView })
    .get("/positions", () => viewPositions(session.status()), { response: positionsView })
    .get("/orders", () => viewOrders(session.status()), { response: ordersView })
    .get("/fills", ({ query }) => viewFills(session.status(), session.fills(query.limit)), {
      query: fillsQuery,
      response: fillsView,
    })
    .get("/pnl", () => viewPnl(session.status()), { response: pnlView })
    .get("/book", () => viewBook(session.status()), { response: bookView })
    .get("/quotes", () => viewQuotes(session.status()), { response: quotesView })
    .get("/risk", () => viewRisk(session.status()), { response: riskView })
    .get("/config", () => ({ config: session.config }), { response: z.strictObject({ config: z.unknown() }) });
}
