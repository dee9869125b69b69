/**
 * One book of price levels, each side an array sorted from the best price on.
 *
 * A level remembers how many of its shown lots were already given to us, so that no lot is given twice (rules, section
 * 5).
 */
import { assert } from "../base/assert.ts";
import { ask, bid, opposite, type Side } from "../domain/side.ts";

export interface Level {
  readonly priceTicks: number;
  shownLots: number;
  /** Of the shown lots, those that own takers or quotes filled through have had; at most `shownLots`. */
  takenLots: number;
}

/** Lots of a level that one order may have. */
export interface Offer {
  readonly level: Level;
  readonly lots: number;
}

export class ReferenceBook {
  readonly #levels: readonly [Level[], Level[]] = [[], []];

  best(side: Side): Level | undefined {
    return this.#levels[side][0];
  }

  /** Copies of at most so many, best first. */
  bestLevels(side: Side, countMax: number): Level[] {
    return this.#levels[side].slice(0, countMax).map((level) => ({ ...level }));
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

  /** What an order of `side` may have of the levels at or through its price, best level first. */
  offers(side: Side, priceTicks: number): Offer[] {
    return this.#levels[opposite(side)]
      .filter((level) => reaches(side, priceTicks, level.priceTicks))
      .map((level) => ({ level, lots: level.shownLots - level.takenLots }));
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

/** Gives at most `wantedLots` of what is offered, in its order, each lot once. */
export function take(
  offers: readonly Offer[],
  wantedLots: number,
  give: (priceTicks: number, lots: number) => void,
): void {
  let leftLots = wantedLots;
  for (const { level, lots } of offers) {
    const givenLots = Math.min(leftLots, lots);
    if (givenLots === 0) continue;
    level.takenLots += givenLots;
    assert(level.takenLots <= level.shownLots, "a level gives each lot that it shows once");
    leftLots -= givenLots;
    give(level.priceTicks, givenLots);
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
