/**
 * One layer of tanh units and a logistic output, by penalised maximum likelihood over all rows at once: the minimum of
 *
 *   sum over rows of [ln(1 + e^z) - y z]  +  penalty / 2 x sum of squared weights      with z = c + v . tanh(W x + b)
 *
 * The loss has many valleys: which one is found depends on the start, which is drawn from a stream of the run's seed.
 * Biases are not penalised. (Bishop: Pattern Recognition and Machine Learning, 5.1 to 5.3.)
 */
import { log, tanh } from "../../src/base/math.ts";
import type { Random } from "../../src/base/random.ts";
import { minimiseSmooth } from "./lbfgs.ts";
import { logistic, softplus } from "./logistic-fit.ts";
import type { Matrix } from "./matrix.ts";

export interface NetworkFit {
  /** A row a unit. */
  readonly hiddenWeights: readonly Float64Array[];
  readonly hiddenBiases: Float64Array;
  readonly outputWeights: Float64Array;
  readonly outputBias: number;
}

export interface NetworkPlan {
  readonly unitsCount: number;
  readonly penalty: number;
  readonly stepsMax: number;
}

/** @param hits 0 or 1 for each row; both occur. */
export function fitNetwork(inputs: Matrix, hits: Uint8Array, plan: NetworkPlan, random: Random): NetworkFit {
  const loss = new NetworkLoss(inputs, hits, plan);
  const start = loss.start(random);
  return loss.fitOf(minimiseSmooth((at, gradient) => loss.at(at, gradient), start, plan.stepsMax));
}

/** Parameters lie in one array: rows of W, then b, v and c. */
export class NetworkLoss {
  readonly parametersCount: number;
  readonly #biasesAt: number;
  readonly #outputAt: number;
  readonly #units: Float64Array;

  constructor(
    private readonly inputs: Matrix,
    private readonly hits: Uint8Array,
    private readonly plan: Pick<NetworkPlan, "unitsCount" | "penalty">,
  ) {
    this.#biasesAt = inputs.columnsCount * plan.unitsCount;
    this.#outputAt = this.#biasesAt + plan.unitsCount;
    this.parametersCount = this.#outputAt + plan.unitsCount + 1;
    this.#units = new Float64Array(plan.unitsCount);
  }

  /** Units that see a little of everything, and an output that says the share of hits. */
  start(random: Random): Float64Array {
    const { inputs, hits, plan } = this;
    const hiddenSpan = Math.sqrt(3 / Math.max(1, inputs.columnsCount));
    const outputSpan = Math.sqrt(3 / plan.unitsCount) / 4;
    const share = hits.reduce((sum, hit) => sum + hit, 0) / hits.length;
    return Float64Array.from({ length: this.parametersCount }, (_, at) => {
      if (at < this.#biasesAt) return hiddenSpan * (2 * random.unit() - 1);
      if (at < this.#outputAt) return 0;
      return at < this.parametersCount - 1 ? outputSpan * (2 * random.unit() - 1) : log(share / (1 - share));
    });
  }

  /** The loss at these parameters; its gradient is written over what is there. */
  at(parameters: Float64Array, gradient: Float64Array): number {
    gradient.fill(0);
    let loss = 0;
    for (let row = 0; row < this.inputs.rowsCount; row++) {
      const score = this.#forward(parameters, row);
      loss += softplus(score) - this.hits[row]! * score;
      this.#backward(parameters, gradient, row, logistic(score) - this.hits[row]!);
    }
    return loss + this.#penalise(parameters, gradient);
  }

  fitOf(parameters: Float64Array): NetworkFit {
    const { columnsCount } = this.inputs;
    return {
      hiddenWeights: Array.from({ length: this.plan.unitsCount }, (_, unit) =>
        parameters.slice(unit * columnsCount, (unit + 1) * columnsCount),
      ),
      hiddenBiases: parameters.slice(this.#biasesAt, this.#outputAt),
      outputWeights: parameters.slice(this.#outputAt, -1),
      outputBias: parameters.at(-1)!,
    };
  }

  #forward(parameters: Float64Array, row: number): number {
    const { columnsCount, values } = this.inputs;
    const { unitsCount } = this.plan;
    const [units, biasesAt, outputAt] = [this.#units, this.#biasesAt, this.#outputAt];
    const from = row * columnsCount;
    let score = parameters[outputAt + unitsCount]!;
    for (let unit = 0, at = 0; unit < unitsCount; unit++) {
      let sum = parameters[biasesAt + unit]!;
      for (let column = 0; column < columnsCount; column++, at++) sum += parameters[at]! * values[from + column]!;
      const value = tanh(sum);
      units[unit] = value;
      score += parameters[outputAt + unit]! * value;
    }
    return score;
  }

  /** @param slope of the loss by the score. The units are as `#forward` left them. */
  #backward(parameters: Float64Array, gradient: Float64Array, row: number, slope: number): void {
    const { columnsCount, values } = this.inputs;
    const { unitsCount } = this.plan;
    const [units, biasesAt, outputAt] = [this.#units, this.#biasesAt, this.#outputAt];
    const from = row * columnsCount;
    gradient[outputAt + unitsCount]! += slope;
    for (let unit = 0, at = 0; unit < unitsCount; unit++) {
      const value = units[unit]!;
      gradient[outputAt + unit]! += slope * value;
      const inner = slope * parameters[outputAt + unit]! * (1 - value * value);
      gradient[biasesAt + unit]! += inner;
      for (let column = 0; column < columnsCount; column++, at++) gradient[at]! += inner * values[from + column]!;
    }
  }

  #penalise(parameters: Float64Array, gradient: Float64Array): number {
    let squares = 0;
    for (let at = 0; at < this.parametersCount - 1; at++) {
      if (at >= this.#biasesAt && at < this.#outputAt) continue;
      gradient[at]! += this.plan.penalty * parameters[at]!;
      squares += parameters[at]! * parameters[at]!;
    }
    return (this.plan.penalty / 2) * squares;
  }
}
