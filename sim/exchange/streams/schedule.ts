/** Who wants to be asked at the multiples of which period: several feeds of a period are asked in the order in which they came. */
import { assert } from "../../../src/base/assert.ts";
import type { Timed } from "../transport.ts";
import type { Feed } from "./feed.ts";

interface Round {
  dueUs: number;
  /** Never changed in place: feeds come and go while they are asked. */
  feeds: readonly Feed[];
}

export class Schedule implements Timed {
  readonly #rounds = new Map<number, Round>();
  #nextUs = Number.POSITIVE_INFINITY;

  get nextUs(): number {
    return this.#nextUs;
  }

  /** It is asked for the first time at the first multiple after `nowUs`. */
  add(nowUs: number, feed: Feed): void {
    const { periodUs } = feed;
    assert(Number.isSafeInteger(periodUs) && periodUs > 0, "a period is a positive whole number");
    const round = this.#rounds.get(periodUs);
    if (round !== undefined) round.feeds = [...round.feeds, feed];
    else this.#rounds.set(periodUs, { dueUs: (Math.floor(nowUs / periodUs) + 1) * periodUs, feeds: [feed] });
    this.#findNext();
  }

  delete(feed: Feed): void {
    const round = this.#rounds.get(feed.periodUs);
    assert(round !== undefined, "a feed leaves the round that it is in");
    round.feeds = round.feeds.filter((other) => other !== feed);
    if (round.feeds.length === 0) this.#rounds.delete(feed.periodUs);
    this.#findNext();
  }

  /** Asks once for the earliest time that is due. */
  advance(nowUs: number): void {
    const dueUs = this.#nextUs;
    if (dueUs > nowUs) return;
    for (const round of this.#rounds.values()) {
      if (round.dueUs !== dueUs) continue;
      round.dueUs += round.feeds[0]!.periodUs;
      for (const feed of round.feeds) feed.tick?.(dueUs);
    }
    this.#findNext();
  }

  #findNext(): void {
    this.#nextUs = Number.POSITIVE_INFINITY;
    for (const { dueUs } of this.#rounds.values()) this.#nextUs = Math.min(this.#nextUs, dueUs);
  }
}
