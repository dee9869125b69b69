/** Backtests of a configuration of the project on tapes at hand. */
import { type BacktestRun, runBacktest } from "../../sim/backtest.ts";
import { type BacktestSetup, readBacktestSetup } from "../../src/commands/backtest-setup.ts";
import type { Fill } from "../../src/domain/fill.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { projectRoot } from "./needs.ts";

/** @param settings as after `--set`. */
export function setupOf(config: string, settings: readonly string[] = []): BacktestSetup {
  const none = { data: undefined, strategyName: undefined, seed: undefined, instrumentsPath: undefined };
  return readBacktestSetup({ ...none, configPath: `${projectRoot}/configs/${config}`, settings });
}

export interface MarketFill extends Fill {
  readonly marketIndex: number;
}

/** @param tapes one an instrument. */
export function backtest(
  { config, markets, balances }: BacktestSetup,
  tapes: readonly Tape[],
  chunkRows?: number,
): { readonly run: BacktestRun; readonly fills: readonly MarketFill[] } {
  const fills: MarketFill[] = [];
  const run = runBacktest({
    ...{ config, balances, queueModel: config.queueModel, openEngine },
    ...(chunkRows !== undefined && { chunkRows }),
    markets: markets.map((market, at) => ({ ...market, tapes: [tapes[at]!] })),
    onFill: (fill, marketIndex) => fills.push({ ...fill, marketIndex }),
  });
  return { run, fills };
}
