/**
 * A strategy beside a run: started as the run starts it, with features and models of its own that are told what the
 * run's are told, so that it can be asked anything at any point.
 */
import type { Feature } from "../../src/core/features/feature.ts";
import { FeatureReaders } from "../../src/core/features/feature-readers.ts";
import { watchModels } from "../../src/core/models/watched-models.ts";
import type { Decide, StrategyDefinition } from "../../src/core/strategy/strategy.ts";
import type { MarketView } from "../../src/ports/engine.ts";
import { documentsOf } from "../models-config.ts";
import { type StrategyCase, setupOf } from "./strategy-case.ts";

export class Probe {
  /** Of a first start. */
  readonly decide: Decide;
  readonly #readers = new FeatureReaders();
  readonly #start: () => Decide;

  constructor(of: StrategyCase, definition: StrategyDefinition) {
    const { config, instrument, feeTier, parameters } = setupOf(of, definition).market;
    const reader = (feature: Feature) => this.#readers.reader(feature);
    const { models } = watchModels(documentsOf(config.models), reader);
    this.#start = () => definition.start(parameters, { instrument, feeTier, models, reader });
    this.decide = this.#start();
  }

  /** At every stop. */
  take(market: MarketView): void {
    this.#readers.take(market.flow);
  }

  /** Another start, which knows of the past what the features do. */
  startAgain(): Decide {
    return this.#start();
  }
}
