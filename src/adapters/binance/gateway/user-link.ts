/**
 * The connection that events of orders come by, kept up:
 *
 *   connect ─▶ clock ─▶ log on, subscribe ─▶ lists of what is open ─▶ up ─▶ lost ─▶ down, connect again
 *
 * Events that were missed are not sent again, so that the whole truth is fetched before a connection is relied on. One
 * that is about to end (it lives for 24 hours, or the venue says that it goes) is replaced while it still works: the new
 * one is subscribed before the old one is left, and there is no hole. Events of both are told; who hears them counts each
 * once. One that is silent is asked for the time, and ended when it does not answer.
 */
import type { Random } from "../../../base/random.ts";
import { type DurationNs, nsPerHour, nsPerMinute, nsPerMs, nsPerSecond, type TimeNs } from "../../../domain/time.ts";
import type { Clock, TimerId } from "../../../ports/clock.ts";
import type { GatewayNote } from "../../../ports/gateway.ts";
import type { Sockets } from "../../../ports/sockets.ts";
import { backoffNs } from "../backoff.ts";
import type { Answer } from "./answers.ts";
import type { Channel } from "./channel.ts";
import { endpoints } from "./endpoints.ts";
import type { Requests } from "./requests.ts";
import { SocketChannel } from "./socket-channel.ts";

export interface LinkOptions {
  readonly clock: Clock;
  readonly sockets: Sockets;
  readonly random: Random;
  readonly url: string;
  readonly requests: Requests;
}

export interface LinkListener {
  /** Once events come by it: fetches what may have been missed. False when it could not. */
  recover(channel: Channel): Promise<boolean>;
  event(event: { readonly e: string }): void;
  link(state: "up" | "down", why: string): void;
  noted(note: GatewayNote): void;
}

const retryNsMin: DurationNs = 250 * nsPerMs;
const retryNsMax: DurationNs = 30 * nsPerSecond;
/** A connection that held this long was a good one: the next attempt need not wait for the last ones. */
const steadyNs: DurationNs = nsPerMinute;
const establishNsMax: DurationNs = 30 * nsPerSecond;
const lifeNsMin: DurationNs = 23 * nsPerHour;
const lifeSpreadMinutes = 45;
const probeEveryNs: DurationNs = 5 * nsPerSecond;
const probesMissedMax = 2;
/** What was asked over the old connection is answered, or given up, by then. */
const lingerNs: DurationNs = 10 * nsPerSecond;

export class UserLink {
  #isUp = false;
  #isStopped = false;
  /** Subscribed, and the one that requests go by. */
  #current: SocketChannel | undefined;
  /** On its way to be that. */
  #next: SocketChannel | undefined;
  #currentSinceNs: TimeNs = 0;
  #attemptsCount = 0;
  #probesMissedCount = 0;
  readonly #retired = new Set<SocketChannel>();
  readonly #timers = new Map<"retry" | "establish" | "renew" | "probe", TimerId>();

  constructor(
    private readonly options: LinkOptions,
    private readonly listener: LinkListener,
  ) {}

  get isUp(): boolean {
    return this.#isUp;
  }
  /** The connection that requests can go by. */
  get channel(): Channel | undefined {
    return this.#current;
  }

  start(): void {
    this.#connect();
  }

  stop(why = "stopped"): void {
    this.#isStopped = true;
    for (const timerId of this.#timers.values()) this.options.clock.cancel(timerId);
    this.#timers.clear();
    const all = [this.#current, this.#next, ...this.#retired];
    this.#current = undefined;
    this.#next = undefined;
    for (const channel of all) channel?.close();
    this.#goDown(why);
  }

  #connect(): void {
    if (this.#isStopped || this.#next !== undefined) return;
    const { sockets, url, clock, requests } = this.options;
    const channel: SocketChannel = new SocketChannel(sockets, url, clock, requests, {
      opened: () => void this.#establish(channel),
      event: (event) => this.#event(channel, event),
      badFrame: (why) => this.#note("bad_frame", why),
      failed: (error) => requests.remedy(error, () => channel),
      closed: (why) => this.#closed(channel, why),
    });
    this.#next = channel;
    this.#schedule("establish", establishNsMax, () => channel.close());
  }

  async #establish(channel: SocketChannel): Promise<void> {
    const isReady =
      (await this.options.requests.syncClock(() => channel)) &&
      (await this.#subscribe(channel)) &&
      // Also where another one is up: it may have fallen silent without our knowing.
      (await this.listener.recover(channel));
    if (channel !== this.#next) return;
    if (isReady && channel.isOpen) this.#promote(channel);
    else channel.close();
  }

  async #subscribe(channel: SocketChannel): Promise<boolean> {
    const { requests } = this.options;
    const ask = async (endpoint: (typeof endpoints)["logon"], params = {}): Promise<Answer> =>
      requests.ask(endpoint, params, () => channel);
    if (requests.credentials.kind !== "ed25519") return (await ask(endpoints.subscribeSigned)).kind === "result";
    if ((await ask(endpoints.logon)).kind !== "result") return false;
    channel.isLoggedOn = true;
    return (await ask(endpoints.subscribe)).kind === "result";
  }

  #promote(channel: SocketChannel): void {
    const { clock, random } = this.options;
    this.#cancel("establish");
    if (this.#current !== undefined) this.#retire(this.#current);
    this.#current = channel;
    this.#next = undefined;
    this.#currentSinceNs = clock.nowNs();
    this.#probesMissedCount = 0;
    this.#schedule("renew", lifeNsMin + random.int(0, lifeSpreadMinutes) * nsPerMinute, () => this.#connect());
    this.#schedule("probe", probeEveryNs, () => void this.#probe(channel));
    this.#note("connected", "events of orders come in");
    if (this.#isUp) return;
    this.#isUp = true;
    this.listener.link("up", "");
  }

  #retire(channel: SocketChannel): void {
    const { clock } = this.options;
    this.#retired.add(channel);
    clock.schedule(clock.nowNs() + lingerNs, () => channel.close());
  }

  #closed(channel: SocketChannel, why: string): void {
    if (this.#retired.delete(channel) || this.#isStopped) return;
    this.#note("disconnected", this.options.requests.credentials.hide(why));
    if (channel === this.#next) {
      this.#next = undefined;
      this.#cancel("establish");
    } else if (channel === this.#current) {
      if (this.options.clock.nowNs() - this.#currentSinceNs >= steadyNs) this.#attemptsCount = 0;
      this.#current = undefined;
      this.#cancel("renew");
      this.#cancel("probe");
      this.#goDown(why);
    }
    if (this.#next === undefined) this.#schedule("retry", this.#patienceNs(), () => this.#connect());
  }

  #goDown(why: string): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    this.listener.link("down", this.options.requests.credentials.hide(why));
  }

  #patienceNs(): DurationNs {
    const { random, requests } = this.options;
    return Math.max(backoffNs(random, this.#attemptsCount++, retryNsMin, retryNsMax), requests.heldNs);
  }

  #event(channel: SocketChannel, event: { readonly e: string }): void {
    if (event.e === "serverShutdown") this.#leave(channel);
    else if (event.e === "eventStreamTerminated") {
      if (!this.#retired.has(channel)) channel.close();
    } else this.listener.event(event);
  }

  /** The venue says that a connection will end: another one first. */
  #leave(channel: SocketChannel): void {
    if (channel === this.#next) channel.close();
    else if (channel === this.#current) this.#connect();
  }

  async #probe(channel: SocketChannel): Promise<void> {
    const isAlive = await this.options.requests.sampleClock(() => channel);
    if (channel !== this.#current) return;
    this.#probesMissedCount = isAlive ? 0 : this.#probesMissedCount + 1;
    if (this.#probesMissedCount >= probesMissedMax) channel.close();
    else this.#schedule("probe", isAlive ? probeEveryNs : 0, () => void this.#probe(channel));
  }

  #schedule(name: "retry" | "establish" | "renew" | "probe", inNs: DurationNs, wake: () => void): void {
    const { clock } = this.options;
    this.#cancel(name);
    if (this.#isStopped) return;
    this.#timers.set(
      name,
      clock.schedule(clock.nowNs() + inNs, () => {
        this.#timers.delete(name);
        wake();
      }),
    );
  }

  #cancel(name: "retry" | "establish" | "renew" | "probe"): void {
    const timerId = this.#timers.get(name);
    if (timerId === undefined) return;
    this.options.clock.cancel(timerId);
    this.#timers.delete(name);
  }

  #note(event: GatewayNote["event"], detail: string): void {
    this.listener.noted({ event, detail });
  }
}
