/**
 * Makes the exchange do what it wants to do by itself, when its time has come: one timer, always set to the nearest. Whoever calls the exchange
 * from outside does it in `call`, since a call may bring something nearer.
 */
import type { ExchangeServer } from "../../sim/exchange/server.ts";
import type { ExchangeClock } from "./exchange-clock.ts";

/** Timers cannot wait longer than 2^31 ms. */
const waitMsMax = 3_600_000;

export class ExchangeDriver implements Disposable {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #armedUs = Number.POSITIVE_INFINITY;
  #isStopped = false;

  /** @param failed is told of a bug: the exchange can no longer be believed. */
  constructor(
    readonly server: ExchangeServer,
    readonly clock: ExchangeClock,
    private readonly failed: (error: unknown) => void,
  ) {
    this.#arm();
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Calls the exchange at the time it is now. Undefined when it has stopped, or stops by a bug in it. */
  call<Answer>(command: (nowUs: number) => Answer): Answer | undefined {
    if (this.#isStopped) return undefined;
    try {
      const answer = command(this.clock.nowUs());
      if (this.server.nextUs < this.#armedUs) this.#arm();
      return answer;
    } catch (error) {
      this.#stop();
      this.failed(error);
      return undefined;
    }
  }

  [Symbol.dispose](): void {
    this.#stop();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    this.#armedUs = this.server.nextUs;
    const waitMs = this.clock.waitMs(this.#armedUs);
    if (waitMs !== Number.POSITIVE_INFINITY) this.#timer = setTimeout(this.#wake, Math.min(waitMs, waitMsMax));
  }

  readonly #wake = (): void => {
    this.#armedUs = Number.POSITIVE_INFINITY;
    this.call((nowUs) => this.server.advance(nowUs));
  };

  #stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }
}
