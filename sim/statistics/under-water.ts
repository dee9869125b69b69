/**
 * How deep and how long P&L lay below an earlier peak: the two figures that say what waiting for it would have been
 * like.
 */
import type { DurationNs, TimeNs } from "../../src/domain/time.ts";

/** Of a P&L that starts at 0, sample by sample: what happens between samples is not seen. */
export class UnderWater {
  maxUnits = 0n;
  /** From a peak to its regaining, or to the last sample where that did not come. */
  longestNs: DurationNs = 0;
  #peakUnits = 0n;
  #peakNs: TimeNs = Number.NaN;

  add(timeNs: TimeNs, netUnits: bigint): void {
    if (Number.isNaN(this.#peakNs)) this.#peakNs = timeNs;
    if (netUnits < this.#peakUnits) {
      const depthUnits = this.#peakUnits - netUnits;
      if (depthUnits > this.maxUnits) this.maxUnits = depthUnits;
      this.longestNs = Math.max(this.longestNs, timeNs - this.#peakNs);
      return;
    }
    this.#peakUnits = netUnits;
    this.#peakNs = timeNs;
  }
}
