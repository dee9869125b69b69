/**
 * The forms of models, ready to be asked. The inputs of the market are taken in once (`prepare`), and what they sum up
 * to is kept; what is asked for each price (`at`) adds the two inputs of the quote. Their means and scales are put into
 * weights and biases beforehand, so that a price costs no division more than its form has.
 *
 * Formulas: `README.md` here. exp and tanh are of `src/base/math.ts`. Classes are flat on purpose: a decision asks 40
 * prices and more, and what is small is compiled into its caller.
 */
import { exp, tanh } from "../../base/math.ts";
import type { ModelForm, ModelInput } from "./model-document.ts";

export interface Form {
  /** @param market inputs, scaled, in order; lent. */
  prepare(market: Float64Array): void;
  /** @param distance and `ahead`: transformed, not scaled; any for an input that the model does not read. */
  at(distance: number, ahead: number): number;
}

/** @param marketCount inputs that are of the market. @param candidates those of the quote behind them: two at most. */
export function formOf(form: ModelForm, marketCount: number, candidates: readonly ModelInput[]): Form {
  switch (form.kind) {
    case "linear":
      return new Linear(unscaled(form.weights, form.bias, marketCount, candidates));
    case "logistic":
      return new Logistic(unscaled(form.weights, form.bias, marketCount, candidates));
    case "hazard":
      return new Hazard(unscaled(form.weights, 0, marketCount, candidates), form);
    case "network": {
      const { hiddenBiases } = form;
      const units = form.hiddenWeights.map((row, unit) => unscaled(row, hiddenBiases[unit]!, marketCount, candidates));
      return form.output === "identity" ? new Network(units, form) : new LogisticNetwork(units, form);
    }
  }
}

/** Weights of one sum. */
interface Weights {
  readonly market: Float64Array;
  /** Of what is transformed and not scaled; 0 for an input that the model does not read. */
  readonly distance: number;
  readonly ahead: number;
  readonly bias: number;
}

/** w (t - mean) / scale = (w / scale) t - w mean / scale. */
function unscaled(
  weights: readonly number[],
  bias: number,
  marketCount: number,
  candidates: readonly ModelInput[],
): Weights {
  const ofCandidates = candidates.map(({ scale }, at) => weights[marketCount + at]! / scale);
  const [distance = 0, ahead = 0] = ofCandidates;
  const shift = candidates.reduce((sum, { mean }, at) => sum + ofCandidates[at]! * mean, 0);
  return { market: Float64Array.from(weights.slice(0, marketCount)), distance, ahead, bias: bias - shift };
}

class Linear implements Form {
  readonly #market: Float64Array;
  readonly #distance: number;
  readonly #ahead: number;
  readonly #bias: number;
  #ofMarket = Number.NaN;

  constructor({ market, distance, ahead, bias }: Weights) {
    this.#market = market;
    this.#distance = distance;
    this.#ahead = ahead;
    this.#bias = bias;
  }

  prepare(market: Float64Array): void {
    let sum = this.#bias;
    for (let at = 0; at < market.length; at++) sum += this.#market[at]! * market[at]!;
    this.#ofMarket = sum;
  }

  at(distance: number, ahead: number): number {
    return this.sum(distance, ahead);
  }

  protected sum(distance: number, ahead: number): number {
    return this.#ofMarket + this.#distance * distance + this.#ahead * ahead;
  }
}

class Logistic extends Linear {
  override at(distance: number, ahead: number): number {
    return 1 / (1 + exp(-this.sum(distance, ahead)));
  }
}

/** Hazards of all intervals are in one proportion, which the inputs give: a price costs two exp and not one an interval. */
class Hazard extends Linear {
  /** What hazards sum up to within the horizon where the inputs add nothing. */
  readonly #usual: number;

  constructor(weights: Weights, { biases, edgesMs }: Extract<ModelForm, { kind: "hazard" }>) {
    super(weights);
    const seconds = edgesMs.map((edgeMs, at) => (edgeMs - (edgesMs[at - 1] ?? 0)) / 1000);
    this.#usual = biases.reduce((sum, bias, at) => sum + exp(bias) * seconds[at]!, 0);
  }

  override at(distance: number, ahead: number): number {
    return 1 - exp(-(this.#usual * exp(this.sum(distance, ahead))));
  }
}

class Network implements Form {
  /** A row a unit. */
  readonly #market: Float64Array;
  readonly #distance: Float64Array;
  readonly #ahead: Float64Array;
  readonly #biases: Float64Array;
  readonly #output: Float64Array;
  readonly #outputBias: number;
  /** Of each unit, what goes into it from the market. */
  readonly #ofMarket: Float64Array;

  constructor(units: readonly Weights[], { outputWeights, outputBias }: Extract<ModelForm, { kind: "network" }>) {
    this.#market = Float64Array.from(units.flatMap(({ market }) => [...market]));
    this.#distance = Float64Array.from(units, ({ distance }) => distance);
    this.#ahead = Float64Array.from(units, ({ ahead }) => ahead);
    this.#biases = Float64Array.from(units, ({ bias }) => bias);
    this.#output = Float64Array.from(outputWeights);
    this.#outputBias = outputBias;
    this.#ofMarket = new Float64Array(units.length).fill(Number.NaN);
  }

  prepare(market: Float64Array): void {
    const ofMarket = this.#ofMarket;
    for (let unit = 0, at = 0; unit < ofMarket.length; unit++) {
      let sum = this.#biases[unit]!;
      for (let input = 0; input < market.length; input++, at++) sum += this.#market[at]! * market[input]!;
      ofMarket[unit] = sum;
    }
  }

  at(distance: number, ahead: number): number {
    return this.sum(distance, ahead);
  }

  protected sum(distance: number, ahead: number): number {
    const ofMarket = this.#ofMarket;
    const distanceWeights = this.#distance;
    const aheadWeights = this.#ahead;
    const output = this.#output;
    let sum = this.#outputBias;
    for (let unit = 0; unit < ofMarket.length; unit++)
      sum += output[unit]! * tanh(ofMarket[unit]! + distanceWeights[unit]! * distance + aheadWeights[unit]! * ahead);
    return sum;
  }
}

class LogisticNetwork extends Network {
  override at(distance: number, ahead: number): number {
    return 1 / (1 + exp(-this.sum(distance, ahead)));
  }
}
