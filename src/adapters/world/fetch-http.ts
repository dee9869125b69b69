/**
 * HTTP by fetch, over connections that are kept open. Three of fetch's habits would cost money and are refused here:
 *
 * - It writes a URL anew as it thinks right, behind the signature over its bytes: only what it leaves alone is sent.
 * - A GET, PUT or DELETE on a kept connection that turns out to be dead is sent a second time without a word (measured,
 *   Bun 1.4.5), so that an order might be cancelled or amended twice, and the answer be that of the second. PUT and
 *   DELETE get a connection of their own; to ask twice does no harm, and a POST is not sent again.
 * - Its errors may name the URL, and with it a signature: only their codes are told.
 */
import { assert } from "../../base/assert.ts";
import { nsPerMs } from "../../domain/time.ts";
import type { Http, HttpCall, HttpResult } from "../../ports/http.ts";

export class FetchHttp implements Http {
  async send(call: HttpCall): Promise<HttpResult> {
    const { method, url, headers, body, timeoutNs } = call;
    assert(new URL(url).href === url, "a URL is written as fetch would write it");
    try {
      const response = await fetch(url, {
        method,
        headers: headers as [string, string][],
        ...(body !== "" && { body }),
        redirect: "manual",
        keepalive: method === "GET" || method === "POST",
        signal: AbortSignal.timeout(Math.ceil(timeoutNs / nsPerMs)),
      });
      const text = await response.text();
      const { status } = response;
      return { kind: "answer", status, header: (name) => response.headers.get(name) ?? undefined, body: text };
    } catch (error) {
      return failure(error);
    }
  }
}

/** Before there is a connection nothing has been sent. */
const neverArrivedCodes = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH"]);

function failure(error: unknown): HttpResult {
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
  if (name === "TimeoutError") return { kind: "failed", why: "timed out", neverArrived: false };
  const why = typeof code === "string" ? code : String(name);
  return { kind: "failed", why, neverArrived: neverArrivedCodes.has(why) };
}
