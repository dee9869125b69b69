/** The inputs of a model that are of the market, as a quote of one side sees them. Read once a side and decision. */
import { assert } from "../../base/assert.ts";
import { bid, type Side } from "../../domain/side.ts";
import type { TimeNs } from "../../domain/time.ts";
import type { MarketView } from "../../ports/engine.ts";
import type { Feature, FeatureReader } from "../features/feature.ts";
import { inputFeatures, mirrorOf } from "./input-features.ts";
import type { ModelInput } from "./model-document.ts";
import { transformed } from "./transform.ts";

export type ReaderOf = (feature: Feature) => FeatureReader;

export class MarketInputs {
  /** Transformed, centred and scaled, in the order of the document; as the last `read` left them. */
  readonly values: Float64Array;
  readonly #inputs: readonly MarketInput[];
  /** Transformed, as a bid saw them, and in which view that was; undefined where something was missing. */
  readonly #ofBid: Float64Array;
  #bidMarket: MarketView | undefined;
  #bidNs: TimeNs = Number.NaN;

  /** @param inputs features alone. */
  constructor(inputs: readonly ModelInput[], readerOf: ReaderOf) {
    this.#inputs = inputs.map((input) => marketInputOf(input, inputs, readerOf));
    this.values = new Float64Array(inputs.length);
    this.#ofBid = new Float64Array(inputs.length);
  }

  /**
   * What an ask sees is mostly what a bid has seen, in the mirror: read right after a bid of the same view, it is taken
   * from there.
   * @returns whether the market says all of them; else `values` are not to be used.
   */
  read(side: Side, market: MarketView): boolean {
    if (side === bid) return this.#readBid(market);
    const isBidRead = this.#bidMarket === market && this.#bidNs === market.nowNs;
    return (isBidRead || this.#readBid(market)) && this.#readAsk(market);
  }

  #readBid(market: MarketView): boolean {
    const inputs = this.#inputs;
    this.#bidMarket = undefined;
    for (let at = 0; at < inputs.length; at++) {
      const { transform, mean, scale, own } = inputs[at]!;
      const value = own.value(market);
      if (!Number.isFinite(value)) return false;
      this.#ofBid[at] = transformed(transform, value);
      this.values[at] = (this.#ofBid[at]! - mean) / scale;
    }
    this.#bidMarket = market;
    this.#bidNs = market.nowNs;
    return true;
  }

  #readAsk(market: MarketView): boolean {
    const inputs = this.#inputs;
    this.#bidMarket = undefined; // Taken once: the next decision may be at the same time.
    for (let at = 0; at < inputs.length; at++) {
      const { transform, mean, scale, mirrored, mirroredSign, mirroredAt } = inputs[at]!;
      const value =
        mirroredAt >= 0
          ? mirroredSign * this.#ofBid[mirroredAt]!
          : transformed(transform, mirroredSign * mirrored.value(market));
      if (!Number.isFinite(value)) return false;
      this.values[at] = (value - mean) / scale;
    }
    return true;
  }
}

interface MarketInput extends ModelInput {
  readonly own: FeatureReader;
  readonly mirrored: FeatureReader;
  readonly mirroredSign: 1 | -1;
  /** Which input of a bid is this one of an ask; -1 where none is. Transforms of what turns its sign are odd. */
  readonly mirroredAt: number;
}

function marketInputOf(input: ModelInput, inputs: readonly ModelInput[], readerOf: ReaderOf): MarketInput {
  const feature = inputFeatures.get(input.name);
  assert(feature !== undefined, "an input of a checked document is a feature with a mirror");
  const mirrored = mirrorOf(feature);
  return {
    ...input,
    own: readerOf(feature),
    mirrored: readerOf(mirrored),
    mirroredSign: feature.mirror === "negative" ? -1 : 1,
    mirroredAt: inputs.findIndex(({ name, transform }) => name === mirrored.name && transform === input.transform),
  };
}
