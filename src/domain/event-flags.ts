/** The `flags` byte of rows as the engine reads them (event.ts), out of rows as they were received. */
import { eventFlag, eventKind } from "./event.ts";
import { type MarketRows, noId } from "./market-rows.ts";
import { ask } from "./side.ts";

/** Whether anybody can have been filled by it: a print of less than a lot is none. */
export function isForEngine(rows: MarketRows, at: number): boolean {
  return rows.kind[at] !== eventKind.trade || rows.sizeLots[at] !== 0;
}

/** Of one instrument, row after row. */
export class EventFlags {
  /** Largest update id of depth, ticker and snapshot messages since the last gap. */
  #updateId = noId;

  of(rows: MarketRows, at: number): number {
    const kind = rows.kind[at]!;
    let flags = kind;
    if (rows.side[at] === ask) flags |= eventFlag.ask;
    if (rows.isLast[at] === 1) flags |= eventFlag.isLast;
    if (Number.isNaN(rows.venueNs[at]!)) flags |= eventFlag.noVenueTime;
    // A venue that was set up anew counts from the beginning, and the connection to it has been lost.
    if (kind === eventKind.gap) this.#updateId = noId;
    else if (kind !== eventKind.trade) flags |= this.#movesTouch(rows.updateId[at]!);
    return flags;
  }

  /** What has no id, as tickers from a recorder that left it out, is as new as its place says. */
  #movesTouch(updateId: number): number {
    if (updateId !== noId && updateId < this.#updateId) return 0;
    this.#updateId = Math.max(this.#updateId, updateId);
    return eventFlag.movesTouch;
  }
}
