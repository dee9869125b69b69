/**
 * What time it is at the exchange. It is told to the exchange with each call, so this is the only place that asks: the wall's time, a time that
 * runs faster or slower, or one that stands still until somebody moves it.
 */
import { assert } from "../base/assert.ts";

export interface ExchangeClock {
  /** Unix microseconds; never goes back. */
  nowUs(): number;
  /** How long the wall takes until that time; Infinity when it does not come by itself. */
  waitMs(untilUs: number): number;
}

/** How far the fine clock may part from the wall's, which a person or a time server may set. */
const driftMsMax = 20;

/** Time that passes by itself, `speed` times as fast as on the wall, from the wall's time on. */
export class RunningClock implements ExchangeClock {
  #anchorUs = Date.now() * 1000;
  #anchorMs = performance.now();
  #lastUs = 0;

  constructor(readonly speed: number) {
    assert(speed > 0, "time passes forwards");
  }

  nowUs(): number {
    const elapsedMs = performance.now() - this.#anchorMs;
    let us = Math.floor(this.#anchorUs + elapsedMs * 1000 * this.speed);
    if (this.speed === 1 && Math.abs(us / 1000 - Date.now()) > driftMsMax) us = this.#anchor();
    this.#lastUs = Math.max(us, this.#lastUs);
    return this.#lastUs;
  }

  waitMs(untilUs: number): number {
    return Math.max(0, (untilUs - this.nowUs()) / 1000 / this.speed);
  }

  #anchor(): number {
    this.#anchorUs = Date.now() * 1000;
    this.#anchorMs = performance.now();
    return this.#anchorUs;
  }
}

/** Time that moves only when told to. */
export class StandingClock implements ExchangeClock {
  #nowUs: number;

  constructor(startUs: number = Date.now() * 1000) {
    this.#nowUs = startUs;
  }

  nowUs(): number {
    return this.#nowUs;
  }

  waitMs(untilUs: number): number {
    return untilUs <= this.#nowUs ? 0 : Number.POSITIVE_INFINITY;
  }

  moveTo(nowUs: number): void {
    assert(nowUs >= this.#nowUs, "time never goes back");
    this.#nowUs = nowUs;
  }
}
