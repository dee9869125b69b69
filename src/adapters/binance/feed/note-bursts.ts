/** Bad frames come in bursts: each burst is told once, with their number and what the first was like. */
import { type DurationNs, nsPerSecond } from "../../../domain/time.ts";
import type { Clock, TimerId } from "../../../ports/clock.ts";
import type { NoteFeed } from "./feed-world.ts";

const burstNs: DurationNs = nsPerSecond;
const detailLengthMax = 200;

interface Burst {
  readonly detail: string;
  readonly timer: TimerId;
  count: number;
}

export class NoteBursts {
  /** By symbol; undefined where that is not known. */
  readonly #bursts = new Map<number | undefined, Burst>();

  constructor(
    private readonly clock: Clock,
    private readonly note: NoteFeed,
  ) {}

  badFrame(marketIndex: number | undefined, detail: string): void {
    const burst = this.#bursts.get(marketIndex);
    if (burst !== undefined) burst.count++;
    else this.#begin(marketIndex, detail.slice(0, detailLengthMax));
  }

  stop(): void {
    for (const { timer } of this.#bursts.values()) this.clock.cancel(timer);
  }

  #begin(marketIndex: number | undefined, detail: string): void {
    const timer = this.clock.schedule(this.clock.nowNs() + burstNs, () => {
      const count = this.#bursts.get(marketIndex)?.count;
      this.#bursts.delete(marketIndex);
      this.note(marketIndex, "bad_frame", detail, count);
    });
    this.#bursts.set(marketIndex, { detail, timer, count: 1 });
  }
}
