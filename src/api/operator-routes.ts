/**
 * POST and PATCH /api/v1/…: what an operator tells the session. Each answers how the session stands afterwards; what
 * takes time at the venue (cancels, flattening) goes on after the answer.
 */
import { Elysia } from "elysia";
import { z } from "zod";
import { instrumentKey } from "../domain/instrument.ts";
import type { OperatorCommand } from "../domain/operator.ts";
import type { OperatedSession } from "./operated-session.ts";
import { problem, Refused } from "./problems.ts";
import { sessionView, viewSession } from "./session-views.ts";

const killBody = z.strictObject({ reason: z.string().min(1).max(200).default("operator") }).optional();

const parametersBody = z.strictObject({
  /** May be left out when there is one instrument. */
  symbol: z.string().optional(),
  /** Those to change; the others stay as they are. */
  parameters: z.record(z.string(), z.unknown()),
});

const response = { 200: sessionView, 401: problem, 403: problem, 409: problem, 422: problem };
const detail = { security: [{ token: [] }], tags: ["operator"] };

/** Routes that only name what is told. */
const plain = {
  "/pause": ["pause", "Pulls quotes; nothing is placed until resume"],
  "/resume": ["resume", "Quotes again"],
  "/cancel-all": ["cancel_all", "Cancels everything of ours and pauses"],
  "/flatten": ["flatten", "Cancels everything, takes the position to its reference, and pauses"],
  "/reset-kill": ["reset_kill", "Takes the latch of a kill away and leaves quoting paused"],
} as const;

export function operatorRoutes(session: OperatedSession) {
  const tell = (command: OperatorCommand) => {
    const answer = session.operate(command);
    if (!answer.ok) throw new Refused(409, answer.reason, answer.message);
    return viewSession(session.status());
  };
  const app = new Elysia({ prefix: "/api/v1" });
  for (const [path, [kind, summary]] of Object.entries(plain))
    app.post(path, () => tell({ kind }), { response, detail: { ...detail, summary } });
  return app
    .post("/kill", ({ body }) => tell({ kind: "kill", reason: body?.reason ?? "operator" }), {
      body: killBody,
      response,
      detail: { ...detail, summary: "Cancels everything; latched on disk until reset-kill" },
    })
    .patch("/parameters", ({ body }) => tell(parametersCommand(session, body)), {
      body: parametersBody,
      response,
      detail: { ...detail, summary: "Changes parameters of a strategy, by its own schema" },
    });
}

/** @throws Refused when there is no such instrument, or the strategy would not take them. */
function parametersCommand(session: OperatedSession, body: z.infer<typeof parametersBody>): OperatorCommand {
  const { markets } = session.status();
  const symbols = markets.map(({ instrument }) => instrumentKey(instrument));
  const market = body.symbol === undefined && symbols.length === 1 ? 0 : symbols.indexOf(body.symbol ?? "");
  if (market === -1) throw new Refused(422, "unknown_symbol", `expected symbol to be one of ${symbols.join(", ")}`);
  const parameters = { ...markets[market]!.parameters, ...body.parameters };
  const parsed = session.parameterSchemas[market]!.safeParse(parameters);
  if (!parsed.success) {
    const message = `${markets[market]!.strategy} takes no such parameters`;
    throw new Refused(422, "bad_parameters", message, parsed.error.issues);
  }
  return { kind: "parameters", market, parameters };
}
