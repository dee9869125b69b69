/**
 * Public questions of a start: a venue that is away, or has had enough for now, is asked again a few times, no earlier
 * than it says. Nothing trades yet, so nothing is lost by waiting; but a ban of hours is told at once.
 */
import { type DurationNs, nsPerSecond } from "../../domain/time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Http, HttpCall, HttpResult } from "../../ports/http.ts";

const attemptsMax = 4;
const attemptGapNs: DurationNs = nsPerSecond;
const waitMaxNs: DurationNs = 120 * nsPerSecond;

export class PatientHttp implements Http {
  /** @param waits told before each wait, with what the venue answered. */
  constructor(
    private readonly clock: Clock,
    private readonly http: Http,
    private readonly waits: (why: string, waitNs: DurationNs) => void,
  ) {}

  /** For what may be asked twice: GET alone. */
  async send(call: HttpCall): Promise<HttpResult> {
    for (let attempt = 1; ; attempt++) {
      const result = await this.http.send(call);
      const why = whyAgain(result);
      const waitNs = Math.max(attempt * attemptGapNs, retryAfterNs(result));
      if (why === undefined || call.method !== "GET" || attempt >= attemptsMax || waitNs > waitMaxNs) return result;
      this.waits(why, waitNs);
      await this.#wait(waitNs);
    }
  }

  #wait(durationNs: DurationNs): Promise<void> {
    return new Promise((resolve) => this.clock.schedule(this.clock.nowNs() + durationNs, resolve));
  }
}

/** 429: too many requests, 418: banned for going on, 5xx: the venue's own trouble. Source: Binance Spot API, "HTTP Return Codes". */
function whyAgain(result: HttpResult): string | undefined {
  if (result.kind === "failed") return result.why;
  const { status } = result;
  return status === 429 || status === 418 || status >= 500 ? `answered ${status}` : undefined;
}

function retryAfterNs(result: HttpResult): DurationNs {
  const seconds = result.kind === "answer" ? Number(result.header("retry-after") ?? 0) : 0;
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) * nsPerSecond : 0;
}
