/** What a feed's rows show of what it received: for feeds that do not say it themselves. */
import { eventKind } from "../../domain/event.ts";
import type { MarketRows } from "../../domain/market-rows.ts";
import { type FeedCounts, noCounts } from "./record-kinds.ts";

export class RowCounts {
  readonly #counts: { -readonly [Name in keyof FeedCounts]: number } = { ...noCounts };

  /** Of whole messages. */
  add(rows: MarketRows): void {
    for (let at = 0; at < rows.count; at++) if (rows.isLast[at] === 1) this.#message(rows.kind[at]!);
  }

  /** Rows come from one who had dropped already what was doubled or out of order. */
  get counts(): FeedCounts {
    const { depthEventsCount: appliedCount } = this.#counts;
    return { ...this.#counts, appliedCount };
  }

  #message(kind: number): void {
    if (kind === eventKind.depth) this.#counts.depthEventsCount++;
    else if (kind === eventKind.trade) this.#counts.tradesCount++;
    else if (kind === eventKind.ticker) this.#counts.tickersCount++;
    else if (kind === eventKind.clear || kind === eventKind.snapshotLevel) this.#counts.snapshotsCount++;
  }
}
