/**
 * Requests at the start of a session, over REST: what is not answered is asked again, what is refused ends the start in
 * words. Nothing trades yet, so nothing is lost by waiting.
 */
import type { z } from "zod";
import { assert } from "../../../base/assert.ts";
import { InputError } from "../../../base/input-error.ts";
import { type DurationNs, nsPerSecond } from "../../../domain/time.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { GatewayNote } from "../../../ports/gateway.ts";
import type { Http } from "../../../ports/http.ts";
import type { Answer } from "./answers.ts";
import type { Credentials } from "./credentials.ts";
import { type Endpoint, endpoints } from "./endpoints.ts";
import { meaningOf } from "./error-meanings.ts";
import { usualRateLimits } from "./rate-budget.ts";
import { Requests } from "./requests.ts";
import type { ServerClock } from "./server-clock.ts";
import type { Params } from "./signing.ts";

export interface PatientRequestsOptions {
  readonly clock: Clock;
  readonly http: Http;
  readonly credentials: Credentials;
  /** Base of the REST interface, such as https://api.binance.com. */
  readonly restUrl: string;
  readonly noted: (note: GatewayNote) => void;
}

const attemptsMax = 8;
const attemptGapNs: DurationNs = nsPerSecond;

export class PatientRequests {
  readonly #requests: Requests;

  constructor(private readonly options: PatientRequestsOptions) {
    this.#requests = new Requests({ ...options, rateLimits: usualRateLimits });
  }

  get serverClock(): ServerClock {
    return this.#requests.serverClock;
  }

  /** Before anything that is signed. @throws InputError when the venue cannot be asked. */
  async syncClock(): Promise<void> {
    for (let attempt = 1; attempt <= attemptsMax; attempt++) {
      if (await this.#requests.syncClock(() => this.#requests.rest)) return;
      await this.wait(attempt * attemptGapNs);
    }
    throw new InputError(this.place(endpoints.time), "cannot be asked for its time; expected the venue to answer");
  }

  /** @throws InputError for a refusal, and when there is no answer after all. */
  async ask<T>(endpoint: Endpoint, params: Params, schema: z.ZodType<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#send(endpoint, params);
      if (answer.kind === "result") return this.#read(endpoint, schema, answer.result);
      if (attempt >= attemptsMax || isFinal(answer)) this.#refuse(endpoint, answer);
      await this.wait(Math.max(attempt * attemptGapNs, this.#requests.heldNs));
    }
  }

  /** Asks once, and looks at nothing of the answer but whether there is any use in going on. */
  async tryOnce(endpoint: Endpoint, params: Params): Promise<void> {
    const answer = await this.#send(endpoint, params);
    if (this.#requests.isHalted) this.#refuse(endpoint, answer);
  }

  wait(durationNs: DurationNs): Promise<void> {
    const { clock } = this.options;
    return new Promise((resolve) => clock.schedule(clock.nowNs() + durationNs, resolve));
  }

  /** As errors name it. */
  place({ rest }: Endpoint): string {
    return `${this.options.restUrl}${rest?.path}`;
  }

  #send(endpoint: Endpoint, params: Params): Promise<Answer> {
    return this.#requests.ask(endpoint, params, () => this.#requests.rest);
  }

  #read<T>(endpoint: Endpoint, schema: z.ZodType<T>, result: unknown): T {
    const parsed = schema.safeParse(result);
    if (parsed.success) return parsed.data;
    throw new InputError(this.place(endpoint), "an answer that cannot be read; expected what Binance documents");
  }

  #refuse(endpoint: Endpoint, answer: Answer): never {
    assert(answer.kind !== "result", "a result is no refusal");
    const words =
      answer.kind === "error" ? this.#requests.wordsOf(answer.error) : this.#requests.credentials.hide(wordsOf(answer));
    throw new InputError(this.place(endpoint), `${words}; expected an answer`);
  }
}

/** The same would be said again. */
function isFinal(answer: Answer): boolean {
  if (answer.kind !== "error") return false;
  const { reason, remedy } = meaningOf(answer.error);
  return reason !== undefined && (remedy === "none" || remedy === "halt");
}

function wordsOf(answer: Exclude<Answer, { kind: "result" | "error" }>): string {
  return answer.kind === "lost" ? answer.why : answer.reason;
}
