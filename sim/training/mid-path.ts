/** The mid over a stretch of data, as it was received: what labels are read from, after the fact. */
import { assert } from "../../src/base/assert.ts";
import type { TimeNs } from "../../src/domain/time.ts";

export class MidPath {
  readonly #timesNs: TimeNs[] = [];
  readonly #midTicks: number[] = [];
  #endNs: TimeNs = Number.NEGATIVE_INFINITY;

  /** From then on it is this; NaN for not known. Times do not fall. */
  add(timeNs: TimeNs, midTicks: number): void {
    assert(timeNs >= (this.#timesNs.at(-1) ?? timeNs), "a path goes forward");
    this.#timesNs.push(timeNs);
    this.#midTicks.push(midTicks);
  }

  /** Behind this nothing is known. */
  end(timeNs: TimeNs): void {
    this.#endNs = timeNs;
  }

  /** In ticks; NaN where the market did not say, before the first and behind the end. */
  at(timeNs: TimeNs): number {
    if (timeNs > this.#endNs) return Number.NaN;
    let [low, high] = [0, this.#timesNs.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#timesNs[middle]! <= timeNs) low = middle + 1;
      else high = middle;
    }
    return this.#midTicks[low - 1] ?? Number.NaN;
  }
}
