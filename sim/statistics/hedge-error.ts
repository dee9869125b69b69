/**
 * How far a hedge was off: |what is hedged + what the hedge holds|, over the time that it lasted so. Told whenever either
 * has changed, and from time to time; it counts from the first time on.
 */
import type { DurationNs, TimeNs } from "../../src/domain/time.ts";

export class HedgeError {
  maxLots = 0;
  #lots = 0;
  #atNs: TimeNs = Number.NaN;
  #lotNs = 0;
  #spanNs: DurationNs = 0;

  /** @param lots off by so many from now on, of either sign. */
  add(nowNs: TimeNs, lots: number): void {
    if (nowNs > this.#atNs) {
      this.#lotNs += this.#lots * (nowNs - this.#atNs);
      this.#spanNs += nowNs - this.#atNs;
    }
    this.#atNs = nowNs;
    this.#lots = Math.abs(lots);
    this.maxLots = Math.max(this.maxLots, this.#lots);
  }

  /** Over time; 0 where no time has passed. */
  get meanLots(): number {
    return this.#spanNs === 0 ? 0 : this.#lotNs / this.#spanNs;
  }
}
