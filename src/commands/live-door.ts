/** The HTTP interface of a live session on a real socket. */
import { isIPv4 } from "node:net";
import type { Server } from "bun";
import { liveApi, type MetricsText } from "../api/live-api.ts";
import type { OperatedSession } from "../api/operated-session.ts";
import { listening } from "./listening.ts";

export interface LiveDoorSettings {
  /** An address of this machine. */
  readonly host: string;
  /** 0 for any. */
  readonly port: number;
  /** Without one nothing can be changed from here. */
  readonly token: string | undefined;
  /** As the interface has it. */
  readonly onBug: (error: unknown) => void;
}

/** More than any request of ours has. */
const bodyBytesMax = 1 << 16;
const idleSeconds = 30;

/** @throws InputError when nobody can listen there. */
export function openLiveDoor(
  session: OperatedSession,
  metrics: MetricsText,
  { host, port, token, onBug }: LiveDoorSettings,
): Server<undefined> {
  const api = liveApi(session, metrics, { token, loopback: isLoopback(host), onBug });
  return listening(`api ${host}:${port}`, () =>
    Bun.serve({
      hostname: host,
      port,
      development: false,
      reusePort: false,
      maxRequestBodySize: bodyBytesMax,
      idleTimeout: idleSeconds,
      fetch: (request) => api.handle(request),
    }),
  );
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}
