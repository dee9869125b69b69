/** The latest touches by when they were received: what was known at a time that has passed (rules, section 7). */
import type { TimeNs } from "../domain/time.ts";
import { engineLimits } from "../ports/engine.ts";

interface TouchPrices {
  readonly receivedNs: TimeNs;
  readonly ticks: readonly [bid: number, ask: number];
}

export class TouchHistory {
  /** Oldest first; before the first touch there was an empty one for ever. */
  readonly #touches: TouchPrices[] = [{ receivedNs: Number.NEGATIVE_INFINITY, ticks: [0, 0] }];

  /** To be told only where a price changes. */
  add(touch: TouchPrices): void {
    this.#touches.push(touch);
    if (this.#touches.length > engineLimits.touchesKeptMax) this.#touches.shift();
  }

  /** Prices of the last one received by then; of the oldest kept, when all are later. */
  at(timeNs: TimeNs): readonly [bid: number, ask: number] {
    const touch = this.#touches.findLast(({ receivedNs }) => receivedNs <= timeNs) ?? this.#touches[0]!;
    return touch.ticks;
  }
}
