/**
 * Labelled rows. Of each probe that came to rest: the inputs as its side saw them, its distance and the queue ahead as
 * shown then, how long it lived and whether it filled within the horizon; of each that filled, by how many ticks the mid
 * went against it from the decision to a horizon after the fill. Of each sample, seen from either side, the move of the
 * mid: from the ask everything is turned, so that what is learned of rising holds for falling.
 */
import { bid, sides, sign } from "../../src/domain/side.ts";
import { nsPerMs, nsPerSecond, type TimeNs } from "../../src/domain/time.ts";
import type { MarketSamples } from "./market-samples.ts";
import { type Matrix, matrixOf } from "./matrix.ts";
import type { ProbeEnd, ProbeOutcome } from "./probe-lanes.ts";
import type { TrainConfig } from "./train-config.ts";
import { candidateValues } from "./train-inputs.ts";

/** Rows by time. */
export interface FillRows {
  readonly inputs: Matrix;
  readonly timesNs: Float64Array;
  /** From the decision to the fill, to the end of what is known, or to the horizon. */
  readonly seconds: Float64Array;
  /** Within the horizon. */
  readonly filled: Uint8Array;
  /** Filled, or seen up to the horizon: it is known whether it fills within. */
  readonly isKnown: Uint8Array;
}

export interface MoveRows {
  readonly inputs: Matrix;
  readonly timesNs: Float64Array;
  readonly labelsTicks: Float64Array;
}

export interface TrainingRows {
  readonly fill: FillRows;
  readonly adverse: MoveRows;
  readonly drift: MoveRows;
  readonly counts: TrainingCounts;
}

export interface TrainingCounts extends Readonly<Record<ProbeEnd, number>> {
  /** Times of the grid at which everything was known, and others. */
  readonly samples: number;
  readonly unknown: number;
  /** Rows that ended before the horizon without a fill: a gap, or the end of the data. */
  readonly cutShort: number;
  /** Fills after which the mid was not known for long enough. */
  readonly unlabelledFills: number;
  /** Of probes that came to rest: mean lots ahead as shown at the decision, and as they were then. */
  readonly aheadShownLots: number;
  readonly aheadAtRestLots: number;
}

/** A stretch of data, played. */
export interface LabelledStretch {
  readonly market: MarketSamples;
  readonly outcomes: readonly ProbeOutcome[];
}

/** @param stretches by time. @param featuresCount inputs that are of the market. */
export function trainingRows(
  stretches: readonly LabelledStretch[],
  config: TrainConfig,
  featuresCount: number,
): TrainingRows {
  const fill = new FillRowsMaker(config.fill.horizonMs * nsPerMs);
  const adverse = new MoveRowsMaker();
  const drift = new MoveRowsMaker();
  let unlabelledFills = 0;
  for (const { market, outcomes } of stretches) {
    for (const [at, probe] of market.probes.entries()) {
      const { end, endNs } = outcomes[at]!;
      if (end !== "filled" && end !== "censored") continue;
      const { sample, side, distanceTicks, aheadLots } = probe;
      const row = [...sample.inputs[side], ...candidateValues(distanceTicks, aheadLots)];
      if (!fill.add(row, sample.timeNs, endNs, end === "filled")) continue;
      const afterTicks = market.midPath.at(endNs + config.adverse.horizonMs * nsPerMs);
      if (!adverse.add(row, sample.timeNs, sign(side) * (sample.midTicks - afterTicks))) unlabelledFills++;
    }
    for (const { inputs, timeNs, midTicks } of market.samples) {
      const moveTicks = market.midPath.at(timeNs + config.drift.horizonMs * nsPerMs) - midTicks;
      for (const side of sides) drift.add(inputs[side], timeNs, side === bid ? moveTicks : -moveTicks);
    }
  }
  return {
    fill: fill.rows(featuresCount + 2),
    adverse: adverse.rows(featuresCount + 2),
    drift: drift.rows(featuresCount),
    counts: { ...countsOf(stretches), cutShort: fill.cutShortCount, unlabelledFills },
  };
}

function countsOf(stretches: readonly LabelledStretch[]) {
  const probes = stretches.flatMap(({ market, outcomes }) =>
    outcomes.map((outcome, at) => ({ ...outcome, shownLots: market.probes[at]!.aheadLots })),
  );
  const count = (of: ProbeEnd) => probes.filter(({ end }) => end === of).length;
  const rested = probes.filter(({ aheadAtRestLots }) => !Number.isNaN(aheadAtRestLots));
  return {
    aheadShownLots: mean(rested.map(({ shownLots }) => shownLots)),
    aheadAtRestLots: mean(rested.map(({ aheadAtRestLots }) => aheadAtRestLots)),
    samples: stretches.reduce((sum, { market }) => sum + market.samples.length, 0),
    unknown: stretches.reduce((sum, { market }) => sum + market.unknownCount, 0),
    ...{ filled: count("filled"), censored: count("censored"), rejected: count("rejected"), busy: count("busy") },
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

class FillRowsMaker {
  cutShortCount = 0;
  readonly #inputs: number[][] = [];
  readonly #timesNs: number[] = [];
  readonly #seconds: number[] = [];
  readonly #filled: number[] = [];
  readonly #isKnown: number[] = [];

  constructor(private readonly horizonNs: number) {}

  /** @returns whether it filled within the horizon. What happens later is not asked. */
  add(inputs: number[], decidedNs: TimeNs, endNs: TimeNs, hasFilled: boolean): boolean {
    const livedNs = endNs - decidedNs;
    const isWithin = hasFilled && livedNs <= this.horizonNs;
    const isKnown = isWithin || livedNs >= this.horizonNs;
    if (!isKnown) this.cutShortCount++;
    this.#inputs.push(inputs);
    this.#timesNs.push(decidedNs);
    this.#seconds.push(Math.min(livedNs, this.horizonNs) / nsPerSecond);
    this.#filled.push(isWithin ? 1 : 0);
    this.#isKnown.push(isKnown ? 1 : 0);
    return isWithin;
  }

  rows(columnsCount: number): FillRows {
    return {
      inputs: matrixOf(this.#inputs, columnsCount),
      timesNs: Float64Array.from(this.#timesNs),
      seconds: Float64Array.from(this.#seconds),
      filled: Uint8Array.from(this.#filled),
      isKnown: Uint8Array.from(this.#isKnown),
    };
  }
}

class MoveRowsMaker {
  readonly #inputs: ArrayLike<number>[] = [];
  readonly #timesNs: number[] = [];
  readonly #labelsTicks: number[] = [];

  /** @returns false where the label is not known: then there is no row. */
  add(inputs: ArrayLike<number>, timeNs: TimeNs, labelTicks: number): boolean {
    if (Number.isNaN(labelTicks)) return false;
    this.#inputs.push(inputs);
    this.#timesNs.push(timeNs);
    this.#labelsTicks.push(labelTicks);
    return true;
  }

  rows(columnsCount: number): MoveRows {
    return {
      inputs: matrixOf(this.#inputs, columnsCount),
      timesNs: Float64Array.from(this.#timesNs),
      labelsTicks: Float64Array.from(this.#labelsTicks),
    };
  }
}
