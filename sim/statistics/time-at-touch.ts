/**
 * The share of time that own quotes stood at the best price. It is sampled, on the grid on which P&L is read, because
 * between two stops of the engine nobody sees the touch move.
 */
import type { TimeAtTouch } from "../result.ts";

/** What stood at a sample. Prices in ticks; an own one is NaN where no quote of ours was live. */
export interface TouchSample {
  readonly touchBidTicks: number;
  readonly touchAskTicks: number;
  readonly ownBidTicks: number;
  readonly ownAskTicks: number;
}

export class TouchTime {
  #samplesCount = 0;
  #bidCount = 0;
  #askCount = 0;
  #bothCount = 0;

  /** A price better than the touch counts as at it: a recorded book does not show our own orders. */
  add({ touchBidTicks, touchAskTicks, ownBidTicks, ownAskTicks }: TouchSample): void {
    const isBidAt = ownBidTicks >= touchBidTicks;
    const isAskAt = ownAskTicks <= touchAskTicks;
    this.#samplesCount++;
    if (isBidAt) this.#bidCount++;
    if (isAskAt) this.#askCount++;
    if (isBidAt && isAskAt) this.#bothCount++;
  }

  summary(): TimeAtTouch {
    const share = (count: number) => (this.#samplesCount === 0 ? undefined : count / this.#samplesCount);
    return {
      samplesCount: this.#samplesCount,
      bid: share(this.#bidCount),
      ask: share(this.#askCount),
      both: share(this.#bothCount),
    };
  }
}
