/**
 * What a strategy wants working: a ladder a side, each price once. A side not wanted is a side pulled. Or, instead of
 * quotes, a position, which is taken (`../position-taker.ts`).
 *
 * One instance lives as long as the run and is refilled at each decision: nothing is allocated.
 */
import { assert } from "../../base/assert.ts";
import { bid, type Side } from "../../domain/side.ts";
import { QuoteReasons } from "./quote-reasons.ts";

/** Levels a side; a strategy that wants more has a bug. */
export const levelsMax = 32;

export class WantedQuotes {
  readonly bids = new Ladder();
  readonly asks = new Ladder();
  /** Why they are where they are, as far as the strategy says. */
  readonly reasons = new QuoteReasons();
  #isAimed = false; // At hand: every stop asks.
  #aimLots = Number.NaN;
  #aimCollarTicks = Number.NaN;

  /**
   * @param edgeTicks what a fill is expected to earn a lot, after fees and adverse selection; NaN where nothing is.
   * @param fillProbability within the horizon that the strategy looks ahead.
   */
  want(side: Side, priceTicks: number, sizeLots: number, edgeTicks = Number.NaN, fillProbability = Number.NaN): void {
    assert(Number.isSafeInteger(priceTicks), "a wanted price is a whole tick");
    assert(Number.isSafeInteger(sizeLots) && sizeLots > 0, "a wanted size is whole and positive");
    assert(!this.isAimed, "quotes or a position are wanted, not both");
    this.side(side).add(priceTicks, sizeLots, edgeTicks, fillProbability);
  }

  /**
   * A position instead of quotes. Orders that trade at once work towards it, one at a time.
   * @param targetLots whole lots beyond the reference.
   * @param collarTicks how far beyond the opposite touch each may trade.
   */
  aim(targetLots: number, collarTicks: number): void {
    assert(Number.isSafeInteger(targetLots), "a wanted position is whole lots");
    assert(Number.isSafeInteger(collarTicks) && collarTicks >= 0, "a collar is whole ticks beyond the touch");
    assert(this.isEmpty, "quotes or a position are wanted, not both");
    this.#isAimed = true;
    this.#aimLots = targetLots;
    this.#aimCollarTicks = collarTicks;
  }

  /** Whether a position is wanted. */
  get isAimed(): boolean {
    return this.#isAimed;
  }

  /** NaN for none. */
  get aimLots(): number {
    return this.#aimLots;
  }
  get aimCollarTicks(): number {
    return this.#aimCollarTicks;
  }

  get isEmpty(): boolean {
    return this.bids.count === 0 && this.asks.count === 0 && !this.isAimed;
  }

  side(side: Side): Ladder {
    return side === bid ? this.bids : this.asks;
  }

  clear(): void {
    this.bids.count = 0;
    this.asks.count = 0;
    this.#isAimed = false;
    this.#aimLots = Number.NaN;
    this.#aimCollarTicks = Number.NaN;
    this.reasons.clear();
  }
}

export class Ladder {
  readonly priceTicks = new Float64Array(levelsMax);
  readonly sizeLots = new Float64Array(levelsMax);
  readonly edgeTicks = new Float64Array(levelsMax);
  readonly fillProbability = new Float64Array(levelsMax);
  count = 0;

  add(priceTicks: number, sizeLots: number, edgeTicks: number, fillProbability: number): void {
    assert(this.count < levelsMax, "a ladder has at most levelsMax levels");
    assert(this.indexOf(priceTicks) === -1, "each price of a ladder is wanted once");
    this.priceTicks[this.count] = priceTicks;
    this.sizeLots[this.count] = sizeLots;
    this.edgeTicks[this.count] = edgeTicks;
    this.fillProbability[this.count] = fillProbability;
    this.count++;
  }

  /** Takes one level out; the order of the others stays. */
  remove(levelIndex: number): void {
    assert(levelIndex >= 0 && levelIndex < this.count, "the level is there");
    this.priceTicks.copyWithin(levelIndex, levelIndex + 1, this.count);
    this.sizeLots.copyWithin(levelIndex, levelIndex + 1, this.count);
    this.edgeTicks.copyWithin(levelIndex, levelIndex + 1, this.count);
    this.fillProbability.copyWithin(levelIndex, levelIndex + 1, this.count);
    this.count--;
  }

  /** The level at a price, or -1. */
  indexOf(priceTicks: number): number {
    for (let i = 0; i < this.count; i++) if (this.priceTicks[i] === priceTicks) return i;
    return -1;
  }
}
