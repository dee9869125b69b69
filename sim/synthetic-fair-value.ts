/**
 * The latent fair value: what the instrument is worth, which nobody in the market is told outright.
 *
 * A geometric random walk whose volatility changes between regimes, with occasional jumps. It keeps its recent past,
 * since makers see it late: the delay is what informed takers live on, and the only source of adverse selection.
 */
import { assert } from "../src/base/assert.ts";
import type { Random } from "../src/base/random.ts";
import type { DurationNs, TimeNs } from "../src/domain/time.ts";
import { nsPerMinute } from "../src/domain/time.ts";
import { drawExponential, drawGapNs, drawNormal } from "./synthetic-draws.ts";
import type { FairValueParameters } from "./synthetic-parameters.ts";

export class FairValue {
  readonly #walk: Random;
  readonly #regimes: Random;
  readonly #jumps: Random;
  readonly #past: Float64Array;
  /** Standard deviation of a step, as a fraction of the price, by regime. */
  readonly #stepDeviations: readonly number[];
  #steps = 0;
  #regime = 0;
  #regimeEndsNs: TimeNs;
  #jumpNs: TimeNs;

  /** @param delayMaxNs how far back `delayedTicks` may look. */
  constructor(
    readonly parameters: FairValueParameters,
    random: Random,
    startNs: TimeNs,
    startTicks: number,
    delayMaxNs: DurationNs,
  ) {
    this.#walk = random.fork("walk");
    this.#regimes = random.fork("regimes");
    this.#jumps = random.fork("jumps");
    this.#past = new Float64Array(Math.ceil(delayMaxNs / parameters.stepNs) + 1).fill(startTicks);
    this.#stepDeviations = parameters.regimes.map(
      ({ bpsPerMinute }) => (bpsPerMinute / 10_000) * Math.sqrt(parameters.stepNs / nsPerMinute),
    );
    this.#regimeEndsNs = startNs + drawGapNs(this.#regimes, parameters.regimes[0]!.meanDurationNs);
    this.#jumpNs = startNs + drawGapNs(this.#jumps, parameters.jumpsMeanGapNs);
  }

  /** In ticks, not rounded to whole ones. */
  get nowTicks(): number {
    return this.#past[this.#steps % this.#past.length]!;
  }

  get activity(): number {
    return this.parameters.regimes[this.#regime]!.activity;
  }

  /** As it was `delayNs` before the last step. */
  delayedTicks(delayNs: DurationNs): number {
    const stepsBack = Math.round(delayNs / this.parameters.stepNs);
    assert(stepsBack < this.#past.length, "the past is kept for the longest delay");
    // Before the first step the past is the start, which fills the ring.
    return this.#past[(this.#steps + this.#past.length - stepsBack) % this.#past.length]!;
  }

  step(nowNs: TimeNs): void {
    if (nowNs >= this.#regimeEndsNs) this.#changeRegime(nowNs);
    let change = this.#stepDeviations[this.#regime]! * drawNormal(this.#walk);
    if (nowNs >= this.#jumpNs) change += this.#drawJump(nowNs);
    const nextTicks = this.nowTicks * (1 + change);
    this.#steps++;
    this.#past[this.#steps % this.#past.length] = nextTicks;
  }

  #changeRegime(nowNs: TimeNs): void {
    const { regimes } = this.parameters;
    // Any regime but the present one.
    if (regimes.length > 1) this.#regime = (this.#regime + this.#regimes.int(1, regimes.length - 1)) % regimes.length;
    this.#regimeEndsNs = nowNs + drawGapNs(this.#regimes, regimes[this.#regime]!.meanDurationNs);
  }

  #drawJump(nowNs: TimeNs): number {
    this.#jumpNs = nowNs + drawGapNs(this.#jumps, this.parameters.jumpsMeanGapNs);
    const size = drawExponential(this.#jumps, this.parameters.jumpMeanBps / 10_000);
    return this.#jumps.chance(1, 2) ? size : -size;
  }
}
