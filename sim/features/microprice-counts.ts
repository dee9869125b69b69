/**
 * What a market does, state by state, for the fit of the microprice: from each state of imbalance and spread, how often
 * which one comes next, and how far the mid moves on the way. A state comes next when the touch changes; where a side is
 * missing or both cross, the chain begins anew.
 */
import { type MicropriceStates, micropriceState } from "../../src/core/features/fitted-microprice.ts";
import { mid } from "../../src/core/features/mid.ts";
import type { MarketView } from "../../src/ports/engine.ts";
import type { FeatureSink } from "./play-features.ts";

export class MicropriceCounts implements FeatureSink {
  /** By `from x states + to`. */
  readonly moves: Float64Array;
  /** Of all moves from a state, in sum. */
  readonly midTicks: Float64Array;
  movesCount = 0;
  #state = -1;
  #midTicks = Number.NaN;

  constructor(readonly states: MicropriceStates) {
    const count = states.bucketsCount * states.spreadsCount;
    this.moves = new Float64Array(count * count);
    this.midTicks = new Float64Array(count);
  }

  /** @param next state, or -1 for none. @param midTicks then. */
  add(next: number, midTicks: number): void {
    if (this.#state !== -1 && next !== -1) {
      this.moves[this.#state * this.midTicks.length + next]!++;
      this.midTicks[this.#state]! += midTicks - this.#midTicks;
      this.movesCount++;
    }
    this.#state = next;
    this.#midTicks = midTicks;
  }

  /** What comes next follows nothing. */
  restart(): void {
    this.add(-1, Number.NaN);
  }

  row(view: MarketView): void {
    this.add(micropriceState(this.states, view), mid.value(view));
  }

  flow(): void {}
  touch(): void {}
}
