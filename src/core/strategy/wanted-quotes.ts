/**
 * What a strategy wants working: a ladder a side, each price once. A side not wanted is a side pulled.
 *
 * One instance lives as long as the run and is refilled at each decision: nothing is allocated.
 */
import { assert } from "../../base/assert.ts";
import { ask, bid, type Side } from "../../domain/side.ts";

/** Levels a side; a strategy that wants more has a bug. */
export const levelsMax = 32;

export class WantedQuotes {
  readonly bids = new Ladder();
  readonly asks = new Ladder();

  want(side: Side, priceTicks: number, sizeLots: number): void {
    assert(Number.isSafeInteger(priceTicks), "a wanted price is a whole tick");
    assert(Number.isSafeInteger(sizeLots) && sizeLots > 0, "a wanted size is whole and positive");
    this.side(side).add(priceTicks, sizeLots);
  }

  side(side: Side): Ladder {
    return side === bid ? this.bids : this.asks;
  }

  clear(): void {
    this.side(bid).count = 0;
    this.side(ask).count = 0;
  }
}

export class Ladder {
  readonly priceTicks = new Float64Array(levelsMax);
  readonly sizeLots = new Float64Array(levelsMax);
  count = 0;

  add(priceTicks: number, sizeLots: number): void {
    assert(this.count < levelsMax, "a ladder has at most levelsMax levels");
    assert(this.indexOf(priceTicks) === -1, "each price of a ladder is wanted once");
    this.priceTicks[this.count] = priceTicks;
    this.sizeLots[this.count] = sizeLots;
    this.count++;
  }

  /** Takes one level out; the order of the others stays. */
  remove(levelIndex: number): void {
    assert(levelIndex >= 0 && levelIndex < this.count, "the level is there");
    this.priceTicks.copyWithin(levelIndex, levelIndex + 1, this.count);
    this.sizeLots.copyWithin(levelIndex, levelIndex + 1, this.count);
    this.count--;
  }

  /** The level at a price, or -1. */
  indexOf(priceTicks: number): number {
    for (let i = 0; i < this.count; i++) if (this.priceTicks[i] === priceTicks) return i;
    return -1;
  }
}
