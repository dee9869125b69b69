/**
 * Time that moves only when told to, and stops at every deadline on the way: a day passes in seconds, and the same run
 * passes in the same way.
 *
 * Whoever is woken may have promises; all of what they lead to is done before time moves on, as if thinking took none.
 * Draining the queue of microtasks is the one thing asked of the platform here: it makes what is asynchronous happen
 * now, and so in one order.
 */
import { drainMicrotasks } from "bun:jsc";
import { assert } from "../../src/base/assert.ts";
import { TimerQueue } from "../../src/base/timer-queue.ts";
import type { TimeNs } from "../../src/domain/time.ts";
import type { Clock, TimerId } from "../../src/ports/clock.ts";

export class VirtualClock implements Clock {
  readonly #timers = new TimerQueue();
  #nowNs: TimeNs;
  #isMoving = false;

  /** @param epochUnixNs a UTC midnight. @param nowNs when the world begins. */
  constructor(
    readonly epochUnixNs: bigint,
    nowNs: TimeNs = 0,
  ) {
    this.#nowNs = nowNs;
  }

  /** When somebody is to be woken next; Infinity for never. */
  get nextNs(): TimeNs {
    return this.#timers.nextNs;
  }

  nowNs(): TimeNs {
    return this.#nowNs;
  }

  /** A time that has passed is as good as now, as on the wall. */
  schedule(atNs: TimeNs, wake: () => void): TimerId {
    return this.#timers.add(atNs, wake);
  }

  cancel(timerId: TimerId): void {
    this.#timers.remove(timerId);
  }

  /** Wakes everybody due by then, each at his own time. */
  advanceTo(untilNs: TimeNs): void {
    assert(untilNs >= this.#nowNs, "time never goes back");
    assert(!this.#isMoving, "nobody moves time who was woken by it");
    this.#isMoving = true;
    // What was done before time moves may have promises, too.
    drainMicrotasks();
    for (let due = this.#timers.takeDue(untilNs); due !== undefined; due = this.#timers.takeDue(untilNs)) {
      this.#nowNs = Math.max(this.#nowNs, due.atNs);
      due.wake();
      drainMicrotasks();
    }
    this.#nowNs = untilNs;
    this.#isMoving = false;
  }
}
