/** A training written down by hand: figures that are easy to follow into a report. */
import type { FillContender } from "../../sim/training/fill-contenders.ts";
import type { FillScores } from "../../sim/training/judge-fill.ts";
import type { MoveContender, MoveScores } from "../../sim/training/judge-moves.ts";
import type { TrainingResult } from "../../sim/training/training-result.ts";
import { modelInstrument } from "../../src/core/models/model-instrument.ts";
import { sealedModel, type UnsealedModel } from "../../src/core/models/model-text.ts";
import { spotBtcusdt } from "./instruments.ts";
import { trainConfigOf } from "./training-market.ts";

const blocked = (mean: number, error: number) => ({ mean, error, blocksCount: 12 });

export function fillScores(contender: FillContender, logLoss: number, overDistance = 0, error = 0.01): FillScores {
  return {
    ...{ contender, brier: blocked(logLoss / 3, 0.001), logLoss: blocked(logLoss, 0.002), concordance: 0.7 },
    ...{ overConstant: blocked(0.1, error), overDistance: blocked(overDistance, error) },
    calibration: [
      { rowsCount: 400, predicted: 0.2, observed: 0.25 },
      { rowsCount: 100, predicted: 0.8, observed: 0.7 },
    ],
  };
}

/** @param gain of squared error, of 100 in all. */
export function moveScores(contender: MoveContender, gain: number, error = 1): MoveScores {
  return {
    ...{ contender, rSquared: gain / 100, absoluteTicks: blocked(7, 0.5), overConstant: blocked(gain, error) },
    constantSquare: 100,
    calibration: [{ rowsCount: 50, predicted: -2, observed: 3 }],
  };
}

export function trainingResult(changes: Partial<TrainingResult> = {}): TrainingResult {
  return {
    instrument: spotBtcusdt,
    config: trainConfigOf(),
    origin: {
      ...{ configText: "seed: 1 # <b>\n", configHash: "c".repeat(64), codeVersion: "1.2.3" },
      ...{ command: "halfspread train", created: "2024-01-01T00:00:00Z" },
    },
    data: {
      ...{ sources: ["one.gz"], hash: "d".repeat(64), problems: ["2 gaps"] },
      ...{ firstTime: "2024-01-01T00:00:00Z", lastTime: "2024-01-01T01:00:00Z" },
    },
    lanesCount: 14,
    counts: {
      ...{
        samples: 700,
        unknown: 3,
        filled: 500,
        censored: 800,
        rejected: 60,
        busy: 0,
        cutShort: 5,
        unlabelledFills: 2,
      },
      ...{ aheadShownLots: 120, aheadAtRestLots: 150 },
    },
    fill: {
      ...{ rowsCount: 510, knownCount: 500 },
      scores: [
        fillScores("constant", 0.7),
        fillScores("distance", 0.6),
        fillScores("logistic", 0.55, 0.05),
        fillScores("network", 0.58, 0.02, 0.02),
        fillScores("hazard", 0.65, -0.05),
      ],
    },
    adverse: {
      rowsCount: 300,
      scores: [moveScores("constant", 0), moveScores("distance", 4), moveScores("linear", 1)],
    },
    drift: { rowsCount: 1400, scores: [moveScores("constant", 0), moveScores("linear", -5)] },
    models: [model("fill-logistic-btcusdt", "fill"), model("drift-linear-btcusdt", "drift")],
    ...changes,
  };
}

function model(name: string, role: "fill" | "drift") {
  const unsealed: UnsealedModel = {
    ...{ schema: 1, name, role, instrument: modelInstrument(spotBtcusdt), horizonMs: 2000 },
    inputs: [{ name: "touch_imbalance", transform: "none", mean: 0.125, scale: 0.5 }],
    form: { kind: role === "fill" ? "logistic" : "linear", weights: [-0.75], bias: 0.25 },
    manifest: {
      ...{ dataHash: "d".repeat(64), data: ["one.gz"], firstTime: "2024-01-01T00:00:00Z" },
      ...{ lastTime: "2024-01-01T01:00:00Z", rowsCount: 1300, configText: "x", configHash: "c".repeat(64) },
      ...{ codeVersion: "1.2.3", seed: 1, metrics: {}, command: "halfspread train", created: "2024-01-01T00:00:00Z" },
    },
  };
  return sealedModel(unsealed);
}
