/**
 * The workload of the replay benchmarks: the Spot BTCUSDT recording of 2024-08-08, 10 min 50 s, tiled; where that is not
 * there, the synthetic market of the default configuration, tiled no more than it is long.
 */

import { type BacktestRun, runBacktest } from "../../sim/backtest.ts";
import { type BacktestSetup, readBacktestSetup } from "../../src/commands/backtest-setup.ts";
import { openBacktestTapes } from "../../src/commands/backtest-tapes.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { sharedData } from "../helpers/needs.ts";
import { tiledTape } from "../helpers/tiled-tape.ts";

/** About as many events in one tile as the recording has. */
const eventsOfTile = 391_172;

export interface Workload {
  readonly setup: BacktestSetup;
  readonly tapes: readonly Tape[];
}

/** @param settings as on the command line, on top of configs/btcusdt-naive.yaml. */
export async function replayWorkload(eventsCountMin: number, settings: readonly string[]): Promise<Workload> {
  const recording = ["spot_btcusdt_20240808.gz", "spot_btcusdt_20240809.gz"].map(sharedData);
  const [first, second] = recording;
  if (first === undefined || second === undefined) return syntheticWorkload(eventsCountMin, settings);
  const setup = setupWith("configs/btcusdt-naive.yaml", settings);
  return { setup, tapes: [await tiledTape([first, second], Math.ceil(eventsCountMin / eventsOfTile))] };
}

async function syntheticWorkload(eventsCountMin: number, settings: readonly string[]): Promise<Workload> {
  const minutes = Math.min(1440, Math.ceil((eventsCountMin / 1_650_000) * 60));
  const setup = setupWith("configs/synthetic-naive.yaml", [...settings, `synthetic.minutes=${minutes}`]);
  return { setup, tapes: await openBacktestTapes(setup) };
}

export function replay({ setup, tapes }: Workload): BacktestRun {
  return runBacktest({ ...setup, tapes, queueModel: setup.config.queueModel, openEngine });
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
