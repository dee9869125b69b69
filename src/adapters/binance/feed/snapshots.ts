/**
 * Depth snapshots over REST for symbols whose book is not in step: a few at a time, within the feed's share of the
 * address's weight, each symbol asked again with growing patience until a snapshot joins its events.
 *
 *   idle ── want ──▶ waiting ── its time ──▶ queued ── weight ──▶ asked ── joined ──▶ idle
 *                       ▲                                           │
 *                       └──────── too old, refused, lost ───────────┘        `drop` leads to idle from anywhere
 */
import { type DurationNs, nsPerMinute, nsPerMs, nsPerSecond, type TimeNs } from "../../../domain/time.ts";
import type { TimerId } from "../../../ports/clock.ts";
import type { HttpResult } from "../../../ports/http.ts";
import { backoffNs } from "../backoff.ts";
import type { FeedVenue } from "./feed-venue.ts";
import type { FeedWorld, NoteFeed } from "./feed-world.ts";
import type { SlidingBudget } from "./sliding-budget.ts";
import type { SymbolFeed } from "./symbol-feed.ts";

const askedMax = 2;
const timeoutNs: DurationNs = 10 * nsPerSecond;
const waitFirstNs: DurationNs = 200 * nsPerMs;
const waitMostNs: DurationNs = 30 * nsPerSecond;
/** A book that was in step for so long begins anew with its patience. */
const calmNs: DurationNs = nsPerMinute;
/** Of the venue's own count of the address's weight: beyond, the feed leaves the rest of the minute to others. */
const weightUsedShareMax = 0.8;
const retryAfterUsualNs: DurationNs = 30 * nsPerSecond;
const tooMany = [429, 418];

interface Need {
  state: "idle" | "waiting" | "queued" | "asked";
  attempts: number;
  /** Undefined before the first. */
  joinedNs: TimeNs | undefined;
  timer: TimerId | undefined;
  /** An answer to an earlier question is of no use. */
  asking: number;
}

export class Snapshots {
  readonly #needs: Need[];
  /** Indexes of symbols. */
  readonly #queue: number[] = [];
  #askedCount = 0;
  #pausedUntilNs: TimeNs = Number.NEGATIVE_INFINITY;
  #pump: TimerId | undefined;

  constructor(
    private readonly world: FeedWorld,
    private readonly venue: FeedVenue,
    private readonly budget: SlidingBudget,
    private readonly symbols: readonly SymbolFeed[],
    private readonly note: NoteFeed,
  ) {
    this.#needs = symbols.map(() => {
      return { state: "idle", attempts: 0, joinedNs: undefined, timer: undefined, asking: 0 };
    });
  }

  want(index: number): void {
    const need = this.#needs[index]!;
    if (need.state !== "idle") return;
    if (need.joinedNs !== undefined && this.#nowNs - need.joinedNs > calmNs) need.attempts = 0;
    this.#wait(index);
  }

  drop(index: number): void {
    const need = this.#needs[index]!;
    need.state = "idle";
    need.asking++;
    if (need.timer !== undefined) this.world.clock.cancel(need.timer);
    const at = this.#queue.indexOf(index);
    if (at >= 0) this.#queue.splice(at, 1);
  }

  stop(): void {
    for (const index of this.#needs.keys()) this.drop(index);
    if (this.#pump !== undefined) this.world.clock.cancel(this.#pump);
  }

  get #nowNs(): TimeNs {
    return this.world.clock.nowNs();
  }

  /** The first time nobody waits. */
  #wait(index: number): void {
    const need = this.#needs[index]!;
    const attempt = need.attempts++;
    const waitNs = attempt === 0 ? 0 : backoffNs(this.world.random, attempt - 1, waitFirstNs, waitMostNs);
    if (attempt > 0) this.note(index, "resync", `attempt ${attempt + 1}`);
    need.state = "waiting";
    need.timer = this.world.clock.schedule(this.#nowNs + waitNs, () => {
      need.state = "queued";
      this.#queue.push(index);
      this.#askNext();
    });
  }

  #askNext(): void {
    const nowNs = this.#nowNs;
    while (this.#queue.length > 0 && this.#askedCount < askedMax) {
      const waitNs = this.#waitNs(nowNs);
      if (waitNs > 0) {
        this.#askLater(nowNs + waitNs);
        return;
      }
      this.budget.spend(nowNs, this.venue.snapshotWeight);
      void this.#ask(this.#queue.shift()!);
    }
  }

  #waitNs(nowNs: TimeNs): DurationNs {
    return Math.max(this.#pausedUntilNs - nowNs, this.budget.waitNs(nowNs, this.venue.snapshotWeight));
  }

  #askLater(atNs: TimeNs): void {
    if (this.#pump !== undefined) this.world.clock.cancel(this.#pump);
    this.#pump = this.world.clock.schedule(atNs, () => this.#askNext());
  }

  async #ask(index: number): Promise<void> {
    const need = this.#needs[index]!;
    const asking = ++need.asking;
    need.state = "asked";
    this.#askedCount++;
    const url = this.venue.snapshotUrl(this.symbols[index]!.instrument.symbol);
    const result = await this.world.http.send({ method: "GET", url, headers: [], body: "", timeoutNs });
    this.#askedCount--;
    this.#heedLimits(result);
    if (asking === need.asking) this.#answered(index, need, result);
    this.#askNext();
  }

  #answered(index: number, need: Need, result: HttpResult): void {
    const problem = this.#use(index, result);
    if (problem === undefined) {
      need.state = "idle";
      need.joinedNs = this.#nowNs;
      return;
    }
    this.note(index, "snapshot_refused", problem);
    this.#wait(index);
  }

  /** Returns why it is of no use, or undefined. */
  #use(index: number, result: HttpResult): string | undefined {
    if (result.kind === "failed") return result.why;
    if (result.status !== 200) return `status ${result.status}`;
    const verdict = this.symbols[index]!.snapshot(result.body, this.#nowNs);
    if (verdict === "joined") return undefined;
    return verdict === "does_not_join" ? "does not join the events that wait for it" : verdict.problem;
  }

  #heedLimits(result: HttpResult): void {
    if (result.kind === "failed") return;
    if (tooMany.includes(result.status)) this.#pause(retryAfterNs(result.header("retry-after")));
    const used = Number(result.header("x-mbx-used-weight-1m") ?? 0);
    if (used > weightUsedShareMax * this.venue.weightPerMinuteMax) this.#pause(nsPerMinute);
  }

  #pause(waitNs: DurationNs): void {
    this.#pausedUntilNs = Math.max(this.#pausedUntilNs, this.#nowNs + waitNs);
  }
}

function retryAfterNs(text: string | undefined): DurationNs {
  const seconds = Number(text);
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) * nsPerSecond : retryAfterUsualNs;
}
