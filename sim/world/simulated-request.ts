/** One HTTP request on its way to the exchange and back: answered, refused, too late, or nobody knows. */
import { nsPerMs } from "../../src/domain/time.ts";
import type { TimerId } from "../../src/ports/clock.ts";
import type { HttpCall, HttpResult } from "../../src/ports/http.ts";
import type { HttpAnswer, HttpRequest } from "../exchange/transport.ts";
import type { Surroundings, Target } from "./surroundings.ts";

const lost: HttpResult = { kind: "failed", why: "connection lost", neverArrived: false };
const refused: HttpResult = { kind: "failed", why: "connection refused", neverArrived: true };
const timedOut: HttpResult = { kind: "failed", why: "timed out", neverArrived: false };

export class SimulatedRequest {
  #settle: ((result: HttpResult) => void) | undefined;
  readonly #timerId: TimerId;
  #isCut = false;

  /** @param settled is told once, later. */
  constructor(
    private readonly around: Surroundings,
    private readonly target: Target,
    private readonly address: string,
    call: HttpCall,
    settled: (result: HttpResult) => void,
  ) {
    this.#settle = settled;
    const { clock, weather } = around;
    const nowNs = clock.nowNs();
    // As the system's timers count.
    const timeoutMs = Math.ceil(call.timeoutNs / nsPerMs);
    this.#timerId = clock.schedule(nowNs + timeoutMs * nsPerMs, () => this.#end(timedOut));
    if (weather.isUnreachable(nowNs, target.host)) this.#back(refused);
    else clock.schedule(weather.arrivalNs(nowNs, "toVenue", target.host), () => this.#arrive(call));
  }

  get host(): string {
    return this.target.host;
  }
  get isOver(): boolean {
    return this.#settle === undefined;
  }

  /** The connection breaks: it does not arrive any more, or nor does its answer. */
  cut(): void {
    this.#isCut = true;
    this.#back(lost);
  }

  /** Goes on without anybody who hears of it. */
  abandon(): void {
    this.#settle = undefined;
  }

  #arrive(call: HttpCall): void {
    if (this.#isCut) return;
    const { clock, venue, weather } = this.around;
    const losesRequest = weather.loses(clock.nowNs(), "lost_request", this.host);
    const answer = losesRequest ? undefined : venue.call((nowUs) => venue.server.http(nowUs, this.#asSent(call)));
    const losesAnswer = answer === undefined || weather.loses(clock.nowNs(), "lost_answer", this.host);
    this.#back(losesAnswer ? lost : resultOf(answer), () => this.#isCut);
  }

  #asSent({ method, body, headers }: HttpCall): HttpRequest {
    const { path, query } = this.target;
    return { method, path, query, body, header: (name) => headerOf(headers, name), address: this.address };
  }

  #back(result: HttpResult, isLost: () => boolean = () => false): void {
    const { clock, weather } = this.around;
    clock.schedule(weather.arrivalNs(clock.nowNs(), "fromVenue", this.host), () => {
      if (!isLost()) this.#end(result);
    });
  }

  #end(result: HttpResult): void {
    this.around.clock.cancel(this.#timerId);
    this.#settle?.(result);
    this.#settle = undefined;
  }
}

function resultOf({ status, headers, body }: HttpAnswer): HttpResult {
  return { kind: "answer", status, header: (name) => headerOf(headers, name), body };
}

function headerOf(headers: readonly (readonly [name: string, value: string])[], wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}
