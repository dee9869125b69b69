/**
 * Who may call: anybody who reaches us may look, and who changes something shows the token. Without a token configured
 * nobody changes anything.
 *
 * Pages in a browser reach loopback as well, so a foreign page is kept out twice: it names its origin, and a name of
 * its own that leads here (DNS rebinding) stands in the host.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { Refused } from "./problems.ts";

export interface CallerRules {
  /** Undefined: what changes something is off. */
  readonly token: string | undefined;
  /** Whether we listen for this machine alone. */
  readonly loopback: boolean;
}

/** @throws Refused */
export function checkCaller({ method, headers }: Request, { token, loopback }: CallerRules): void {
  const host = headers.get("host") ?? "";
  const origin = headers.get("origin");
  if (loopback && !/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host))
    throw new Refused(403, "foreign_host", "expected this machine's own name: 127.0.0.1 or localhost");
  if (origin !== null && origin !== `http://${host}` && origin !== `https://${host}`)
    throw new Refused(403, "foreign_origin", "expected no page of another site");
  // Whatever is not for looking needs the token: a route added later is closed until it is meant to be open.
  if (method !== "GET" && method !== "HEAD") checkToken(headers.get("authorization") ?? "", token);
}

function checkToken(authorization: string, token: string | undefined): void {
  if (token === undefined)
    throw new Refused(403, "changes_off", "no token is configured, so nothing can be changed from here");
  const [, shown] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  if (shown === undefined || !isSame(shown, token))
    throw new Refused(401, "unauthorised", "expected the header Authorization: Bearer TOKEN with the configured token");
}

/** Digests are compared, so that the time tells neither where they differ nor how long the token is. */
function isSame(shown: string, token: string): boolean {
  return timingSafeEqual(digestOf(shown), digestOf(token));
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
