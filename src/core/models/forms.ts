/**
 * The forms of models, ready to be asked. The inputs of the market are taken in once (`prepare`), and what they sum up
 * to is kept; what is asked for each price (`at`) adds the two inputs of the quote. The sums are those of an evaluation
 * of the whole, in its order and to its bits: a bias first, then input by input.
 *
 * Formulas: `README.md` here. exp and tanh are of `src/base/math.ts`.
 */
import { exp, tanh } from "../../base/math.ts";
import type { ModelDocument, ModelForm } from "./model-document.ts";

export interface Form {
  /** @param market inputs, in order; lent. */
  prepare(market: Float64Array): void;
  /** @param distance and `ahead`: scaled as the document says; 0 for an input that the model does not read. */
  at(distance: number, ahead: number): number;
}

/** @param marketCount how many of the inputs are of the market; they come first. */
export function formOf({ form }: Pick<ModelDocument, "form">, marketCount: number): Form {
  switch (form.kind) {
    case "linear":
      return new Linear(weightsOf(form.weights, marketCount), form.bias);
    case "logistic":
      return new Logistic(new Linear(weightsOf(form.weights, marketCount), form.bias));
    case "hazard":
      return new Hazard(new Linear(weightsOf(form.weights, marketCount), 0), hazardUsual(form));
    case "network":
      return form.output === "identity" ? new Network(form, marketCount) : new Logistic(new Network(form, marketCount));
  }
}

interface Weights {
  readonly market: Float64Array;
  /** 0 for an input that the model does not read. */
  readonly distance: number;
  readonly ahead: number;
}

function weightsOf(weights: readonly number[], marketCount: number): Weights {
  const [distance = 0, ahead = 0] = weights.slice(marketCount);
  return { market: Float64Array.from(weights.slice(0, marketCount)), distance, ahead };
}

class Linear implements Form {
  readonly #weights: Float64Array;
  readonly #distanceWeight: number;
  readonly #aheadWeight: number;
  #ofMarket = Number.NaN;

  constructor(
    { market, distance, ahead }: Weights,
    readonly bias: number,
  ) {
    this.#weights = market;
    this.#distanceWeight = distance;
    this.#aheadWeight = ahead;
  }

  prepare(market: Float64Array): void {
    const weights = this.#weights;
    let sum = this.bias;
    for (let at = 0; at < weights.length; at++) sum += weights[at]! * market[at]!;
    this.#ofMarket = sum;
  }

  at(distance: number, ahead: number): number {
    return this.#ofMarket + this.#distanceWeight * distance + this.#aheadWeight * ahead;
  }
}

/** Turns a number of any size into a probability. */
class Logistic<Inner extends Form> implements Form {
  constructor(private readonly inner: Inner) {}

  prepare(market: Float64Array): void {
    this.inner.prepare(market);
  }

  at(distance: number, ahead: number): number {
    return 1 / (1 + exp(-this.inner.at(distance, ahead)));
  }
}

/** Hazards of all intervals are in one proportion, which the inputs give, so a quote costs one exp and not one an interval. */
class Hazard implements Form {
  /** @param usual what hazards sum up to within the horizon where the inputs add nothing. */
  constructor(
    private readonly linear: Linear,
    private readonly usual: number,
  ) {}

  prepare(market: Float64Array): void {
    this.linear.prepare(market);
  }

  at(distance: number, ahead: number): number {
    return 1 - exp(-(this.usual * exp(this.linear.at(distance, ahead))));
  }
}

function hazardUsual({ biases, edgesMs }: Extract<ModelForm, { kind: "hazard" }>): number {
  return biases.reduce((sum, bias, at) => sum + exp(bias) * ((edgesMs[at]! - (edgesMs[at - 1] ?? 0)) / 1000), 0);
}

class Network implements Form {
  readonly #unitsCount: number;
  /** A row a unit. */
  readonly #marketWeights: Float64Array;
  readonly #biases: Float64Array;
  readonly #distanceWeights: Float64Array;
  readonly #aheadWeights: Float64Array;
  readonly #outputWeights: Float64Array;
  readonly #outputBias: number;
  /** Of each unit, what goes into it from the market. */
  readonly #ofMarket: Float64Array;

  constructor(form: Extract<ModelForm, { kind: "network" }>, marketCount: number) {
    const rows = form.hiddenWeights.map((row) => weightsOf(row, marketCount));
    this.#unitsCount = rows.length;
    this.#marketWeights = Float64Array.from(rows.flatMap(({ market }) => [...market]));
    this.#biases = Float64Array.from(form.hiddenBiases);
    this.#distanceWeights = Float64Array.from(rows, ({ distance }) => distance);
    this.#aheadWeights = Float64Array.from(rows, ({ ahead }) => ahead);
    this.#outputWeights = Float64Array.from(form.outputWeights);
    this.#outputBias = form.outputBias;
    this.#ofMarket = new Float64Array(rows.length).fill(Number.NaN);
  }

  prepare(market: Float64Array): void {
    const weights = this.#marketWeights;
    for (let unit = 0, at = 0; unit < this.#unitsCount; unit++) {
      let sum = this.#biases[unit]!;
      for (let input = 0; input < market.length; input++, at++) sum += weights[at]! * market[input]!;
      this.#ofMarket[unit] = sum;
    }
  }

  at(distance: number, ahead: number): number {
    const ofMarket = this.#ofMarket;
    const distanceWeights = this.#distanceWeights;
    const aheadWeights = this.#aheadWeights;
    const outputWeights = this.#outputWeights;
    let sum = this.#outputBias;
    for (let unit = 0; unit < this.#unitsCount; unit++)
      sum +=
        outputWeights[unit]! * tanh(ofMarket[unit]! + distanceWeights[unit]! * distance + aheadWeights[unit]! * ahead);
    return sum;
  }
}
