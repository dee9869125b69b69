/**
 * The machine's clock. It is tied to Unix time once, when it is made, and follows the monotonic clock from then on: a
 * machine whose time is set while we trade must not move our deadlines, nor the order of what we saw.
 *
 * One timer of the system stands for all, set to the earliest deadline. It counts in whole milliseconds, is a tenth of
 * one late, and waits at least one (measured, Bun 1.4.5), so it is set short of the deadline and turns of the event
 * loop fill the rest: a deadline is met within microseconds, for at most a good millisecond of a busy loop each.
 */
import { assert } from "../../base/assert.ts";
import { TimerQueue } from "../../base/timer-queue.ts";
import { midnightUnixNs, nsPerMs, type TimeNs } from "../../domain/time.ts";
import type { Clock, TimerId } from "../../ports/clock.ts";

/** How much earlier than asked for the system's timer is to be set. */
const lateMs = 0.2;
/** It cannot wait longer than 2^31 ms. */
const waitMsMax = 3_600_000;

export class WallClock implements Clock {
  readonly epochUnixNs: bigint;
  readonly #timers = new TimerQueue();
  /** Monotonic time of the epoch. */
  readonly #epochMonotonicNs: number;
  #latestNs: TimeNs = 0;
  /** For which deadline the system will call us. */
  #armedNs = Number.POSITIVE_INFINITY;
  #timeout: ReturnType<typeof setTimeout> | undefined;
  #immediate: ReturnType<typeof setImmediate> | undefined;

  constructor() {
    const monotonicNs = Bun.nanoseconds();
    // Microseconds: as a double, Unix time in milliseconds has no more places.
    const unixNs = BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n;
    this.epochUnixNs = midnightUnixNs(unixNs);
    this.#epochMonotonicNs = monotonicNs - Number(unixNs - this.epochUnixNs);
  }

  nowNs(): TimeNs {
    const nowNs = Bun.nanoseconds() - this.#epochMonotonicNs;
    assert(nowNs >= this.#latestNs, "the monotonic clock never goes back");
    assert(nowNs <= Number.MAX_SAFE_INTEGER, "a run is over before its times are no longer exact");
    this.#latestNs = nowNs;
    return nowNs;
  }

  /** A time that has passed is as good as now: real time does not wait for who sets a timer. */
  schedule(atNs: TimeNs, wake: () => void): TimerId {
    const timerId = this.#timers.add(atNs, wake);
    if (atNs < this.#armedNs) this.#arm();
    return timerId;
  }

  /** Whoever is woken too early by what was cancelled finds nothing due; with nothing left the process may end. */
  cancel(timerId: TimerId): void {
    this.#timers.remove(timerId);
    if (this.#timers.nextNs === Number.POSITIVE_INFINITY) this.#disarm();
  }

  #arm(): void {
    this.#disarm();
    const { nextNs } = this.#timers;
    if (nextNs === Number.POSITIVE_INFINITY) return;
    this.#armedNs = nextNs;
    const waitMs = Math.min(Math.floor((nextNs - this.nowNs()) / nsPerMs - lateMs), waitMsMax);
    if (waitMs >= 1) this.#timeout = setTimeout(this.#fire, waitMs);
    else this.#immediate = setImmediate(this.#fire);
  }

  #disarm(): void {
    clearTimeout(this.#timeout);
    clearImmediate(this.#immediate);
    this.#armedNs = Number.POSITIVE_INFINITY;
  }

  /** Wakes one a turn of the event loop, so that promises are kept and the network is heard between two of them. */
  readonly #fire = (): void => {
    const due = this.#timers.takeDue(this.nowNs());
    this.#arm();
    due?.wake();
  };
}
