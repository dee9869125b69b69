/**
 * How far the venue's clock is from ours: the time it answers with, against the middle of the question's way; of a few
 * questions the one that came back fastest, since on the shortest way the middle is least wrong. (Cristian's method.)
 */
import { type DurationNs, nsPerMs, nsPerSecond, type TimeNs } from "../../../domain/time.ts";
import type { TimerId } from "../../../ports/clock.ts";
import { parseObject } from "../decode.ts";
import { isVenueTime, microsecondsMin, venueTimeNs } from "../venue-time.ts";
import type { FeedVenue } from "./feed-venue.ts";
import type { FeedWorld } from "./feed-world.ts";
import type { SlidingBudget } from "./sliding-budget.ts";

const questionsCount = 5;
const timeoutNs: DurationNs = 5 * nsPerSecond;
/** A smaller change is no better known than what was told before. */
const changeMinNs: DurationNs = nsPerMs;
const retryNs: DurationNs = 2 * nsPerSecond;

interface Measured {
  readonly offsetNs: DurationNs;
  readonly tripNs: DurationNs;
}

export class ClockOffset {
  #told: DurationNs | undefined;
  #timer: TimerId | undefined;
  #isStopped = false;

  /** @param told hears what is to be added to the venue's times, at first and whenever it has changed. */
  constructor(
    private readonly world: FeedWorld,
    private readonly venue: FeedVenue,
    private readonly budget: SlidingBudget,
    private readonly everyNs: DurationNs,
    private readonly told: (offsetNs: DurationNs) => void,
  ) {}

  start(): void {
    void this.#measure();
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== undefined) this.world.clock.cancel(this.#timer);
  }

  async #measure(): Promise<void> {
    let best: Measured | undefined;
    for (let question = 0; question < questionsCount && !this.#isStopped; question++) {
      const measured = await this.#ask();
      if (measured !== undefined && measured.tripNs < (best?.tripNs ?? Number.POSITIVE_INFINITY)) best = measured;
    }
    if (this.#isStopped) return;
    if (best !== undefined) this.#tell(best.offsetNs);
    const waitNs = this.#told === undefined ? retryNs : this.everyNs;
    this.#timer = this.world.clock.schedule(this.world.clock.nowNs() + waitNs, () => this.#measure());
  }

  #tell(offsetNs: DurationNs): void {
    if (this.#told !== undefined && Math.abs(offsetNs - this.#told) <= changeMinNs) return;
    this.#told = offsetNs;
    this.told(offsetNs);
  }

  async #ask(): Promise<Measured | undefined> {
    const { clock, http } = this.world;
    const sentNs = clock.nowNs();
    this.budget.spend(sentNs, this.venue.timeWeight);
    const { timeUrl: url, timeHeaders: headers } = this.venue;
    const result = await http.send({ method: "GET", url, headers, body: "", timeoutNs });
    const nowNs = clock.nowNs();
    if (result.kind === "failed" || result.status !== 200) return undefined;
    const venueNs = readTime(result.body, clock.epochUnixNs);
    if (venueNs === undefined) return undefined;
    return { offsetNs: Math.round((sentNs + nowNs) / 2 - venueNs), tripNs: nowNs - sentNs };
  }
}

/** Milliseconds are cut off, not rounded: on average half of one is missing. */
function readTime(json: string, epochUnixNs: bigint): TimeNs | undefined {
  const time = parseObject(json)?.serverTime;
  if (typeof time !== "number" || !isVenueTime(time)) return undefined;
  const cutNs = time < microsecondsMin ? nsPerMs / 2 : 0;
  return venueTimeNs(time, Number(epochUnixNs / BigInt(nsPerMs))) + cutNs;
}
