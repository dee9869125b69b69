/** The HTTP interface of a live session on a real socket. */
import type { Server } from "bun";
import { liveApi, type MetricsText } from "../api/live-api.ts";
import type { OperatedSession } from "../api/operated-session.ts";
import { type HttpDoorSettings, isLoopback, openHttpDoor } from "./http-door.ts";

export interface LiveDoorSettings extends HttpDoorSettings {
  /** Without one nothing can be changed from here. */
  readonly token: string | undefined;
  /** As the interface has it. */
  readonly onBug: (error: unknown) => void;
}

/** @throws InputError when nobody can listen there. */
export function openLiveDoor(
  session: OperatedSession,
  metrics: MetricsText,
  settings: LiveDoorSettings,
): Server<undefined> {
  const { host, token, onBug } = settings;
  const api = liveApi(session, metrics, { token, loopback: isLoopback(host), onBug });
  return openHttpDoor(settings, (request) => api.handle(request));
}
