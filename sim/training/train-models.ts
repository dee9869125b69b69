/**
 * From tapes to models: sample the market, play the probes, label the rows, judge the fits out of their own data, and fit
 * once more to all of it. Equal data, configuration and seed give equal bits, with either engine.
 */
import { basename } from "node:path";
import { InputError } from "../../src/base/input-error.ts";
import { Random } from "../../src/base/random.ts";
import type { ModelInput } from "../../src/core/models/model-document.ts";
import { modelInstrument } from "../../src/core/models/model-instrument.ts";
import { sealedModel } from "../../src/core/models/model-text.ts";
import { type Instrument, instrumentKey, kebabKey } from "../../src/domain/instrument.ts";
import { formatUnixNs } from "../../src/domain/time.ts";
import type { Engine, EngineConfig } from "../../src/ports/engine.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { contentHashesOf, manifestHashOf } from "../data-facts.ts";
import { epochOf } from "../tape-feed.ts";
import { fillContenders } from "./fill-contenders.ts";
import { type Fitted, fitAll } from "./final-fits.ts";
import { judgeFill } from "./judge-fill.ts";
import { judgeMoves } from "./judge-moves.ts";
import { sampleMarket } from "./market-samples.ts";
import { fillMetrics, moveMetrics } from "./metrics.ts";
import { lanesCount, playProbes } from "./probe-lanes.ts";
import { constantInput } from "./scaling.ts";
import type { TrainConfig } from "./train-config.ts";
import { quoteInputs } from "./train-inputs.ts";
import type { TrainingData, TrainingOrigin, TrainingResult } from "./training-result.ts";
import { type LabelledStretch, type TrainingRows, trainingRows } from "./training-rows.ts";

export interface TrainingInput {
  readonly config: TrainConfig;
  /** Features, neither centred nor scaled yet (`featureInputs`). */
  readonly inputs: readonly ModelInput[];
  readonly instrument: Instrument;
  /** In the order of their times, all of `instrument`. */
  readonly tapes: readonly Tape[];
  readonly origin: TrainingOrigin;
  readonly openEngine: (configs: readonly EngineConfig[]) => Engine;
  /** What is being done, and the share of it that is. */
  readonly onProgress: (step: TrainingStep, share: number) => void;
}

export type TrainingStep = "market" | "probes" | "judging" | "fitting";

/** @throws InputError for data that no model can be fitted to, naming them. */
export function trainModels(input: TrainingInput): TrainingResult {
  const { config, instrument, inputs: features, tapes, origin } = input;
  const random = Random.fromSeed(config.seed).fork("train");
  const rows = trainingRows(playAll(input, features, random), config, features.length);
  const place = tapes.map(({ source }) => source).join(", ");
  checkRows(rows, features, place);
  const judged = judgeAll(input, rows, random.fork("folds"), place);
  const data = dataOf(tapes);
  const onFit = (share: number) => input.onProgress("fitting", share);
  const models = fitAll(config, rows, features, random.fork("final"), onFit).map((fit) =>
    sealedModel({
      ...describedFit(fit, config, instrument),
      manifest: {
        dataHash: data.hash,
        data: [...data.sources],
        firstTime: data.firstTime,
        lastTime: data.lastTime,
        rowsCount: fit.rowsCount,
        seed: config.seed,
        metrics: metricsOf(fit, judged),
        ...origin,
      },
    }),
  );
  return { instrument, config, origin, data, lanesCount: lanesCount(config), counts: rows.counts, ...judged, models };
}

function describedFit({ role, contender, inputs, form }: Fitted, config: TrainConfig, instrument: Instrument) {
  return {
    schema: 1 as const,
    name: `${role}-${contender}-${kebabKey(instrumentKey(instrument))}`,
    role,
    instrument: modelInstrument(instrument),
    horizonMs: config[role].horizonMs,
    inputs,
    form,
  };
}

function playAll(
  { config, tapes, openEngine, onProgress }: TrainingInput,
  features: readonly ModelInput[],
  random: Random,
): LabelledStretch[] {
  const epochUnixNs = epochOf(tapes);
  const stretches = tapes.map((tape) => ({ tape, epochUnixNs, openEngine }));
  const markets = stretches.map((stretch, at) => {
    onProgress("market", at / tapes.length);
    return sampleMarket(stretch, config, features, random.fork(`tape ${at}`));
  });
  let lanesDone = 0;
  return stretches.map((stretch, at) => {
    const market = markets[at]!;
    const outcomes = playProbes(stretch, config, market.probes, random.fork(`latency ${at}`), () =>
      onProgress("probes", ++lanesDone / (lanesCount(config) * tapes.length)),
    );
    return { market, outcomes };
  });
}

function judgeAll({ config, onProgress }: TrainingInput, rows: TrainingRows, random: Random, place: string) {
  const fitsCount = config.folds.count * fillContenders.length + 2;
  let fitsDone = 0;
  const onFit = () => onProgress("judging", ++fitsDone / fitsCount);
  onProgress("judging", 0);
  const { adverse, drift, folds } = config;
  return {
    fill: judgeFill(rows.fill, config, random, place, onFit),
    adverse: judgeMoves(rows.adverse, ["constant", "distance", "linear"], adverse.penalty, folds, place),
    drift: judgeMoves(rows.drift, ["constant", "linear"], drift.penalty, folds, place),
  };
}

function metricsOf(fit: Fitted, judged: Pick<TrainingResult, "fill" | "adverse" | "drift">): Record<string, number> {
  return fit.role === "fill" ? fillMetrics(judged.fill, fit.contender) : moveMetrics(judged[fit.role], fit.contender);
}

/** @throws InputError */
function checkRows({ fill, counts }: TrainingRows, features: readonly ModelInput[], place: string): void {
  const { samples, unknown } = counts;
  const rowsCount = fill.inputs.rowsCount;
  if (samples === 0) throw new InputError(place, `knows all inputs at none of ${unknown} times; expected longer data`);
  if (rowsCount === 0)
    throw new InputError(place, "lets no probe come to rest; expected distances_ticks behind the touch");
  const fillsCount = fill.filled.reduce((sum, filled) => sum + filled, 0);
  if (fillsCount === 0)
    throw new InputError(
      place,
      `fills none of ${rowsCount} probes; expected a longer horizon_ms, or nearer distances_ticks`,
    );
  if (fillsCount === rowsCount)
    throw new InputError(
      place,
      `fills all of ${rowsCount} probes; expected a shorter horizon_ms, or farther distances_ticks`,
    );
  const constant = constantInput(quoteInputs(features), fill.inputs);
  if (constant !== undefined)
    throw new InputError(place, `has the same ${constant} in all rows; expected one that varies, or inputs without it`);
}

function dataOf(tapes: readonly Tape[]): TrainingData {
  const [first, last] = [tapes[0]!, tapes.at(-1)!];
  const at = ({ midnightUnixNs }: Tape, ns: number) => formatUnixNs(midnightUnixNs + BigInt(ns));
  return {
    // Where it lies on this machine is nobody's business.
    sources: tapes.map(({ source }) =>
      source
        .split(" ")
        .map((word) => basename(word))
        .join(" "),
    ),
    hash: manifestHashOf(contentHashesOf(tapes)),
    problems: tapes.flatMap(({ problems }) => problems),
    firstTime: at(first, first.firstReceivedNs),
    lastTime: at(last, last.lastReceivedNs),
  };
}
