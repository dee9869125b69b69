/** An HTTP interface of ours on a real socket. */
import { isIPv4 } from "node:net";
import type { Server } from "bun";
import { listening } from "./listening.ts";

export interface HttpDoorSettings {
  /** An address of this machine. */
  readonly host: string;
  /** 0 for any. */
  readonly port: number;
}

/** More than any request of ours has. */
const bodyBytesMax = 1 << 16;
const idleSeconds = 30;

/** @throws InputError when nobody can listen there. */
export function openHttpDoor(
  { host, port }: HttpDoorSettings,
  handle: (request: Request) => Response | Promise<Response>,
): Server<undefined> {
  return listening(`api ${host}:${port}`, () =>
    Bun.serve({
      hostname: host,
      port,
      development: false,
      reusePort: false,
      maxRequestBodySize: bodyBytesMax,
      idleTimeout: idleSeconds,
      fetch: handle,
    }),
  );
}

/** Whether only this machine reaches it. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}
