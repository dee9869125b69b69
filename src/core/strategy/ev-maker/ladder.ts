/**
 * Which of the candidates of a side to quote: the best, then the best of those behind it, and so on.
 *
 * A quote is worth fills x (edge - cost of holding what it buys - least edge), in ticks a lot over the horizon. What
 * reaches a price has gone through every better one, so a level is filled after all that are nearer: its cost of
 * holding counts them as filled, which makes each further level worth less. Next levels are therefore looked for
 * outward only, a gap away.
 *
 * While anything of ours stands on the side, a new quote has to be worth `moveGainTicks` more than one that stands:
 * what stands is valued with the lots that are ahead of it now, what is new with the whole queue that it would join, so
 * the difference is what the place in the queue is worth, and the gain pays for the time without a quote.
 *
 * More inventory never gives a keener buy: values differ by fills x cost, and fills never rise outward, so a larger
 * cost can move the best only outward, and can only make it worth less. Of two that are worth the same the outer is
 * taken.
 */
import { levelsMax } from "../wanted-quotes.ts";
import type { Candidates } from "./candidates.ts";

export interface LadderRules {
  readonly levelsCount: number;
  readonly levelGapTicks: number;
  readonly edgeTicksMin: number;
  readonly moveGainTicks: number;
}

export class Choice {
  /** Indices of candidates, outward. */
  readonly at = new Int32Array(levelsMax);
  count = 0;

  constructor(private readonly rules: LadderRules) {}

  /**
   * @param costTicks of holding what the first level buys, a lot.
   * @param costPerLevelTicks what each nearer level adds.
   */
  make(candidates: Candidates, costTicks: number, costPerLevelTicks: number): void {
    const { levelsCount, levelGapTicks, edgeTicksMin } = this.rules;
    this.count = 0;
    let from = 0;
    while (this.count < levelsCount) {
      const best = this.#best(candidates, from, costTicks + this.count * costPerLevelTicks + edgeTicksMin);
      if (best === -1) return;
      this.at[this.count++] = best;
      const nextTicks = candidates.behindTicks[best]! + levelGapTicks;
      for (from = best + 1; from < candidates.count && candidates.behindTicks[from]! < nextTicks; ) from++;
    }
  }

  /** -1 where nothing is worth more than nothing. */
  #best(candidates: Candidates, from: number, costTicks: number): number {
    const { fills, edgeTicks, isStanding, count, hasStanding } = candidates;
    const movingTicks = hasStanding ? this.rules.moveGainTicks : 0;
    let best = -1;
    let bestTicks = Number.MIN_VALUE; // The least that is more than nothing.
    for (let at = from; at < count; at++) {
      const valueTicks = fills[at]! * (edgeTicks[at]! - costTicks) - (isStanding[at] === 1 ? 0 : movingTicks);
      if (!(valueTicks >= bestTicks)) continue;
      best = at;
      bestTicks = valueTicks;
    }
    return best;
  }
}
