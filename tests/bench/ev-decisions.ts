/**
 * Decisions of the EV maker, timed in a replay one by one: 21 prices a side, with models of fills whose weights are
 * drawn from a seed, over the standard inputs. What is timed is the strategy with its features and models; reading the
 * clock twice is in it. Bytes are those of the heap, over many decisions at the view where the replay ended.
 */
import { runBacktest } from "../../sim/backtest.ts";
import { featureInputs, quoteInputs } from "../../sim/training/train-inputs.ts";
import { Random } from "../../src/base/random.ts";
import { type BacktestSetup, readBacktestSetup } from "../../src/commands/backtest-setup.ts";
import { openBacktestTapes } from "../../src/commands/backtest-tapes.ts";
import { backtestInput } from "../../src/commands/bracketed-backtest.ts";
import { type ModelDocument, modelDocumentSchema } from "../../src/core/models/model-document.ts";
import type { Decide, StrategyDefinition, StrategyView } from "../../src/core/strategy/strategy.ts";
import { WantedQuotes } from "../../src/core/strategy/wanted-quotes.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { allocatedBytes } from "../helpers/allocated-bytes.ts";
import type { BenchSize } from "./bench.ts";

export interface EvDecisions {
  /** Of each decision. */
  readonly nanoseconds: Float64Array;
  /** Of those that left a quote on either side. */
  readonly quotedCount: number;
  readonly bytesPerDecision: number;
  readonly hash: string;
}

const decisionsMax = 200_000;

export class EvDesk {
  readonly #setup: BacktestSetup;
  readonly #tapes: readonly (readonly Tape[])[];

  private constructor(
    setup: BacktestSetup,
    tapes: readonly (readonly Tape[])[],
    private readonly size: BenchSize,
  ) {
    this.#setup = setup;
    this.#tapes = tapes;
  }

  static async open(size: BenchSize): Promise<EvDesk> {
    const settings = [`synthetic.minutes=${size === "full" ? 15 : 1}`, "decide.every_ms=10"];
    const setup = readBacktestSetup({
      configPath: `${import.meta.dir}/../../configs/synthetic-ev.yaml`,
      settings,
      ...{ data: undefined, strategyName: undefined, seed: undefined, instrumentsPath: undefined },
    });
    return new EvDesk(setup, await openBacktestTapes(setup), size);
  }

  /** @param fill a model of fills; undefined for takers' arrivals. */
  play(fill: ModelDocument | undefined): EvDecisions {
    const timed = new TimedStrategy(this.#setup.markets[0]!.strategy, this.size);
    const input = backtestInput(this.#setup, this.#tapes);
    const [market] = input.markets;
    const models = fill && { fill: { file: "", hash: fill.hash, document: fill } };
    const config = { ...market!.config, ...(models && { models }) };
    const markets = [{ ...market!, config, strategy: timed.definition }];
    const run = runBacktest({ ...input, markets, queueModel: this.#setup.config.queueModel, openEngine });
    return { ...timed.figures(), hash: run.runHash };
  }
}

class TimedStrategy {
  readonly definition: StrategyDefinition;
  readonly #nanoseconds = new Float64Array(decisionsMax);
  #bytesPerDecision = Number.NaN;
  #count = 0;
  #quotedCount = 0;

  constructor(definition: StrategyDefinition, size: BenchSize) {
    const heapAt = size === "full" ? 50_000 : 500; // Long compiled by then, with the features warm.
    const start = (parameters: unknown, context: Parameters<StrategyDefinition["start"]>[1]): Decide => {
      const decide = definition.start(parameters, context);
      return (view, quotes) => {
        this.#time(decide, view, quotes);
        if (this.#count === heapAt) this.#bytesPerDecision = bytesPerDecision(decide, view, 2 * heapAt);
      };
    };
    this.definition = { ...definition, start };
  }

  figures() {
    return {
      nanoseconds: this.#nanoseconds.slice(0, this.#count),
      quotedCount: this.#quotedCount,
      bytesPerDecision: this.#bytesPerDecision,
    };
  }

  #time(decide: Decide, view: StrategyView, quotes: WantedQuotes): void {
    const startedNs = Bun.nanoseconds();
    decide(view, quotes);
    const tookNs = Bun.nanoseconds() - startedNs;
    if (this.#count < decisionsMax) this.#nanoseconds[this.#count++] = tookNs;
    if (quotes.bids.count + quotes.asks.count > 0) this.#quotedCount++;
  }
}

/** On average over so many at one view. */
function bytesPerDecision(decide: Decide, view: StrategyView, decisionsCount: number): number {
  const quotes = new WantedQuotes();
  const play = () => {
    for (let at = 0; at < decisionsCount; at++) {
      quotes.clear();
      decide(view, quotes);
    }
  };
  return allocatedBytes(play) / decisionsCount;
}

/** Of the standard inputs and of the quote, with weights from a seed. @param unitsCount tanh units; 0 for logistic. */
export function drawnModel(unitsCount: number): ModelDocument {
  const random = Random.fromSeed(1).fork("bench-model");
  const inputs = quoteInputs(featureInputs(undefined, "bench"));
  const instrument = { key: "BTCUSDT", tick: "0.01", lot: "0.00001" };
  const weight = () => (random.int(0, 2000) - 1000) / 10_000;
  const weights = () => inputs.map(weight);
  const form =
    unitsCount === 0
      ? { kind: "logistic", weights: weights(), bias: -1 }
      : {
          kind: "network",
          hiddenWeights: Array.from({ length: unitsCount }, weights),
          hiddenBiases: Array.from({ length: unitsCount }, weight),
          outputWeights: Array.from({ length: unitsCount }, weight),
          outputBias: -1,
          output: "logistic",
        };
  return modelDocumentSchema.parse({
    ...{ schema: 1, name: "drawn", role: "fill", hash: "0".repeat(64), instrument, horizonMs: 1000, form },
    inputs: inputs.map((input) => ({ ...input, mean: 0, scale: 10 })),
    manifest: {
      ...{ dataHash: "0".repeat(64), data: ["none"], rowsCount: 1, configText: "none", configHash: "0".repeat(64) },
      ...{ firstTime: "2024-01-01T00:00:00Z", lastTime: "2024-01-01T00:00:00Z", created: "2024-01-01T00:00:00Z" },
      ...{ codeVersion: "none", seed: 1, metrics: {}, command: "none" },
    },
  });
}
