/**
 * The P&L of several instruments as one: what they sum to at each moment at which they are sampled.
 *
 * All are sampled on one grid and in the order of time, so a moment is complete when the next one comes. One that has
 * no sample yet counts as 0, one whose data have ended as it stood last.
 */
import { type DurationNs, nsPerMinute, type TimeNs } from "../../src/domain/time.ts";
import { IncrementStatistics, type IncrementSummary } from "./increments.ts";
import { UnderWater } from "./under-water.ts";

export interface TotalCurveSummary extends IncrementSummary {
  readonly maxDrawdownUnits: bigint;
  readonly longestDrawdownNs: DurationNs;
}

export class TotalCurve {
  readonly #netUnits = new Map<number, bigint>(); // By instrument.
  readonly #underWater = new UnderWater();
  readonly #minutes = new IncrementStatistics();
  #sumUnits = 0n;
  #atNs: TimeNs = Number.NaN;

  /** @param unitsPerOne smallest units in one of the settlement asset. */
  constructor(private readonly unitsPerOne: number) {}

  add(instrument: number, timeNs: TimeNs, netUnits: bigint): void {
    if (timeNs > this.#atNs) this.#take();
    if (!(timeNs <= this.#atNs)) this.#atNs = timeNs;
    this.#sumUnits += netUnits - (this.#netUnits.get(instrument) ?? 0n);
    this.#netUnits.set(instrument, netUnits);
  }

  /** Ends it. */
  summary(): TotalCurveSummary {
    if (!Number.isNaN(this.#atNs)) this.#take();
    const { maxUnits, longestNs } = this.#underWater;
    return { ...this.#minutes.summary(), maxDrawdownUnits: maxUnits, longestDrawdownNs: longestNs };
  }

  #take(): void {
    this.#underWater.add(this.#atNs, this.#sumUnits);
    if (this.#atNs % nsPerMinute === 0) this.#minutes.add(Number(this.#sumUnits) / this.unitsPerOne);
  }
}
