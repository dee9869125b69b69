/**
 * The one door through which everything is asked of the venue: within the budget, on a synchronised clock, and with what
 * each error asks for in turn done at once. A cancel that has to wait waits here; everything else is told so.
 */

import { z } from "zod";
import type { DurationNs, TimeNs } from "../../../domain/time.ts";
import { nsPerSecond } from "../../../domain/time.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { GatewayNote } from "../../../ports/gateway.ts";
import type { Http } from "../../../ports/http.ts";
import { isVenueTime } from "../venue-time.ts";
import type { Answer, VenueError } from "./answers.ts";
import type { Channel, Signing } from "./channel.ts";
import type { Credentials } from "./credentials.ts";
import { type Endpoint, endpoints } from "./endpoints.ts";
import { meaningOf, type VenueReason } from "./error-meanings.ts";
import { RateBudget, type RateLimit } from "./rate-budget.ts";
import { RestChannel } from "./rest-channel.ts";
import { ServerClock } from "./server-clock.ts";
import type { Params } from "./signing.ts";

export interface RequestsOptions {
  readonly clock: Clock;
  readonly http: Http;
  readonly credentials: Credentials;
  /** Base of the REST interface, such as https://api.binance.com. */
  readonly restUrl: string;
  readonly rateLimits: readonly RateLimit[];
  readonly noted: (note: GatewayNote) => void;
}

const withheld = (reason: "rate_limited" | "venue_down"): Answer => ({ kind: "withheld", reason });
const timeAnswer = z.object({ serverTime: z.number().refine(isVenueTime) });
/** Where a refusal names no time. */
const holdUsualNs: DurationNs = 10 * nsPerSecond;
const samplesAtFirst = 3;
const usualReasons: ReadonlySet<VenueReason> = new Set(["would_cross", "unknown_order", "no_change", "rate_limited"]);

export class Requests implements Signing {
  readonly credentials: Credentials;
  readonly serverClock: ServerClock;
  readonly budget: RateBudget;
  readonly rest: RestChannel;
  /** The venue does not take our key any more: nothing but a new start helps. */
  isHalted = false;
  /** Told once, when that happens. */
  halted: () => void = () => {};
  #isStopped = false;
  #isResyncing = false;
  #toldLimitedUntilNs: TimeNs = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: RequestsOptions) {
    const { clock, http, credentials, restUrl, rateLimits } = options;
    this.credentials = credentials;
    this.serverClock = new ServerClock(clock);
    this.budget = new RateBudget(rateLimits);
    this.rest = new RestChannel(http, restUrl, this, rateLimits);
  }

  /** Nothing is sent from now on, not even what has waited. */
  stop(): void {
    this.#isStopped = true;
  }

  /** How long until anything may be asked; 0 for now. */
  get heldNs(): DurationNs {
    const nowNs = this.#venueNowNs();
    return this.budget.admittedNs(nowNs, { weight: 0, orders: 0, usesReserve: true }) - nowNs;
  }

  /** By limit of the venue: the share that is used. */
  get limitShares(): ReadonlyMap<string, number> {
    return this.budget.shares(this.#venueNowNs());
  }

  /** What may leave now leaves before this returns. @param channel is asked for when it leaves. */
  ask(endpoint: Endpoint, params: Params, channel: () => Channel): Promise<Answer> {
    if (this.#isStopped) return Promise.resolve(withheld("venue_down"));
    const nowNs = this.#venueNowNs();
    const atNs = this.budget.admittedNs(nowNs, endpoint.cost);
    if (atNs <= nowNs) return this.#send(endpoint, params, channel());
    this.#tellLimited(endpoint, atNs, atNs - nowNs);
    if (!endpoint.cost.usesReserve) return Promise.resolve(withheld("rate_limited"));
    return this.#wait(atNs - nowNs).then(() => this.ask(endpoint, params, channel));
  }

  /** Measures the venue's clock anew. False when it could not be asked. */
  async syncClock(channel: () => Channel): Promise<boolean> {
    let isSynced = false;
    for (let sample = 0; sample < samplesAtFirst; sample++) if (await this.sampleClock(channel)) isSynced = true;
    if (isSynced) this.#note("clock_synced", `offset ${micros(this.serverClock.offsetNs)} us`);
    return isSynced;
  }

  async sampleClock(channel: () => Channel): Promise<boolean> {
    const sentNs = this.options.clock.nowNs();
    const answer = await this.ask(endpoints.time, {}, channel);
    const parsed = answer.kind === "result" ? timeAnswer.safeParse(answer.result) : undefined;
    if (parsed?.success !== true) return false;
    this.serverClock.sample(sentNs, this.options.clock.nowNs(), parsed.data.serverTime);
    return true;
  }

  /** Does what an error asks for, whatever it answered. */
  remedy(error: VenueError, channel: () => Channel): void {
    const { remedy } = meaningOf(error);
    const untilNs = this.#venueNowNs() + (error.retryAfterNs ?? holdUsualNs);
    if (remedy === "hold") this.#hold(untilNs, error);
    else if (remedy === "hold_orders") this.budget.holdOrders(untilNs);
    else if (remedy === "halt") this.#halt(error);
    else if (remedy === "sync_clock") void this.#resync(channel);
  }

  /** An error in words that may be shown. */
  wordsOf({ status, code, message }: VenueError): string {
    return this.credentials.hide(`${status} ${code ?? "without a code"}: ${message.slice(0, 200)}`);
  }

  async #send(endpoint: Endpoint, params: Params, channel: Channel): Promise<Answer> {
    const spending = this.budget.sent(this.#venueNowNs(), endpoint.cost);
    const { answer, told } = await channel.ask(endpoint, params);
    this.budget.answered(this.#venueNowNs(), spending, told);
    if (answer.kind === "error") {
      if (isWorthTelling(answer.error)) this.#note("refused", `${endpoint.method}: ${this.wordsOf(answer.error)}`);
      this.remedy(answer.error, () => channel);
    }
    return answer;
  }

  /** Once, however many requests were refused for the same reason. */
  async #resync(channel: () => Channel): Promise<void> {
    if (this.#isResyncing) return;
    this.#isResyncing = true;
    this.serverClock.forget();
    await this.syncClock(channel);
    this.#isResyncing = false;
  }

  #hold(untilVenueNs: TimeNs, error: VenueError): void {
    this.budget.hold(untilVenueNs);
    this.#note(error.status === 418 ? "banned" : "rate_limited", this.wordsOf(error));
  }

  #halt(error: VenueError): void {
    if (this.isHalted) return;
    this.isHalted = true;
    this.#note("unauthorised", this.wordsOf(error));
    this.halted();
  }

  /** Once a stretch of waiting. */
  #tellLimited(endpoint: Endpoint, untilVenueNs: TimeNs, waitNs: DurationNs): void {
    if (untilVenueNs <= this.#toldLimitedUntilNs) return;
    this.#toldLimitedUntilNs = untilVenueNs;
    this.#note("rate_limited", `${endpoint.method} has to wait ${micros(waitNs)} us`);
  }

  #wait(durationNs: DurationNs): Promise<void> {
    const { clock } = this.options;
    return new Promise((resolve) => clock.schedule(clock.nowNs() + durationNs, resolve));
  }

  #venueNowNs(): TimeNs {
    return this.serverClock.venueNs(this.options.clock.nowNs());
  }

  #note(event: GatewayNote["event"], detail: string): void {
    this.options.noted({ event, detail });
  }
}

/** Refusals that are part of trading are told as reports alone. */
function isWorthTelling(error: VenueError): boolean {
  const { reason } = meaningOf(error);
  return reason === undefined || !usualReasons.has(reason);
}

function micros(durationNs: DurationNs): number {
  return Math.round(durationNs / 1000);
}
