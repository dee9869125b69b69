/**
 * The volume-weighted average price of the last minutes: what percent-price and notional filters measure by, and avgPrice prints.
 *
 * Trades are kept by the second, so that the window moves in steps of one: memory does not grow with the rate of trades.
 */
import { assert } from "../../src/base/assert.ts";
import { secondUs } from "./time-unit.ts";

export class AveragePrice {
  readonly #secondsCount: number;
  readonly #lots: Float64Array;
  readonly #quoteUnits: bigint[];
  #lotsTotal = 0;
  #quoteUnitsTotal = 0n;
  /** The second of the newest slot. */
  #second = 0;
  #changesCount = 0;

  constructor(readonly minutes: number) {
    assert(Number.isInteger(minutes) && minutes >= 0, "the window is a number of minutes");
    this.#secondsCount = Math.max(1, minutes * 60);
    this.#lots = new Float64Array(this.#secondsCount);
    this.#quoteUnits = new Array<bigint>(this.#secondsCount).fill(0n);
  }

  add(timeUs: number, lots: number, quoteUnits: bigint): void {
    this.moveTo(timeUs);
    const slot = this.#second % this.#secondsCount;
    this.#lots[slot]! += lots;
    this.#quoteUnits[slot]! += quoteUnits;
    this.#lotsTotal += lots;
    this.#quoteUnitsTotal += quoteUnits;
    this.#changesCount++;
  }

  /** Moves the window to end at `timeUs`. Returns a number that stays the same for as long as the average does. */
  moveTo(timeUs: number): number {
    const second = Math.floor(timeUs / secondUs);
    assert(second >= this.#second, "time never goes back");
    const from = Math.max(this.#second + 1, second - this.#secondsCount + 1);
    for (let left = from; left <= second; left++) this.#clear(left % this.#secondsCount);
    this.#second = second;
    return this.#changesCount;
  }

  /** What traded within the window. */
  get lots(): number {
    return this.#lotsTotal;
  }
  get quoteUnits(): bigint {
    return this.#quoteUnitsTotal;
  }

  #clear(slot: number): void {
    if (this.#lots[slot] === 0) return;
    this.#changesCount++;
    this.#lotsTotal -= this.#lots[slot]!;
    this.#quoteUnitsTotal -= this.#quoteUnits[slot]!;
    this.#lots[slot] = 0;
    this.#quoteUnits[slot] = 0n;
  }
}
