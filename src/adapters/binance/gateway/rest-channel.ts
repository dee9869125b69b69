/** Requests over REST: one string is built, signed and sent, and what comes back is read. */
import { assert } from "../../../base/assert.ts";
import { type DurationNs, nsPerSecond } from "../../../domain/time.ts";
import type { Http, HttpResult } from "../../../ports/http.ts";
import { type Answer, readJson, venueError } from "./answers.ts";
import type { Channel, ChannelAnswer, Signing } from "./channel.ts";
import type { Endpoint } from "./endpoints.ts";
import type { RateLimit, ToldCount } from "./rate-budget.ts";
import { type Params, queryOf, recvWindowMs, signedQuery } from "./signing.ts";

/** exchangeInfo is megabytes. */
const timeoutNs: DurationNs = 10 * nsPerSecond;

export class RestChannel implements Channel {
  constructor(
    private readonly http: Http,
    private readonly baseUrl: string,
    private readonly signing: Signing,
    private readonly limits: readonly RateLimit[],
  ) {}

  async ask({ rest, isSigned }: Endpoint, params: Params): Promise<ChannelAnswer> {
    assert(rest !== undefined, "what is asked over REST has a route there");
    const { credentials, serverClock } = this.signing;
    const query = isSigned
      ? signedQuery({ ...params, recvWindow: recvWindowMs, timestamp: serverClock.timestampMs() }, credentials)
      : queryOf(params);
    const key = isSigned ? ([["X-MBX-APIKEY", credentials.apiKey]] as const) : [];
    const result = await this.http.send({
      method: rest.verb,
      url: `${this.baseUrl}${rest.path}${query === "" ? "" : "?"}${query}`,
      headers: [["X-MBX-TIME-UNIT", "MICROSECOND"], ...key],
      body: "",
      timeoutNs,
    });
    return { answer: answerOf(result), told: this.#told(result) };
  }

  #told(result: HttpResult): ToldCount[] {
    if (result.kind === "failed") return [];
    return this.limits.flatMap(({ kind, interval, intervalsCount }) => {
      const name = kind === "ORDERS" ? "order-count" : "used-weight";
      const text = result.header(`x-mbx-${name}-${intervalsCount}${interval.charAt(0).toLowerCase()}`);
      const isTold = kind !== "RAW_REQUESTS" && text !== undefined && /^\d+$/.test(text);
      return isTold ? [{ kind, interval, intervalsCount, count: Number(text) }] : [];
    });
  }
}

function answerOf(result: HttpResult): Answer {
  if (result.kind === "failed") return { kind: "lost", why: result.why, neverArrived: result.neverArrived };
  const { status } = result;
  const body = readJson(result.body);
  if (status >= 200 && status < 300) {
    if (body !== undefined) return { kind: "result", result: body };
    return { kind: "lost", why: "an answer that is no JSON", neverArrived: false };
  }
  const retryAfter = Number(result.header("retry-after") ?? Number.NaN);
  const retryAfterNs = Number.isFinite(retryAfter) && retryAfter >= 0 ? retryAfter * nsPerSecond : undefined;
  return { kind: "error", error: venueError(status, body, retryAfterNs) };
}
