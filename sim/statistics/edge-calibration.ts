/**
 * Is the predicted edge honest? What a strategy said that a fill would earn when it placed the order, against what the
 * mid then did.
 *
 * The realised edge of a fill at horizon h is its markout less the maker fee, s (mid(t + h) - p) - fee, in ticks a lot,
 * as the prediction counts it. Fills are put in order of the prediction and cut into bins of equal number; a model that
 * is honest has the same mean on both axes in each. Means are weighted by lots, as markouts are; fills of a burst tell
 * one story, so their errors are those of minutes, not of fills.
 */
import type { Fill } from "../../src/domain/fill.ts";
import { sign } from "../../src/domain/side.ts";
import { type DurationNs, nsPerMinute, type TimeNs } from "../../src/domain/time.ts";
import type { EdgeBin, EdgeCalibration } from "../result.ts";
import { blockedMean } from "./block-error.ts";
import { EvenSampler } from "./even-sampler.ts";

/** Fills kept a horizon: beyond that an even sample of them. */
const fillsMax = 8192;
const binsMax = 10;
/** A bin of fewer says nothing. */
const binFillsMin = 20;

interface MarkedFill {
  readonly timeNs: TimeNs;
  readonly predictedTicks: number;
  readonly realisedTicks: number;
  readonly lots: number;
}

export class EdgeTracker {
  readonly #predictedTicks = new Map<Fill, number>(); // Of fills that have a horizon to reach.
  readonly #marked: readonly EvenSampler<MarkedFill>[];
  readonly #lastHorizonNs: DurationNs;

  /** @param makerRate the fee as a fraction of what is traded; below 0 for a rebate. */
  constructor(
    private readonly horizonsNs: readonly DurationNs[],
    private readonly makerRate: number,
  ) {
    this.#marked = horizonsNs.map(() => new EvenSampler<MarkedFill>(fillsMax));
    this.#lastHorizonNs = Math.max(...horizonsNs);
  }

  /** @param predictedTicks as the strategy said; a fill of which it said nothing (NaN) is left out. */
  filled(fill: Fill, predictedTicks: number): void {
    if (fill.maker && !Number.isNaN(predictedTicks)) this.#predictedTicks.set(fill, predictedTicks);
  }

  marked(fill: Fill, horizonNs: DurationNs, midHalfTicks: number): void {
    const predictedTicks = this.#predictedTicks.get(fill);
    if (predictedTicks === undefined) return;
    const markoutTicks = sign(fill.side) * (midHalfTicks / 2 - fill.priceTicks);
    const realisedTicks = markoutTicks - this.makerRate * fill.priceTicks;
    this.#marked[this.horizonsNs.indexOf(horizonNs)]!.add({
      timeNs: fill.receivedNs,
      predictedTicks,
      realisedTicks,
      lots: fill.sizeLots,
    });
    if (horizonNs === this.#lastHorizonNs) this.#predictedTicks.delete(fill);
  }

  /** By horizon; none where no fill with a prediction has reached it. */
  summary(): EdgeCalibration[] {
    return this.horizonsNs.flatMap((horizonNs, at) => {
      const fills = [...this.#marked[at]!.items].sort((a, b) => a.predictedTicks - b.predictedTicks);
      if (fills.length === 0) return [];
      const binsCount = Math.max(1, Math.min(binsMax, Math.floor(fills.length / binFillsMin)));
      const cut = (bin: number) => Math.round((bin * fills.length) / binsCount);
      const bins = Array.from({ length: binsCount }, (_, bin) => binOf(fills.slice(cut(bin), cut(bin + 1))));
      return [{ horizonNs, all: binOf(fills), bins }];
    });
  }
}

function binOf(fills: readonly MarkedFill[]): EdgeBin {
  const inTime = [...fills].sort((a, b) => a.timeNs - b.timeNs);
  const column = (of: (fill: MarkedFill) => number) => inTime.map(of);
  const [times, lots] = [column(({ timeNs }) => timeNs), column((fill) => fill.lots)];
  const meanOf = (values: readonly number[]) => blockedMean(values, times, nsPerMinute, lots);
  const realised = meanOf(column(({ realisedTicks }) => realisedTicks));
  return {
    fillsCount: fills.length,
    lots: lots.reduce((sum, ofFill) => sum + ofFill, 0),
    predictedTicks: meanOf(column(({ predictedTicks }) => predictedTicks)).mean,
    realisedTicks: realised.mean,
    errorTicks: realised.error,
  };
}
