/** The readers of one run: each feature has one, whoever asks for it, and those that follow the flow are told it. */
import type { MarketFlow } from "../../ports/market-signals.ts";
import { type Feature, type FeatureReader, type FlowReader, isFlowFeature } from "./feature.ts";

export class FeatureReaders {
  readonly #readers = new Map<Feature, FeatureReader>();
  readonly #following: FlowReader[] = [];

  reader(feature: Feature): FeatureReader {
    const known = this.#readers.get(feature);
    if (known !== undefined) return known;
    const reader = isFlowFeature(feature) ? this.#follow(feature.start()) : feature;
    this.#readers.set(feature, reader);
    return reader;
  }

  /** At each stop, before anybody decides. */
  take(flow: MarketFlow): void {
    for (let at = 0; at < this.#following.length; at++) this.#following[at]!.take(flow);
  }

  #follow(reader: FlowReader): FlowReader {
    this.#following.push(reader);
    return reader;
  }
}
