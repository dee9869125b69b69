/**
 * Markouts: what the mid did after each fill.
 *
 * For a fill with sign s (+1 buy) at price p, the markout at horizon h is s (mid(t + h) - p) in ticks, t the venue's
 * time of the fill (Cartea, Jaimungal and Penalva 2015, §10; the same sign as the P&L: positive is good for us). The
 * mean is weighted by lots; its standard error takes fills as independent, which in a burst they are not.
 */
import { assert } from "../../base/assert.ts";
import type { Fill } from "../../domain/fill.ts";
import { type FillCause, fillCauses } from "../../domain/own-event.ts";
import { sign } from "../../domain/side.ts";
import { type DurationNs, nsPerMs, nsPerSecond, type TimeNs } from "../../domain/time.ts";

export const markoutHorizonsNs: readonly DurationNs[] = [
  100 * nsPerMs,
  nsPerSecond,
  10 * nsPerSecond,
  60 * nsPerSecond,
];

/** The horizon at which the P&L counts adverse selection. */
export const adverseHorizonNs: DurationNs = nsPerSecond;

/** Moments of the markouts of one cause at one horizon. */
export interface MarkoutSums {
  fillsCount: number;
  lots: number;
  /** Sums of lots x markout, and of (lots x markout)^2, lots^2, lots^2 x markout for the error of the weighted mean. */
  lotsTicks: number;
  lots2Ticks2: number;
  lots2: number;
  lots2Ticks: number;
}

/** Several sums as one: fills, lots, mean in ticks weighted by lots, and its standard error. NaN without fills. */
export function totalMarkout(sums: readonly Readonly<MarkoutSums>[]) {
  const total = (field: keyof MarkoutSums) => sums.reduce((sum, part) => sum + part[field], 0);
  const lots = total("lots");
  const meanTicks = total("lotsTicks") / lots;
  // Of a weighted mean of independent fills: sqrt(sum w^2 (x - mean)^2) / sum w.
  const squares = total("lots2Ticks2") - 2 * meanTicks * total("lots2Ticks") + meanTicks * meanTicks * total("lots2");
  return { fillsCount: total("fillsCount"), lots, meanTicks, errorTicks: Math.sqrt(Math.max(0, squares)) / lots };
}

/** Called when a fill reaches a horizon: mid in half ticks, or NaN when there has never been one. */
export type OnMarkout = (fill: Fill, horizonNs: DurationNs, midHalfTicks: number) => void;

export class Markouts {
  readonly #sums = new Map(fillCauses.map((cause) => [cause, markoutHorizonsNs.map(emptySums)]));
  #nextDueNs: TimeNs = Number.POSITIVE_INFINITY; // Of all horizons.
  readonly #waiting: Fill[] = []; // In the order seen; the first ones have passed all horizons but the last.
  readonly #reached = markoutHorizonsNs.map(() => 0); // For each horizon, how many of `#waiting` have passed it.

  constructor(private readonly onMarkout: OnMarkout) {}

  sums(cause: FillCause, horizonNs: DurationNs): Readonly<MarkoutSums> {
    const sums = this.#sums.get(cause)?.[markoutHorizonsNs.indexOf(horizonNs)];
    assert(sums !== undefined, "a markout is asked for at a horizon that is kept");
    return sums;
  }

  add(fill: Fill): void {
    this.#waiting.push(fill);
    this.#nextDueNs = this.#earliestDueNs();
  }

  /** When the next fill reaches a horizon; Infinity for never. */
  nextDueNs(): TimeNs {
    return this.#nextDueNs;
  }

  /** Marks every fill that has reached a horizon by now. A fill waits for those seen before it. */
  mark(nowNs: TimeNs, midHalfTicks: number): void {
    if (nowNs < this.#nextDueNs) return;
    for (let h = 0; h < markoutHorizonsNs.length; h++) {
      const horizonNs = markoutHorizonsNs[h]!;
      for (let fill = this.#waiting[this.#reached[h]!]; fill !== undefined; fill = this.#waiting[this.#reached[h]!]) {
        if (fill.venueNs + horizonNs > nowNs) break;
        this.#reached[h]!++;
        if (Number.isNaN(midHalfTicks)) continue;
        this.#record(fill, h, midHalfTicks);
        this.onMarkout(fill, horizonNs, midHalfTicks);
      }
    }
    this.#forgetDone();
    this.#nextDueNs = this.#earliestDueNs();
  }

  #earliestDueNs(): TimeNs {
    let dueNs = Number.POSITIVE_INFINITY;
    for (let h = 0; h < markoutHorizonsNs.length; h++) {
      const fill = this.#waiting[this.#reached[h]!];
      if (fill !== undefined) dueNs = Math.min(dueNs, fill.venueNs + markoutHorizonsNs[h]!);
    }
    return dueNs;
  }

  #record(fill: Fill, horizonIndex: number, midHalfTicks: number): void {
    const sums = this.#sums.get(fill.cause)![horizonIndex]!;
    const ticks = sign(fill.side) * (midHalfTicks / 2 - fill.priceTicks);
    const { sizeLots } = fill;
    sums.fillsCount++;
    sums.lots += sizeLots;
    const lotsTicks = sizeLots * ticks;
    sums.lotsTicks += lotsTicks;
    sums.lots2Ticks2 += lotsTicks * lotsTicks;
    sums.lots2 += sizeLots * sizeLots;
    sums.lots2Ticks += sizeLots * lotsTicks;
  }

  /** Those that have passed the last horizon, once they are most of the list: a shift costs its length. */
  #forgetDone(): void {
    const doneCount = this.#reached[this.#reached.length - 1]!;
    if (doneCount < 64 || 2 * doneCount < this.#waiting.length) return;
    this.#waiting.splice(0, doneCount);
    for (let h = 0; h < this.#reached.length; h++) this.#reached[h]! -= doneCount;
  }
}

function emptySums(): MarkoutSums {
  return { fillsCount: 0, lots: 0, lotsTicks: 0, lots2Ticks2: 0, lots2: 0, lots2Ticks: 0 };
}
