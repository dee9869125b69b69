/**
 * How late the event loop is: a timer that notes by how much it missed its time. Whatever keeps the loop busy, be it a
 * scrape, a collection of garbage or the machine's other work, keeps orders waiting as long.
 */
import type { LogHistogram } from "../../base/log-histogram.ts";
import { type DurationNs, nsPerMs } from "../../domain/time.ts";
import type { Clock, TimerId } from "../../ports/clock.ts";

const everyNs: DurationNs = 100 * nsPerMs;

export class LoopLag implements Disposable {
  #timerId: TimerId;

  constructor(
    private readonly clock: Clock,
    private readonly lags: LogHistogram,
  ) {
    this.#timerId = this.#arm();
  }

  [Symbol.dispose](): void {
    this.clock.cancel(this.#timerId);
  }

  #arm(): TimerId {
    const dueNs = this.clock.nowNs() + everyNs;
    return this.clock.schedule(dueNs, () => {
      this.lags.record(this.clock.nowNs() - dueNs);
      this.#timerId = this.#arm();
    });
  }
}
