/**
 * The simulated exchange under a virtual clock: it is called at the time it is, and does by itself what it wants to do
 * when that is due. Its own clock may be ahead of ours, or behind, as every venue's is.
 */
import { assert } from "../../src/base/assert.ts";
import type { DurationNs } from "../../src/domain/time.ts";
import type { TimerId } from "../../src/ports/clock.ts";
import type { ExchangeServer } from "../exchange/server.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export class HostedExchange {
  readonly #epochUs: number;
  #timerId: TimerId = 0;
  #armedUs = Number.POSITIVE_INFINITY;

  /** @param aheadNs what its clock shows less what ours does. */
  constructor(
    readonly server: ExchangeServer,
    private readonly clock: VirtualClock,
    private readonly aheadNs: DurationNs = 0,
  ) {
    this.#epochUs = Number(clock.epochUnixNs / 1000n);
    assert(server.nowUs <= this.nowUs(), "an exchange begins no later than the world");
    this.#arm();
  }

  /** Unix microseconds, by its own clock. */
  nowUs(): number {
    return this.#epochUs + Math.floor((this.clock.nowNs() + this.aheadNs) / 1000);
  }

  call<Answer>(command: (nowUs: number) => Answer): Answer {
    const answer = command(this.nowUs());
    if (this.server.nextUs < this.#armedUs) this.#arm();
    return answer;
  }

  #arm(): void {
    this.clock.cancel(this.#timerId);
    this.#armedUs = this.server.nextUs;
    if (this.#armedUs === Number.POSITIVE_INFINITY) return;
    this.#timerId = this.clock.schedule((this.#armedUs - this.#epochUs) * 1000 - this.aheadNs, this.#wake);
  }

  readonly #wake = (): void => {
    this.#armedUs = Number.POSITIVE_INFINITY;
    this.call((nowUs) => this.server.advance(nowUs));
  };
}
