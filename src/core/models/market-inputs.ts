/** The inputs of a model that are of the market, as a quote of one side sees them. Read once a side and decision. */
import { assert } from "../../base/assert.ts";
import { bid, type Side } from "../../domain/side.ts";
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

  /** @param inputs features alone. */
  constructor(inputs: readonly ModelInput[], readerOf: ReaderOf) {
    this.#inputs = inputs.map((input) => marketInputOf(input, readerOf));
    this.values = new Float64Array(inputs.length);
  }

  /** @returns whether the market says all of them; else `values` are not to be used. */
  read(side: Side, market: MarketView): boolean {
    const inputs = this.#inputs;
    for (let at = 0; at < inputs.length; at++) {
      const { transform, mean, scale, own, mirrored, mirroredSign } = inputs[at]!;
      const value = side === bid ? own.value(market) : mirroredSign * mirrored.value(market);
      if (!Number.isFinite(value)) return false;
      this.values[at] = (transformed(transform, value) - mean) / scale;
    }
    return true;
  }
}

interface MarketInput extends ModelInput {
  readonly own: FeatureReader;
  readonly mirrored: FeatureReader;
  readonly mirroredSign: 1 | -1;
}

function marketInputOf(input: ModelInput, readerOf: ReaderOf): MarketInput {
  const feature = inputFeatures.get(input.name);
  assert(feature !== undefined, "an input of a checked document is a feature with a mirror");
  return {
    ...input,
    own: readerOf(feature),
    mirrored: readerOf(mirrorOf(feature)),
    mirroredSign: feature.mirror === "negative" ? -1 : 1,
  };
}
