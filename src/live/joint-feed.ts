/** Feeds of several venues as one: each knows its own instruments by number, the session all of them. */
import type { FeedListener, MarketFeed } from "../ports/market-feed.ts";

export interface FeedPart {
  readonly feed: MarketFeed;
  /** Of each of its instruments, the number in the session. */
  readonly marketIndexes: readonly number[];
}

export class JointFeed implements MarketFeed {
  constructor(private readonly parts: readonly FeedPart[]) {}

  start(listener: FeedListener): void {
    for (const { feed, marketIndexes } of this.parts) {
      const indexOf = (at: number | undefined) => (at === undefined ? undefined : marketIndexes[at]!);
      feed.start({
        rows: (at, rows) => listener.rows(marketIndexes[at]!, rows),
        clockOffset: (offsetNs) => listener.clockOffset(offsetNs),
        noted: (at, note) => listener.noted(indexOf(at), note),
      });
    }
  }

  stop(): void {
    for (const { feed } of this.parts) feed.stop();
  }
}
