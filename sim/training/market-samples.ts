/**
 * What a strategy would have known, on a grid: features from both sides, the touch, and the probe orders that it might
 * have sent then, with the queue that it would have seen. Outcomes come later (`probe-lanes.ts`): nothing here knows what
 * was received after its time.
 */
import type { Random } from "../../src/base/random.ts";
import { FeatureReaders } from "../../src/core/features/feature-readers.ts";
import { mid } from "../../src/core/features/mid.ts";
import { featuresOf } from "../../src/core/models/input-features.ts";
import { MarketInputs } from "../../src/core/models/market-inputs.ts";
import type { ModelInput } from "../../src/core/models/model-document.ts";
import { shownLots } from "../../src/core/orders/shown-lots.ts";
import { signalsOf } from "../../src/core/strategy/strategy.ts";
import { ask, bid, type Side, sides, sign } from "../../src/domain/side.ts";
import { nsPerMs, nsPerSecond, type TimeNs } from "../../src/domain/time.ts";
import { change, type EngineMarket, engineLimits, type MarketView, stop } from "../../src/ports/engine.ts";
import { allSignals, noSignals } from "../../src/ports/market-signals.ts";
import { MidPath } from "./mid-path.ts";
import { playStretch, type Stretch } from "./play-stretch.ts";
import { type TrainConfig, trainEngineConfig } from "./train-config.ts";

/** A moment at which everything was known. */
export interface Sample {
  readonly timeNs: TimeNs;
  /** Of the grid: which of its times. */
  readonly gridIndex: number;
  readonly midTicks: number;
  /** Values of the inputs as a bid sees them, and as an ask does. */
  readonly inputs: readonly [Float64Array, Float64Array];
}

/** An order of one lot that might be sent at a sample. */
export interface Probe {
  readonly sample: Sample;
  readonly side: Side;
  /** Which of the probes of its side and time. */
  readonly slot: number;
  readonly distanceTicks: number;
  readonly priceTicks: number;
  /** Of others at its price, as shown then. */
  readonly aheadLots: number;
}

export interface MarketSamples {
  readonly samples: readonly Sample[];
  readonly probes: readonly Probe[];
  readonly midPath: MidPath;
  /** Times of the grid at which the touch, or an input, was not known. */
  readonly unknownCount: number;
}

/** @param inputs features alone, transformed as they say, and scaled as they say: by 1 where that is still to be found. */
export function sampleMarket(
  stretch: Stretch,
  config: TrainConfig,
  inputs: readonly ModelInput[],
  random: Random,
): MarketSamples {
  const needs = allSignals([
    signalsOf(featuresOf([{ inputs: [...inputs] }])),
    { ...noSignals, depthLevels: engineLimits.depthLevelsMax },
  ]);
  const engineConfig = {
    ...trainEngineConfig(config),
    decideOn: change.touchPrice | change.bookState,
    signals: needs,
  };
  let sampler: Sampler | undefined;
  playStretch(stretch, engineConfig, (market) => {
    sampler = new Sampler(market, stretch, config, inputs, random);
    return (reasons) => sampler!.step(reasons);
  });
  return sampler!.end();
}

class Sampler {
  readonly #samples: Sample[] = [];
  readonly #probes: Probe[] = [];
  readonly #midPath = new MidPath();
  readonly #readers = new FeatureReaders();
  readonly #inputs: MarketInputs;
  readonly #draws: readonly (readonly Random[])[];
  readonly #everyNs: number;
  readonly #offsetNs: number;
  #gridIndex = 0;
  #gridNs: TimeNs;
  #unknownCount = 0;

  constructor(
    private readonly market: EngineMarket,
    private readonly stretch: Stretch,
    private readonly config: TrainConfig,
    inputs: readonly ModelInput[],
    random: Random,
  ) {
    const { tape, epochUnixNs } = stretch;
    this.#inputs = new MarketInputs(inputs, (feature) => this.#readers.reader(feature));
    this.#draws = sides.map((side) =>
      Array.from({ length: config.sampling.probes }, (_, slot) => random.fork(`side ${side}`).fork(`probe ${slot}`)),
    );
    this.#everyNs = config.sampling.everyMs * nsPerMs;
    this.#offsetNs = Number(tape.midnightUnixNs - epochUnixNs);
    this.#gridNs = (Math.floor((tape.firstReceivedNs + this.#offsetNs) / nsPerSecond) + 1) * nsPerSecond;
    market.setDeadline(this.#gridNs);
  }

  step(reasons: number): void {
    const { view } = this.market;
    this.#readers.take(view.flow);
    if ((reasons & stop.decision) !== 0) this.#midPath.add(view.nowNs, mid.value(view));
    if ((reasons & stop.timer) === 0) return;
    this.#sample(view);
    this.#gridNs += this.#everyNs;
    this.#gridIndex++;
    this.market.setDeadline(this.#gridNs);
  }

  end(): MarketSamples {
    this.#midPath.end(this.stretch.tape.lastReceivedNs + this.#offsetNs);
    return {
      samples: this.#samples,
      probes: this.#probes,
      midPath: this.#midPath,
      unknownCount: this.#unknownCount,
    };
  }

  #sample(view: MarketView): void {
    const midTicks = mid.value(view);
    const [ofBid, ofAsk] = [this.#valuesFrom(bid, view), this.#valuesFrom(ask, view)];
    if (Number.isNaN(midTicks) || ofBid === undefined || ofAsk === undefined) {
      this.#unknownCount++;
      return;
    }
    const sample = { timeNs: view.nowNs, gridIndex: this.#gridIndex, midTicks, inputs: [ofBid, ofAsk] } as const;
    this.#samples.push(sample);
    for (const side of sides)
      for (const [slot, random] of this.#draws[side]!.entries()) this.#draw(sample, side, slot, random, view);
  }

  #valuesFrom(side: Side, view: MarketView): Float64Array | undefined {
    return this.#inputs.read(side, view) ? this.#inputs.values.slice() : undefined;
  }

  /** One of the distances that would not trade at once; none, if all would. */
  #draw(sample: Sample, side: Side, slot: number, random: Random, view: MarketView): void {
    const { distancesTicks } = this.config.sampling;
    const spreadTicks = view.touchAskTicks - view.touchBidTicks;
    const touchTicks = side === bid ? view.touchBidTicks : view.touchAskTicks;
    const fitting = distancesTicks.filter((ticks) => ticks > -spreadTicks && touchTicks - sign(side) * ticks > 0);
    if (fitting.length === 0) return;
    const distanceTicks = random.pick(fitting);
    const priceTicks = touchTicks - sign(side) * distanceTicks;
    const shown = shownLots(view, side, priceTicks);
    // Beyond the levels that are shown, a strategy takes nobody to be ahead.
    const aheadLots = Number.isNaN(shown) ? 0 : shown;
    this.#probes.push({ sample, side, slot, distanceTicks, priceTicks, aheadLots });
  }
}
