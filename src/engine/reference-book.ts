/**
 * One book of price levels, each side an array sorted from the best price on.
 *
 * A level remembers how many of its shown lots were already given to us, so that no lot is given twice (rules, section 5).
 */
import { ask, bid, opposite, type Side } from "../domain/side.ts";

export interface Level {
  readonly priceTicks: number;
  shownLots: number;
  /** Of the shown lots, those that own takers or quotes filled through have had; at most `shownLots`. */
  takenLots: number;
}

export class ReferenceBook {
  readonly #levels: readonly [Level[], Level[]] = [[], []];

  /** Levels of a side, best first. */
  levels(side: Side): readonly Level[] {
    return this.#levels[side];
  }

  best(side: Side): Level | undefined {
    return this.#levels[side][0];
  }

  shownLots(side: Side, priceTicks: number): number {
    const level = this.#levels[side][this.#indexOf(side, priceTicks)];
    return level?.priceTicks === priceTicks ? level.shownLots : 0;
  }

  /** Sets what a level shows; 0 removes it, and with it what was taken there. */
  show(side: Side, priceTicks: number, shownLots: number): void {
    const levels = this.#levels[side];
    const index = this.#indexOf(side, priceTicks);
    const level = levels[index];
    if (level?.priceTicks !== priceTicks) {
      if (shownLots > 0) levels.splice(index, 0, { priceTicks, shownLots, takenLots: 0 });
    } else if (shownLots === 0) {
      levels.splice(index, 1);
    } else {
      level.shownLots = shownLots;
      level.takenLots = Math.min(level.takenLots, shownLots);
    }
  }

  /** Whether a level against an order of `side` is shown at or through its price. */
  crosses(side: Side, priceTicks: number): boolean {
    const level = this.best(opposite(side));
    return level !== undefined && reaches(side, priceTicks, level.priceTicks);
  }

  /** Gives an order of `side` at most `lots` of what is available at or through its price, best level first, once. */
  take(side: Side, priceTicks: number, lots: number, give: (priceTicks: number, lots: number) => void): void {
    let wantedLots = lots;
    for (const level of this.#levels[opposite(side)]) {
      if (wantedLots === 0 || !reaches(side, priceTicks, level.priceTicks)) return;
      const givenLots = Math.min(wantedLots, level.shownLots - level.takenLots);
      if (givenLots === 0) continue;
      level.takenLots += givenLots;
      wantedLots -= givenLots;
      give(level.priceTicks, givenLots);
    }
  }

  clear(): void {
    for (const levels of this.#levels) levels.length = 0;
  }

  /** Where the level is, or would be. */
  #indexOf(side: Side, priceTicks: number): number {
    const levels = this.#levels[side];
    let low = 0;
    let high = levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBetter(side, levels[middle]!.priceTicks, priceTicks)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Whether a price stands before another in the queue of a side: higher for bids, lower for asks. */
export function isBetter(side: Side, priceTicks: number, thanTicks: number): boolean {
  return side === bid ? priceTicks > thanTicks : priceTicks < thanTicks;
}

/** Whether an order of `side` at `priceTicks` and one against it at `oppositeTicks` would trade. */
export function reaches(side: Side, priceTicks: number, oppositeTicks: number): boolean {
  return side === ask ? oppositeTicks >= priceTicks : oppositeTicks <= priceTicks;
}
