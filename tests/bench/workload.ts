/**
 * The workload of the replay benchmarks: the Spot BTCUSDT recording of 2024-08-08, 10 min 50 s, tiled. Where that is
 * not there, as many quarters of an hour of the synthetic market, which have about as many events.
 */

import { type BacktestRun, runBacktest } from "../../sim/backtest.ts";
import { type BacktestSetup, readBacktestSetup } from "../../src/commands/backtest-setup.ts";
import { openBacktestTapes } from "../../src/commands/backtest-tapes.ts";
import { backtestInput } from "../../src/commands/bracketed-backtest.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import type { EngineConfig } from "../../src/ports/engine.ts";
import { allSignals, noSignals } from "../../src/ports/market-signals.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { sharedData } from "../helpers/needs.ts";
import { tiledTape } from "../helpers/tiled-tape.ts";

/** Events in one tile. */
export const eventsOfTile = 391_172;

export interface Workload {
  readonly setup: BacktestSetup;
  /** Of the one instrument. */
  readonly tapes: readonly Tape[];
}

/** @param settings as on the command line, on top of configs/btcusdt-naive.yaml. */
export async function replayWorkload(tilesCount: number, settings: readonly string[]): Promise<Workload> {
  const recording = ["spot_btcusdt_20240808.gz", "spot_btcusdt_20240809.gz"].map(sharedData);
  const [first, second] = recording;
  if (first === undefined || second === undefined) return syntheticWorkload(tilesCount, settings);
  const setup = setupWith("configs/btcusdt-naive.yaml", settings);
  return { setup, tapes: [await tiledTape([first, second], tilesCount)] };
}

async function syntheticWorkload(tilesCount: number, settings: readonly string[]): Promise<Workload> {
  const setup = setupWith("configs/synthetic-naive.yaml", [...settings, `synthetic.minutes=${15 * tilesCount}`]);
  return { setup, tapes: (await openBacktestTapes(setup))[0]! };
}

/** @param signals what the engine keeps besides what the strategy needs. */
export function replay({ setup, tapes }: Workload, signals = noSignals): BacktestRun {
  const open = (configs: readonly EngineConfig[]) =>
    openEngine(configs.map((config) => ({ ...config, signals: allSignals([config.signals, signals]) })));
  return runBacktest({ ...backtestInput(setup, [tapes]), queueModel: setup.config.queueModel, openEngine: open });
}

function setupWith(configPath: string, settings: readonly string[]): BacktestSetup {
  return readBacktestSetup({
    configPath: `${import.meta.dir}/../../${configPath}`,
    settings,
    data: undefined,
    strategyName: undefined,
    seed: undefined,
    instrumentsPath: undefined,
  });
}
